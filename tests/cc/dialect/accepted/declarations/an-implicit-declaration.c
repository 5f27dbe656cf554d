/* prints: 4 */
#include <stdio.h>
int main(void) { printf("%d\n", later(3)); return 0; }
int later(x) { return x + 1; }
