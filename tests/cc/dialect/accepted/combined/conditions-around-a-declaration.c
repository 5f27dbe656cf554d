/* prints: 2 1 */
#include <stdio.h>
#ifdef __TANDEM
_extensible
#endif
int given(int a, int b)
{
#ifdef __TANDEM
    return _arg_present(a) + 2 * _arg_present(b);
#else
    return -1;
#endif
}
#if 0
_extensible int given(int a);
#endif
int main(void) { printf("%d %d\n", given(, 2), given(1)); return 0; }
