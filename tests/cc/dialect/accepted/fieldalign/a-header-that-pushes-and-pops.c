/* prints: 6 8 */
#include "restored.h"
struct behind { char a; int b; };
#include <stdio.h>
int main(void) { printf("%d %d\n", (int)sizeof(struct in_restored), (int)sizeof(struct behind)); return 0; }
