/* prints: 9 */
#include <stdio.h> nolist // remark
#include <string.h> nolist /* remark */
#include <stdlib.h> /* a remark that
   goes on and
   on */
int main(void) {
    /* this is line */
    printf("%d\n", __LINE__);
    return 0;
}
