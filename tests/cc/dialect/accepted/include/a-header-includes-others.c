/* prints: 1 1 5 */
#include "nested.h"
#include <stdio.h>
int main(void) { printf("%d %d %d\n", NESTED, ONE, INNER); return 0; }
