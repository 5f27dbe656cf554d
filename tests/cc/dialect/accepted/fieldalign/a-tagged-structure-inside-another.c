/* prints: 6 16 4 */
#pragma fieldalign shared2 inner
#include <stddef.h>
#include <stdio.h>
struct outer {
    char c;
    struct inner { char a; int b; } in;
    int d, e;
};
int main(void) {
    printf("%d %d", (int)sizeof(struct inner), (int)sizeof(struct outer));
    printf(" %d\n", (int)offsetof(struct outer, d) - (int)offsetof(struct outer, in) - 2);
    return 0;
}
