/* nonstop prints: 128 1
   host prints: 1 128 */
#include <stdio.h>
union { struct { unsigned first : 1; unsigned middle : 6; unsigned last : 1; } bits; unsigned char byte; } u;
int main(void) {
    u.bits.first = 1;
    printf("%d ", u.byte);
    u.bits.first = 0;
    u.bits.last = 1;
    printf("%d\n", u.byte);
    return 0;
}
