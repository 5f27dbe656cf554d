/* A program that opens its standard files itself. */
#include <errno.h> nolist
#include <stdio.h> nolist

const char guardian_nostdfiles = 1;

int main(void) {
    int number = printf("not open\n") < 0 ? errno : 0;
    short error = fopen_std_file(1, 1);
    printf("%d, then %d\n", number, error);
    return 0;
}
