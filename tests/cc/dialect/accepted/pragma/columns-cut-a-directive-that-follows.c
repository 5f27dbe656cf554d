/* prints: 3 */
#pragma columns 24
#define VALUE 3         + 4
#include <stdio.h>      nonsense
int main(void) {
  printf("%d\n", VALUE);
  return 0;
}
