/* prints: 5 4 0 */
#include <stdio.h>
_extensible int given(int a, int b, int c) { return _arg_present(a) + 2 * _arg_present(b) + 4 * _arg_present(c); }
int main(void) {
    printf("%d %d %d\n", given(1, /* access */, 3), given(/*a*/, /*b*/
        , // the last
        3), given( /* nothing at all */ ));
    return 0;
}
