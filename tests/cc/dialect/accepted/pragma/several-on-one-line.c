/* prints: 6 8 */
#pragma nolist, symbols, inspect
#pragma list, fieldalign shared2, nowarn(1, 2)
struct a { char c; int i; };
#pragma fieldalign auto, nolist
struct b { char c; int i; };
#include <stdio.h>
int main(void) { printf("%d %d\n", (int)sizeof(struct a), (int)sizeof(struct b)); return 0; }
