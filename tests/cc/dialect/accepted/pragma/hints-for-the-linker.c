/* prints: ok */
#pragma search "$system.system.cnonstop"
#pragma search "$system.system.crtlns"
#pragma linkfile "linkin"
#pragma eld(-set highpin on)
#pragma nld(-ul)
#pragma ld(-x)
#pragma shared
#pragma call_shared
#pragma srl
#include <stdio.h>
int main(void) { puts("ok"); return 0; }
