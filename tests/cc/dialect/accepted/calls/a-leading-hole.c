/* prints: 1 */
#include <cextdecs(COMPUTEJULIANDAYNO)>
#include <stdio.h>
int main(void) {
    short error = 0;
    COMPUTEJULIANDAYNO(, 1, 1, &error);
    printf("%d\n", error != 0);
    return 0;
}
