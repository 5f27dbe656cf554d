/* prints: 1 2 */
#include <cextdecs>
#include <stdio.h>
struct counts { int READ, WRITE; } c = {1, 2};
int main(void) { printf("%d %d\n", c.READ, c.WRITE); return 0; }
