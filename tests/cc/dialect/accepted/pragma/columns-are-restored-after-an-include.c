/* prints: 1 2 */
#include "narrow.h"
#include <stdio.h>
int main(void) { int far_to_the_right = 2; printf("%d %d\n", NARROW, far_to_the_right); return 0; }
