/* prints: ok */
#pragma nowarn (93, 232)
#pragma nowarn
#pragma warn(1)
#pragma push warn
#pragma pop warn
#pragma push list
#pragma pop list
#pragma push overflow_traps
#pragma pop overflow_traps
#include <stdio.h>
int main(void) { puts("ok"); return 0; }
