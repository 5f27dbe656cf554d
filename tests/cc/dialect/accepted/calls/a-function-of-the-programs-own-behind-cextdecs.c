/* prints: 5 */
#include <cextdecs>
#include <stdio.h>
short STOP(short a, short b) { return a + b; }
int main(void) { printf("%d\n", STOP(2, 3)); return 0; }
