/* prints: 1 2 */
#pragma columns 40
#include <stdio.h>                      this is beyond
int a = 1;                              000400
int b = 2; /* a comment within */       000500 */ }}}
int main(void) {                        000600
    printf("%d %d\n", a, b);            000700
    return 0;                           000800
}                                       000900
