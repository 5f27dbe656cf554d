/* prints: 1 */
#include <stdio.h>
extern int errno;
int main(void) { errno = 0; fopen("/there/is/none", "r"); printf("%d\n", errno != 0); return 0; }
