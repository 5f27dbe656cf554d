/* prints: 12 0 */
#include <cextdecs(DNUMIN)>
#include <stdio.h>
int main(void) {
    int number;
    short status;
    DNUMIN("12", &number, 10, &status);
    printf("%d %d\n", number, status);
    return 0;
}
