/* nonstop prints: 1
   host prints: 0 */
#include <stdio.h>
#include <string.h>
int main(void) { short a = 1, b = 256; printf("%d\n", memcmp(&a, &b, 2) < 0); return 0; }
