/* prints: 1 0 1 0 1 1 */
#include <talh>
#include <stdio.h>
_cc_status less(void) { return -1; }
int main(void) {
    _cc_status cc = less();
    short as_short = less();
    int as_int = less();
    printf("%d %d %d ", _status_lt(cc), _status_eq(as_short), _status_le(as_int));
    printf("%d %d %d\n", _status_gt(cc), _status_ne(as_short), !_status_ge(as_int));
    return 0;
}
