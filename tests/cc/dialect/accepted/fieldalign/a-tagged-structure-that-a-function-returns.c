/* prints: 6 9 8 */
#pragma fieldalign shared2 result
#include <stdio.h>
struct result { char a; int b; } make(int b)
{
    struct result r;
    struct other { char a; int b; };
    r.a = sizeof(struct other);
    r.b = b;
    return r;
}
int main(void) { struct result r = make(9); printf("%d %d %d\n", (int)sizeof r, r.b, r.a); return 0; }
