/* prints: 8 */
#include <stdio.h>
_alias("REAL_NAME") int mine(int x) { return x; }
extern int REAL_NAME(int x);
int main(void) { printf("%d\n", REAL_NAME(8)); return 0; }
