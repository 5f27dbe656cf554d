/* prints: 0 2 22 30 32 36 40 */
#pragma fieldalign shared2
#include <stddef.h>
#include <stdio.h>
#ifdef __LP64__
typedef int int32;
#else
typedef long int32;
#endif
typedef struct message {
    short code;
    short handle[10];
    long long time;
    short job;
    int32 left;
    char text[3];
    short end;
} message;
#define AT(x) (int)offsetof(message, x)
int main(void) {
    printf("%d %d %d %d %d %d %d\n", AT(code), AT(handle), AT(time), AT(job), AT(left), AT(text), AT(end));
    return 0;
}
