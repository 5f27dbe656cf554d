/* prints: 1 2 */
#include <cextdecs(INTERPRETINTERVAL)>
#include <stdio.h>
int main(void) {
    short hours = -1, seconds = -1;
    INTERPRETINTERVAL(3602003000LL, &hours, /* minutes */, // the seconds come
        &seconds /* and no more */);
    printf("%d %d\n", hours, seconds);
    return 0;
}
