/* prints: 3 2 */
#include <stdio.h>
_extensible int given(char *a, int b) { return _arg_present(a) + 2 * _arg_present(b); }
int main(void) { int x; printf("%d %d\n", given("a,b", (x = 1, x)), given(, (1, 2))); return 0; }
