/* prints: none */
#if defined(_OSS_TARGET) || defined(_OSS_HOST) || defined(_LP64) || defined(_XOPEN_SOURCE_OF_OSS)
#error OSS
#endif
#if defined(unix) || defined(__unix__) || defined(linux) || defined(__linux__) || defined(__linux)
#error Unix
#endif
#include <stdio.h>
int main(void) { puts("none"); return 0; }
