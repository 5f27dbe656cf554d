/* nonstop prints: -103 258 772
   host prints: -26113 513 1027 */
#pragma fieldalign shared2
#include <stdio.h>
struct message { short code; short access; short exclusion; };
char buffer[] = {0xff, 0x99, 1, 2, 3, 4};
int main(void) {
    struct message *m = (struct message *)buffer;
    printf("%d %d %d\n", m->code, m->access, m->exclusion);
    return 0;
}
