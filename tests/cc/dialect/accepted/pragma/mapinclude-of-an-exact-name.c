/* prints: 42 */
#pragma mapinclude "old.defs" = "plaindefs.h"
#include "old.defs"
#include <stdio.h>
int main(void) { printf("%d\n", PLAIN); return 0; }
