/* prints: 5 0 */
#include <stdio.h>
_extensible int given(a, b, c)
    int a;
    char *b;
    long c;
{
    return _arg_present(a) + 2 * _arg_present(b) + 4 * _arg_present(c);
}
int main(void) { printf("%d %d\n", given(1, , 3L), given()); return 0; }
