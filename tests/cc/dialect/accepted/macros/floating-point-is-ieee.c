/* prints: 1 */
#include <stdio.h>
int main(void) { printf("%d\n", _IEEE_FLOAT); return 0; }
