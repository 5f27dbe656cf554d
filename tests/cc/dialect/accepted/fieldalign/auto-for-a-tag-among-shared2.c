/* prints: 8 6 */
#pragma fieldalign shared2
#pragma fieldalign auto natural
struct natural { char a; int b; };
struct packed { char a; int b; };
#include <stdio.h>
int main(void) { printf("%d %d\n", (int)sizeof(struct natural), (int)sizeof(struct packed)); return 0; }
