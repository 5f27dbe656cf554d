/* prints: 1 1 */
#pragma systype guardian
#pragma extensions
#pragma ieee_float
#include <stdio.h>
int main(void) { printf("%d %d\n", _TANDEM_SOURCE, _GUARDIAN_TARGET); return 0; }
