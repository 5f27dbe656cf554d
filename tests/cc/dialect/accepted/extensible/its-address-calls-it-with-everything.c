/* prints: 3 3 3 */
#include <stdio.h>
_extensible int given(int a, int b) { return _arg_present(a) + 2 * _arg_present(b); }
int call(int (*f)(int, int)) { return f(1, 2); }
int main(void) {
    int (*one)(int, int) = given, (*two)(int, int) = &given;
    printf("%d %d %d\n", one(1, 2), (*two)(1, 2), call(given));
    return 0;
}
