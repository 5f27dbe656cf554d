/* prints: 1 2 */
#include <cextdecs(INTERPRETINTERVAL)>
#include <stdio.h>
#define OMITTED
int main(void) {
    short hours = -1, seconds = -1;
    INTERPRETINTERVAL(3602003000LL, &hours, OMITTED, &seconds);
    printf("%d %d\n", hours, seconds);
    return 0;
}
