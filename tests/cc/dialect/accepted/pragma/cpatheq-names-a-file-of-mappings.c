/* prints: 42 */
#pragma cpatheq "maps.h"
#include "mapped.h"
#include <stdio.h>
int main(void) { printf("%d\n", PLAIN); return 0; }
