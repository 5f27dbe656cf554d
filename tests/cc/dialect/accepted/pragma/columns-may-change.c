/* prints: 5 */
#pragma columns 30
#include <stdio.h>            dropped
#pragma columns 79
int main(void) { int x = 0; x = 2; x = x + 3;                printf("%d\n", x);
  return 0; }
