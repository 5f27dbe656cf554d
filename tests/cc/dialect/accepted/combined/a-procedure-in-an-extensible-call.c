/* prints: 3 1 */
#include <cextdecs(NUMIN)>
#include <stdio.h>
_extensible int given(char *a, short b) { return _arg_present(a) + 2 * _arg_present(b); }
int main(void) {
    short n, status;
    printf("%d ", given(NUMIN("12", &n, 10, &status), n));
    printf("%d\n", given(NUMIN("12", &n, , &status)));
    return 0;
}
