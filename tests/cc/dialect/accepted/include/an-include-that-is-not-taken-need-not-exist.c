/* prints: ok */
#if 0
#include "there-is-no-such-file"
#endif
#ifndef __TANDEM
#include <nowhere.h>
#endif
#include <stdio.h>
int main(void) { puts("ok"); return 0; }
