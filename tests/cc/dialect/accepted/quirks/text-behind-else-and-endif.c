/* prints: 1 */
#include <stdio.h>
#ifdef __TANDEM
int x = 1;
#else NOT_TANDEM
int x = 2;
#endif __TANDEM
int main(void) { printf("%d\n", x); return 0; }
