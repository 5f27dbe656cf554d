/* prints: 1 2 */
#include <stdio.h>
static int one(void) { return sizeof "" ; }
#include "parts(one, two)" nolist
int main(void) { printf("%d %d\n", one(), TWO); return 0; }
