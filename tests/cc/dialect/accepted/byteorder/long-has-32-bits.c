/* nonstop prints: 4 -2147483648 4
   host prints: 8 2147483648 8 */
#include <stdio.h>
int main(void) {
    long l = 2147483647;
    l = (long)((unsigned long)l + 1);
    printf("%d %ld %d\n", (int)sizeof(long), l, (int)sizeof(char *));
    return 0;
}
