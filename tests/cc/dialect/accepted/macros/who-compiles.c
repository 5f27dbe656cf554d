/* prints: 1 1 1 1 1 */
#include <stdio.h>
int main(void) {
    printf("%d %d %d %d %d\n", __TANDEM, _GUARDIAN_TARGET, _TANDEM_SOURCE, __INT32, __XMEM);
    return 0;
}
