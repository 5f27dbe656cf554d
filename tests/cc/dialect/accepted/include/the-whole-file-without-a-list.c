/* prints: 1 1 2 3 */
#include "parts.h"
#include <stdio.h>
int main(void) { printf("%d %d %d %d\n", BEFORE_ALL, ONE, TWO, THREE); return 0; }
