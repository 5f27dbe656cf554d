/* prints: 1 1 0 */
#include <stdio.h>
_extensible int given(int a, char *b) { return _arg_present(a) ? 1 : _arg_present(b) ? 1 : 0; }
int main(void) { printf("%d %d %d\n", given(0), given(, (char *)0), given(,)); return 0; }
