/* prints: 2 1 */
#ifdef __TANDEM
#define VARIABLE _extensible
#define TAL_PROC _tal _extensible short
#else
#define VARIABLE
#endif
#include <stdio.h>
VARIABLE int given(int a, int b) { return _arg_present(a) + 2 * _arg_present(b); }
TAL_PROC other(short a, short b) { return _arg_present(a) + 2 * _arg_present(b); }
int main(void) { printf("%d %d\n", given(, 2), other(1)); return 0; }
