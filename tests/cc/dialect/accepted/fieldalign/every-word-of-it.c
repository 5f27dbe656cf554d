/* prints: 8 6 6 8 8 */
#pragma fieldalign auto
struct a { char a; int b; };
#pragma fieldalign shared2
struct b { char a; int b; };
#pragma fieldalign cshared2
struct c { char a; int b; };
#pragma fieldalign shared8
struct d { char a; int b; };
#pragma fieldalign platform
struct e { char a; int b; };
#include <stdio.h>
#define SIZE(x) (int)sizeof(struct x)
int main(void) { printf("%d %d %d %d %d\n", SIZE(a), SIZE(b), SIZE(c), SIZE(d), SIZE(e)); return 0; }
