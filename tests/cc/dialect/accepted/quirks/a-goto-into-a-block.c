/* prints: in block */
#include <stdio.h>
int main(void) {
    goto inside;
    {
        puts("never");
    inside:
        puts("in block");
    }
    return 0;
}
