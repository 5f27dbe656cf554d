/* prints: 6 8 */
#pragma fieldalign shared2 message
struct message { char a; int b; };
struct other { char a; int b; };
#include <stdio.h>
int main(void) { printf("%d %d\n", (int)sizeof(struct message), (int)sizeof(struct other)); return 0; }
