/* prints: 12
   with: ../../more/tentative.c */
#include <stdio.h>
int everywhere;
void set(void);
int main(void) { set(); printf("%d\n", everywhere); return 0; }
