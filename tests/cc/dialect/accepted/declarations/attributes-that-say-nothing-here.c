/* prints: 1 2 3 */
#include <stdio.h>
_resident int f1(void) { return 1; }
_tal _callable short f2(void) { return 2; }
_priv _resident int f3(void) { return 3; }
int main(void) { printf("%d %d %d\n", f1(), f2(), f3()); return 0; }
