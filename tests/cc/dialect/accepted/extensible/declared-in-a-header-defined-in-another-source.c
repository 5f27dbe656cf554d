/* prints: 3 6
   with: ../../more/described.c */
#include "ext.h"
#include <stdio.h>
int main(void) { printf("%d %d\n", described(1, "b"), described(, "b", 4L)); return 0; }
