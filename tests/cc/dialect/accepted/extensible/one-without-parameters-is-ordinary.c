/* prints: 7 */
#include <stdio.h>
_extensible int seven(void) { return 7; }
int main(void) { printf("%d\n", seven()); return 0; }
