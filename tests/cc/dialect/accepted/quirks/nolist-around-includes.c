/* prints: ok */
#pragma nolist
#include <stdio.h>
#include <stdlib.h> nolist
#pragma list
#pragma page "next"
int main(void) { puts("ok"); return 0; }
