/* prints: 8 10 */
#pragma fieldalign shared2 outer
#include <stdio.h>
struct outer {
    char c;
    struct inner { char a; int b; } in;
};
int main(void) { printf("%d %d\n", (int)sizeof(struct inner), (int)sizeof(struct outer)); return 0; }
