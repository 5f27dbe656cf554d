/* prints: 1 2 3 */
#include "parts(one)"
#include "parts(two)"
#include "parts(three)"
#include <stdio.h>
int main(void) { printf("%d %d %d\n", ONE, TWO, THREE); return 0; }
