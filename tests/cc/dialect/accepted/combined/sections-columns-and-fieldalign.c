/* prints: 2 6 8 */
#pragma columns 60, nolist, fieldalign shared2 message      000100
#include "parts(one, \                                      000200
   two)" nolist                                             000300
#include <stdioh> nolist                                    000400
struct message { char a; int b; };                          000500
struct other { char a; int b; };                            000600
int main(void) { printf("%d %d %d\n", TWO,                  000700
   (int)sizeof(struct message), (int)sizeof(struct other)); 000800
   return 0; }                                              000900
