/* nonstop prints: -101
   host prints: -25601 */
#include <stdio.h>
char buffer[4] = {0xff, 0x9b, 0, 0};
int main(void) { printf("%d\n", *(short *)buffer); return 0; }
