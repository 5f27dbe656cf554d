/* prints: 6 8 */
#pragma fieldalign shared2 TAGGED
#include "tagged.h"
#include <stdio.h>
int main(void) { printf("%d %d\n", (int)sizeof(struct TAGGED), (int)sizeof(struct UNTAGGED)); return 0; }
