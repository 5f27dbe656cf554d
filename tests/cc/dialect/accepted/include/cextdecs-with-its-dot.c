/* prints: -1 */
#include <cextdecs.h>
#include <stdio.h>
int main(void) { short handle[10]; PROCESSHANDLE_NULLIT_(handle); printf("%d\n", handle[9]); return 0; }
