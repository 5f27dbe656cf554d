/* prints: ok 6 */
#include <stdio.h> \
nolist
int main(void) {
    /* line */
    printf("ok %d\n", __LINE__);
    return 0;
}
