/* rejected: missing terminating */
#include <stdio.h>
int main(void) {
    puts("no end); /* wrong */
    return 0;
}
