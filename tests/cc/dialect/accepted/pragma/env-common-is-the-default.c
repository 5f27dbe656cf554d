/* prints: 1 1 */
#include <stdio.h>
int before = _COMMON;
#pragma env common
int main(void) { printf("%d %d\n", before, _COMMON); return 0; }
