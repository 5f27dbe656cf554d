/* prints: 1 GMT 6 */
#pragma fieldalign shared2
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <string.h>
struct mine { char a; int b; };
int main(void) {
    struct stat s;
    memset(&s, 1, sizeof s);
    time_t begin = 0;
    printf("%d %s ", stat("/", &s) == 0 && S_ISDIR(s.st_mode), gmtime(&begin)->tm_zone);
    printf("%d\n", (int)sizeof(struct mine));
    return 0;
}
