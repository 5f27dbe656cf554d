/* prints: 123456789012 */
#include <stdio.h>
struct { long long position; char rest[24]; } state = {123456789012LL};
int main(void) { printf("%lld\n", *(long long *)&state); return 0; }
