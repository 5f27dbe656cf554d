/* prints: -1 12 */
#include <cextdecs( \
PROCESSHANDLE_NULLIT_,\
NUMIN \
)> nolist
#include <stdio.h>
int main(void) {
    short handle[10], number, status;
    PROCESSHANDLE_NULLIT_(handle);
    NUMIN("12", &number, 10, &status);
    printf("%d %d\n", handle[0], number);
    return 0;
}
