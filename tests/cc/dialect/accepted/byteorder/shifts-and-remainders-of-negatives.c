/* prints: -1 -3 -1 */
#include <stdio.h>
int main(void) { int a = -7, b = 2, c = -5; printf("%d %d %d\n", a % b, c >> 1, a % 3); return 0; }
