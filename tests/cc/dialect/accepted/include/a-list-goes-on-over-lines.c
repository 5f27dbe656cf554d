/* prints: -1 12 10 */
#include <cextdecs.h (PROCESSHANDLE_NULLIT_, \
                      NUMIN, \
   NUMOUT)>
#include <stdio.h>
int main(void) {
    short handle[10], number, status;
    PROCESSHANDLE_NULLIT_(handle);
    NUMIN("12", &number, 10, &status);
    printf("%d %d %d\n", handle[0], number, __LINE__);
    return 0;
}
