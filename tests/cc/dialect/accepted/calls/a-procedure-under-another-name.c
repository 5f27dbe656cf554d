/* prints: -1 12 */
#include <stdio.h>
_tal _alias("PROCESSHANDLE_NULLIT_") short make_null(short *);
_tal _extensible _alias("NUMIN") char *number_of(char *, short *, short, short *);
int main(void) {
    short handle[10] = {0}, n, status;
    make_null(handle);
    number_of("12", &n, 10, &status);
    printf("%d %d\n", handle[0], n);
    return 0;
}
