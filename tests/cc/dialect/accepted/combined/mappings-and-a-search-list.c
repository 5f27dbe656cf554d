/* prints: 5 6 42 */
#pragma mapinclude path "=inc/" = "sub/", mapinclude file "defc" = "defs.h"
#pragma ssv3 "$any.sub"
#include "=inc/inner"
#include "sectionedh(chosen)"
#include "plaindefc"
#include <stdio.h>
int main(void) { printf("%d %d %d\n", INNER, CHOSEN, PLAIN); return 0; }
