/* prints: 8 6 10 */
struct before { char a; int b; };
#pragma fieldalign shared2
struct behind { char a; int b; };
struct wide { char a; long long b; };
#include <stdio.h>
int main(void) {
    printf("%d %d %d\n", (int)sizeof(struct before), (int)sizeof(struct behind), (int)sizeof(struct wide));
    return 0;
}
