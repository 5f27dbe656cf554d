/* prints: 5 12 */
#include <stdio.h>
_extensible int given(int a, int b, int c) { return _arg_present(a) + 2 * _arg_present(b) + 4 * _arg_present(c); }
int main(void) {
    int x = given(
        1,
        ,
        3
    );
    int y =
        /* here */
        __LINE__;
    printf("%d %d\n", x, y);
    return 0;
}
