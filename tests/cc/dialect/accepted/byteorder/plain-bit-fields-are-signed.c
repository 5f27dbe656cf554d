/* prints: -1 3 */
#include <stdio.h>
struct { int s : 2; unsigned u : 2; } f;
int main(void) { f.s = 3; f.u = 3; printf("%d %d\n", f.s, f.u); return 0; }
