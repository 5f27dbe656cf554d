/* prints: 4 */
#include <stdio.h>
_extensible(2) int given(int a, int b, int c) { return _arg_present(c) ? 4 : 0; }
int main(void) { printf("%d\n", given(, , 1)); return 0; }
