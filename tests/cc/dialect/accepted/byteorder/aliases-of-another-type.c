/* nonstop prints: 1 16256
   host prints: 0 0 */
#include <stdio.h>
static int look(float *f, short *s) { *f = 1.0f; return s[0]; }
int main(void) { float f = 2.0f; int n = look(&f, (short *)&f); printf("%d %d\n", n != 0, n); return 0; }
