/* prints: 3 3 */
#include <stdio.h>
_extensible int first(int a, int b) { return _arg_present(a) + 2 * _arg_present(b); }
static _extensible int second(int a, int b) { return _arg_present(a) + 2 * _arg_present(b); }
int (*table[])(int, int) = {first, second};
int main(void) { printf("%d %d\n", table[0](1, 2), table[1](1, 2)); return 0; }
