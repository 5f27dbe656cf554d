/* prints: 42 */
/* options: -include tests/cc/dialect/headers/plaindefs.h */
#include <stdio.h>
#ifndef PLAIN
#define PLAIN 42
#endif
int main(void) { printf("%d\n", PLAIN); return 0; }
