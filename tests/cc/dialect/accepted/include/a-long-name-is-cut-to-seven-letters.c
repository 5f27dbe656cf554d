/* prints: 7 */
#include "longname.h"
#include <stdio.h>
int main(void) { printf("%d\n", LONG_NAME); return 0; }
