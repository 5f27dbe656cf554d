/* prints: -1 */
#include <cextdecs>
#include <stdio.h>
_tal _extensible short PROCESSHANDLE_NULLIT_(short *);
int main(void) { short handle[10] = {0}; PROCESSHANDLE_NULLIT_(handle); printf("%d\n", handle[0]); return 0; }
