/* prints: 1 */
#include <stdio.h>
short main(short argc, char *argv[], char *env[])
{
    printf("%d\n", argv[0] != 0 && env != 0);
    return 0;
}
