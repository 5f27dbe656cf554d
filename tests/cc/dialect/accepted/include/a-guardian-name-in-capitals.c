/* prints: 5 42 */
#include "$DATA.SUB.INNER"
#include "PLAINDEFS.H"
#include <stdio.h>
int main(void) { printf("%d %d\n", INNER, PLAIN); return 0; }
