/* prints: 3 x */
#include <stdio.h>
_lowmem int low = 3;
_cspace char letters[] = "xyz";
const _cspace int table[] = {1, 2};
int main(void) { printf("%d %c\n", low, letters[0]); return 0; }
