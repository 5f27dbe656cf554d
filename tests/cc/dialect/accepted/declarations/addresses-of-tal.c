/* prints: 4 */
#include <stdio.h>
_baddr char *bytes = "abc";
_waddr short *words;
_procaddr int (*procedure)(void);
static int four(void) { return 4; }
int main(void) { procedure = four; printf("%d\n", procedure()); return 0; }
