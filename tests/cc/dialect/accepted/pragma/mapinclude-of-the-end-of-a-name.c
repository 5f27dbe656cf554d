/* prints: 42 */
#pragma mapinclude file "c.hdr"="defs.h"
#include "plainc.hdr"
#include <stdio.h>
int main(void) { printf("%d\n", PLAIN); return 0; }
