/* prints: ok */
#pragma optimize 2
#pragma inline
#pragma noinline
#pragma strict
#pragma check
#pragma trigraph
#pragma ansicomply
#pragma oldcalls
#pragma overflow_traps
#pragma refaligned 2
#pragma extern_data gp_ok
#pragma wide
#pragma xmem
#pragma nowide
#include <stdio.h>
int main(void) { puts("ok"); return 0; }
