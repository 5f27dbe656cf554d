/* prints: 7 1 3 2 6 0 */
#include <stdio.h>
_extensible int given(int a, char *b, long c)
{
    return _arg_present(a) + 2 * _arg_present(b) + 4 * _arg_present(c);
}
int main(void) {
    printf("%d %d %d ", given(1, "b", 3L), given(1), given(1, "b"));
    printf("%d %d %d\n", given(, "b"), given(, "b", 3L), given());
    return 0;
}
