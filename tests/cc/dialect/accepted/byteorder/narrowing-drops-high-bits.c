/* prints: -32768 52 */
#include <stdio.h>
int main(void) { int a = 0x18000, b = 0x1234; short s = a; char c = b; printf("%d %d\n", s, c); return 0; }
