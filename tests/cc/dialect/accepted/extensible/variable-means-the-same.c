/* prints: 1 0 */
#include <stdio.h>
_variable int given(int a, int b) { return _arg_present(b) != 0; }
int main(void) { printf("%d %d\n", given(1, 2), given(1)); return 0; }
