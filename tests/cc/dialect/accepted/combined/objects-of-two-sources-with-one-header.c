/* prints: 3 12
   with: ../../more/described.c ../../more/tentative.c */
#include "ext.h"
#include <stdio.h>
int everywhere;
void set(void);
int main(void) { set(); printf("%d %d\n", described(1, "b"), everywhere); return 0; }
