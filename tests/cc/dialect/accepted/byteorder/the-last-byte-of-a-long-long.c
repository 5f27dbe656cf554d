/* nonstop prints: 8 1
   host prints: 1 8 */
#include <stdio.h>
int main(void) {
    long long n = 0x0102030405060708LL;
    char *p = (char *)&n;
    printf("%d %d\n", p[7], p[0]);
    return 0;
}
