/* prints: 1 3 */
#include "parts(THREE, One)"
#include <stdio.h>
int main(void) { printf("%d %d\n", ONE, THREE); return 0; }
