/* prints: 2 0 0 0 */
#include "parts(two)"
#include <stdio.h>
#ifndef ONE
#define ONE 0
#endif
#ifndef THREE
#define THREE 0
#endif
#ifndef BEFORE_ALL
#define BEFORE_ALL 0
#endif
int main(void) { printf("%d %d %d %d\n", TWO, ONE, THREE, BEFORE_ALL); return 0; }
