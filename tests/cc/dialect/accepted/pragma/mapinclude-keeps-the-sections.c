/* prints: 2 */
#pragma mapinclude "before" = "parts.h"
#include "before(two)"
#ifdef ONE
#error too much
#endif
#include <stdio.h>
int main(void) { printf("%d\n", TWO); return 0; }
