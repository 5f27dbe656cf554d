/* prints: 63 0 42 */
#include <stdio.h>
struct box { int n; };
typedef short handle[10];
_extensible int given(const char *a, short b[], struct box *c, int (*d)(int), double e, handle f)
{
    return _arg_present(a) + 2 * _arg_present(b) + 4 * _arg_present(c) + 8 * _arg_present(d) + 16 * _arg_present(e)
           + 32 * _arg_present(f);
}
static int same(int x) { return x; }
int main(void) {
    short words[2];
    struct box box;
    handle h;
    printf("%d %d %d\n", given("a", words, &box, same, 1.5, h), given(), given(, words, , same, , h));
    return 0;
}
