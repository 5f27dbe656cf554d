/* prints: 12 1 */
#include <stdio.h>
_tal _extensible char *NUMIN(char *, short *, short, short *);
_tal _variable short INTERPRETINTERVAL(long long, short *, short *, short *, short *, short *);
int main(void) {
    short number, status, hours;
    NUMIN("12", &number, 10, &status);
    INTERPRETINTERVAL(3602003000LL, &hours);
    printf("%d %d\n", number, hours);
    return 0;
}
