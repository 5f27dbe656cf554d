/* prints: -1 9 */
#include <cextdecs(PROCESSHANDLE_NULLIT_,  \   
   NUMIN)>
#include <stdio.h>
int main(void) {
    short handle[10];
    PROCESSHANDLE_NULLIT_(handle);
    printf("%d ", handle[0]);
    printf("%d\n", __LINE__);
    return 0;
}
