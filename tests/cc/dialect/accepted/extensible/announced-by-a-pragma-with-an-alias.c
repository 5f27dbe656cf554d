/* prints: 1 */
#pragma function given (tal, alias("GIVEN^NAME"), extensible(1), resident)
#include <stdio.h>
int given(int a, int b);
int given(int a, int b) { return _arg_present(a) + 2 * _arg_present(b); }
int main(void) { printf("%d\n", given(1)); return 0; }
