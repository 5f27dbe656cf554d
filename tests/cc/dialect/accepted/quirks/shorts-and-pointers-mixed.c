/* prints: 65 1 */
#include <stdio.h>
#include <string.h>
void take(short *words, char *bytes) { printf("%d ", *(char *)words); printf("%d\n", bytes != 0); }
int main(void) { char text[4] = "A"; short w[2]; take(text, w); return 0; }
