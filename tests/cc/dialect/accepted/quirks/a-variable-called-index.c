/* prints: 3 4 */
#include <stdio.h>
#include <string.h>
#include <strings.h>
int index = 3;
static int y1 = 4;
int main(void) { printf("%d %d\n", index, y1); return 0; }
