/* prints: 0 1 4 */
#pragma env library
#include <stdio.h>
#ifdef _COMMON
#define C 1
#else
#define C 0
#endif
int main(void) { printf("%d %d %d\n", C, _LIBRARY, __LINE__ - 5); return 0; }
