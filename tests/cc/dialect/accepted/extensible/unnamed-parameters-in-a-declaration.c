/* prints: 6 */
#include <stdio.h>
typedef int number;
_extensible int given(int, char *, number, const number *, char [], int (*)(int));
int main(void) { printf("%d\n", given(, "b", 3)); return 0; }
int given(int a, char *b, number c, const number *d, char e[], int (*f)(int))
{
    return _arg_present(a) + 2 * _arg_present(b) + 4 * _arg_present(c) + 8 * _arg_present(d) + 16 * _arg_present(e);
}
