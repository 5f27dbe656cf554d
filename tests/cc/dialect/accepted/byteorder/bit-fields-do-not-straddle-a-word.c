/* prints: 8 */
#include <stdio.h>
struct { unsigned a : 20; unsigned b : 20; } f;
int main(void) { printf("%d\n", (int)sizeof f); return 0; }
