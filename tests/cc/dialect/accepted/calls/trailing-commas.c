/* prints: 1 */
#include <cextdecs(INTERPRETINTERVAL)>
#include <stdio.h>
int main(void) {
    short hours = -1;
    INTERPRETINTERVAL(3602003000LL, &hours, , , , );
    printf("%d\n", hours);
    return 0;
}
