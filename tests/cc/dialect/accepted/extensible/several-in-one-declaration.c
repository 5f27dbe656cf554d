/* prints: 2 1 */
#include <stdio.h>
_extensible int first(int a, int b), second(int a, int b);
int main(void) { printf("%d %d\n", first(, 2), second(1)); return 0; }
int first(int a, int b) { return _arg_present(a) + 2 * _arg_present(b); }
int second(int a, int b) { return _arg_present(a) + 2 * _arg_present(b); }
