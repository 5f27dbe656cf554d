/* prints: 7 */
#include <stdio.h>
_alias("OTHER^NAME") int mine(void);
_tal _alias ("OTHER^NAME") int theirs(void);
int mine(void) { return 7; }
int main(void) { printf("%d\n", theirs()); return 0; }
