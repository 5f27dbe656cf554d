/* prints: 1 2 */
#include <stdio.h>
int one();
extern short two();
int main(void) { printf("%d %d\n", one(), two(2)); return 0; }
int one(void) { return 1; }
short two(int x) { return x; }
