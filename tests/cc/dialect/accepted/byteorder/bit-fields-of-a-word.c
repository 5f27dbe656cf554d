/* nonstop prints: 4660
   host prints: 17185 */
#include <stdio.h>
union { struct { unsigned short a : 4, b : 4, c : 4, d : 4; } n; unsigned short word; } u;
int main(void) { u.n.a = 1; u.n.b = 2; u.n.c = 3; u.n.d = 4; printf("%d\n", u.word); return 0; }
