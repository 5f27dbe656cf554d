/* prints: 1 2 3 */
#include <cextdecs(INTERPRETINTERVAL)>
#include <stdio.h>
int main(void) {
    short hours = -1, seconds = -1, milliseconds = -1;
    INTERPRETINTERVAL(3602003000LL, &hours, , &seconds, &milliseconds);
    printf("%d %d %d\n", hours, seconds, milliseconds);
    return 0;
}
