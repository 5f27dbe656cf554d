/* prints: ok */
#pragma unheard_of (1, 2)
#pragma
#pragma ,
#pragma 17
#pragma ssv50 "$data.beyond"
#include <stdio.h>
int main(void) { puts("ok"); return 0; }
