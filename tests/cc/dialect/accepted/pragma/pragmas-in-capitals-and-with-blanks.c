/* prints: 6 */
  #  PRAGMA   NOLIST
#	pragma	FieldAlign	Shared2
struct a { char c; int i; };
#include <stdio.h>
int main(void) { printf("%d\n", (int)sizeof(struct a)); return 0; }
