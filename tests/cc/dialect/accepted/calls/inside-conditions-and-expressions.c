/* prints: yes 1 */
#include <cextdecs(PROCESSHANDLE_NULLIT_, PROCESSHANDLE_COMPARE_)>
#include <stdio.h>
int main(void) {
    short a[10], b[10], rc;
    if ((rc = PROCESSHANDLE_NULLIT_(a)) == 0 && !PROCESSHANDLE_NULLIT_(b))
        printf("yes ");
    printf("%d\n", PROCESSHANDLE_COMPARE_(a, b) != 0 ? 1 : 0);
    return 0;
}
