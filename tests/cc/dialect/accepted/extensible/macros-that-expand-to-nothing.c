/* prints: 4 0 3 */
#include <stdio.h>
#define NONE
#define OMIT(x)
#define PAIR 1, 2
_extensible int given(int a, int b, int c) { return _arg_present(a) + 2 * _arg_present(b) + 4 * _arg_present(c); }
int main(void) { printf("%d %d %d\n", given(NONE, OMIT(7), 3), given(NONE), given(PAIR)); return 0; }
