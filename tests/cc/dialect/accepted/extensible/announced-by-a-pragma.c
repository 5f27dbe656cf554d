/* prints: 2 */
#pragma function given (c, extensible)
#include <stdio.h>
int given(int a, int b) { return _arg_present(a) + 2 * _arg_present(b); }
int main(void) { printf("%d\n", given(, 2)); return 0; }
