/* prints: 255 1 255 */
#include <stdio.h>
#include <limits.h>
int main(void) { char c = -1; printf("%d %d %d\n", c, c > 0, CHAR_MAX); return 0; }
