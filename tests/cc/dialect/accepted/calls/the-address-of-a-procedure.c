/* prints: -1 1 */
#include <cextdecs(PROCESSHANDLE_NULLIT_)>
#include <stdio.h>
int main(void) {
    short handle[10] = {0};
    short (*nullit)(short *) = PROCESSHANDLE_NULLIT_;
    nullit(handle);
    printf("%d %d\n", handle[3], nullit == &PROCESSHANDLE_NULLIT_);
    return 0;
}
