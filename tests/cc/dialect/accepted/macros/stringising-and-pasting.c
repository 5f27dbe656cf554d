/* prints: a b 12 */
#include <stdio.h>
#define S(x) #x
#define P(x, y) x##y
int main(void) { printf("%s %d\n", S(a b), P(1, 2)); return 0; }
