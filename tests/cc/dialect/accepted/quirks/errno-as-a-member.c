/* prints: 5 6 7 0 */
#include <errnoh>
#include <stdio.h>
struct result { short errno; short detail; };
typedef union { struct { int errno; } inner; int whole; } both;
struct result preset = { .errno = 7 };
int main(void) {
    struct result r, *p = &r;
    both b;
    p->errno = 5;
    b.inner.errno = 6;
    errno = 0;
    printf("%d %d %d %d\n", r.errno, b.whole, preset.errno, errno);
    return 0;
}
