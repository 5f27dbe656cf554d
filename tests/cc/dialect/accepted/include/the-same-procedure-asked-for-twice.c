/* prints: -1 */
#include <cextdecs(PROCESSHANDLE_NULLIT_)>
#include <cextdecs(NUMIN, PROCESSHANDLE_NULLIT_)> nolist
#include <cextdecs>
#include <stdio.h>
int main(void) { short handle[10]; PROCESSHANDLE_NULLIT_(handle); printf("%d\n", handle[0]); return 0; }
