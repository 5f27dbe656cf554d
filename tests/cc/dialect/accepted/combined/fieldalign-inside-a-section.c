/* prints: 6 */
#include "laid(out)"
#include <stdio.h>
int main(void) { printf("%d\n", (int)sizeof(struct laid)); return 0; }
