/* prints: 12 */
#include <cextdecs(NUMIN, NUMOUT)>
#include <stdio.h>
struct { char *(*in)(char *, short *, short, short *); } table[] = {{NUMIN}};
int main(void) { short n, status; table[0].in("12", &n, 10, &status); printf("%d\n", n); return 0; }
