/* prints: 9 */
#include <stdio.h>
_alias("OLD_NAME") int mine(x) int x; { return x; }
int OLD_NAME(int x);
int main(void) { printf("%d\n", OLD_NAME(9)); return 0; }
