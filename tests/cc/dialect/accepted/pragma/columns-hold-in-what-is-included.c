/* prints: 1 0 */
#pragma columns 58
#include "wide.h"
#include <stdio.h>
#ifdef BEYOND
#define SEEN 1
#else
#define SEEN 0
#endif
int main(void) { printf("%d %d\n", WITHIN, SEEN); return
  0; }
