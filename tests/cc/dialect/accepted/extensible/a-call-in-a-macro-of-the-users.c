/* prints: 3 1 */
#include <stdio.h>
#define CALL(x, y) given(x, y)
_extensible int given(int a, int b) { return _arg_present(a) + 2 * _arg_present(b); }
int main(void) { printf("%d %d\n", CALL(1, 2), CALL(1, )); return 0; }
