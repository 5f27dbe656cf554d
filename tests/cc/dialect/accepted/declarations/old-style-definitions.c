/* prints: 3 7 abc */
#include <stdio.h>
int add(a, b) int a, b; { return a + b; }
short
scale(a, factor)
    short a;       /* what */
    double factor; /* by how much */
{
    return a * factor;
}
char *same(s)
    register char *s;
{ return s; }
int main(void) { printf("%d %d %s\n", add(1, 2), scale(2, 3.5), same("abc")); return 0; }
