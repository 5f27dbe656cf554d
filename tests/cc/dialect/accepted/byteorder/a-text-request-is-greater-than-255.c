/* nonstop prints: 1 1
   host prints: 0 1 */
#include <stdio.h>
#include <string.h>
union { char msg[10]; short msgNumber; } u;
int main(void) {
    memset(&u, 0, sizeof u);
    strcpy(u.msg, "Q");
    printf("%d ", u.msgNumber > 255);
    strcpy(u.msg, "QUIT");
    printf("%d\n", u.msgNumber > 255);
    return 0;
}
