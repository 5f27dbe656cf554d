/* prints: 2 5 */
#include <stdio.h>
_extensible int given(int a, int b, int c);
int main(void) { printf("%d %d\n", given(, 2), given(1, , 3)); return 0; }
_extensible int given(int a, int b, int c) { return _arg_present(a) + 2 * _arg_present(b) + 4 * _arg_present(c); }
