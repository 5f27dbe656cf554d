/* prints: 3 */
#include <cextdecs(PROCESSHANDLE_NULLIT_)>
#include <stdio.h>
short STOP(short a, short b) { return a + b; }
int main(void) { printf("%d\n", STOP(1, 2)); return 0; }
