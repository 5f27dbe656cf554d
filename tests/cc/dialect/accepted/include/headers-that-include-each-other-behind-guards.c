/* prints: 1 2 */
#include "guarded_a.h"
#include <stdio.h>
int main(void) { printf("%d %d\n", A_VALUE, B_VALUE); return 0; }
