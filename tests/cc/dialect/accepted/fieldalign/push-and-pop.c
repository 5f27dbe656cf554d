/* prints: 6 8 6 */
#pragma fieldalign shared2
struct a { char a; int b; };
#pragma push fieldalign
#pragma fieldalign auto
struct b { char a; int b; };
#pragma pop fieldalign
struct c { char a; int b; };
#include <stdio.h>
int main(void) { printf("%d %d %d\n", (int)sizeof(struct a), (int)sizeof(struct b), (int)sizeof(struct c)); return 0; }
