/* prints: 6 8 */
#pragma fieldalign shared2 local
#include <stdio.h>
int main(void) {
    struct local { char a; int b; } one;
    struct other { char a; int b; } two;
    printf("%d %d\n", (int)sizeof one, (int)sizeof two);
    return 0;
}
