/* prints: 43 42 */
#include "defs.h"
#include "plaindefsh"
#include <stdio.h>
int main(void) { printf("%d %d\n", DEFS, PLAIN); return 0; }
