/* prints: 3 1 */
#include <stdio.h>
_extensible int given(int a, int b) { return _arg_present(a) + 2 * _arg_present(b); }
int main(void) { printf("%d %d\n", given(given(, 1), given()), given(given(given(1)))); return 0; }
