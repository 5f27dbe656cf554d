/* prints: 6 6 6 8 */
#pragma fieldalign shared2 one two, three
struct one { char a; int b; };
union two { struct one o; char c[5]; };
typedef struct three { char a; int b; } three_type;
struct four { char a; int b; };
#include <stdio.h>
int main(void) {
    printf("%d %d %d %d\n", (int)sizeof(struct one), (int)sizeof(union two), (int)sizeof(three_type), (int)sizeof(struct four));
    return 0;
}
