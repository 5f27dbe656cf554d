/* prints: ok */
#pragma mapinclude "mystdio" = "stdioh"
#include <mystdio>
int main(void) { puts("ok"); return 0; }
