/* prints: 4 */
#include "once.h"
#include "once"
#include "ONCE.H"
#include <stdio.h>
int main(void) { printf("%d\n", (int)sizeof(once_type)); return 0; }
