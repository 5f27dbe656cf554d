/* prints: -1 */
#include <cextdecs>
#include <stdio.h>
int main(void) { short handle[10]; PROCESSHANDLE_NULLIT_(handle); printf("%d\n", handle[0]); return 0; }
