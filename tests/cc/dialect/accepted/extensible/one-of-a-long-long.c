/* prints: 5000000000 0 */
#include <stdio.h>
_extensible long long twice(short a, long long b, char *c) { return _arg_present(b) ? b + b : 0; }
int main(void) { printf("%lld %lld\n", twice(, 2500000000LL), twice(1, , "c")); return 0; }
