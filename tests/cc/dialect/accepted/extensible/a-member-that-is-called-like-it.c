/* prints: 9 2 */
#include <stdio.h>
_extensible int given(int a, int b) { return _arg_present(a) + 2 * _arg_present(b); }
struct s { int given; };
int main(void) { struct s s; s.given = 9; printf("%d %d\n", s.given, given(, 1)); return 0; }
