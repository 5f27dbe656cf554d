/* prints: 1 2 done */
#include <stdio.h>
int main(void) {
    short error = 1;
    switch (error) {
    case 1: printf("1 ");
    case 2: printf("2 "); break;
    case 6: printf("6 ");
    }
    puts("done");
    return 0;
}
