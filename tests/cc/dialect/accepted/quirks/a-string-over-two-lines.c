/* prints: onetwo // no comment */
#include <stdio.h>
int main(void) {
    printf("one\
two // no comment\n");
    return 0;
}
