/* prints: -1 */
#include <stdio.h>
extern short PROCESSHANDLE_NULLIT_(short *handle);
int main(void) { short handle[10] = {0}; PROCESSHANDLE_NULLIT_(handle); printf("%d\n", handle[0]); return 0; }
