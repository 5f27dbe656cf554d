/* prints: 6 6 */
#include "shared.h"
struct behind { char a; int b; };
#include <stdio.h>
int main(void) { printf("%d %d\n", (int)sizeof(struct in_header), (int)sizeof(struct behind)); return 0; }
