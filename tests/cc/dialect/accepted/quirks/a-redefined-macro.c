/* prints: 2 */
#include <stdio.h>
#define N 1
#define N 2
int main(void) { printf("%d\n", N); return 0; }
