/* prints: 2 -2 4 */
#include <stdio.h>
enum codes { OPEN_MSG = -103, CLOSE_MSG, LAST = 2, };
short code = LAST;
int main(void) { enum codes c = CLOSE_MSG; printf("%d %d %d\n", code, c + 100, (int)sizeof c); return 0; }
