/* prints: 1 2 3 4 */
#include <stdio.h>
int main(void) { int asm = 1, typeof = 2, unix = 3, linux = 4; printf("%d %d %d %d\n", asm, typeof, unix, linux); return 0; }
