/* prints: guardian */
#if !defined(_GUARDIAN_TARGET) || !defined(_GUARDIAN_HOST)
#error not Guardian
#endif
#ifdef __TANDEM
#include <stdioh>
#else
#include <stdio.h>
#endif
int main(void) { puts("guardian"); return 0; }
