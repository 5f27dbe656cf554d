/* prints: 6 7 */
#pragma fieldalign shared2 node
#include <stdio.h>
struct node;
struct node *first;
struct node { char a; int b; };
struct node one = {1, 7};
int main(void) { struct node *at = first = &one; printf("%d %d\n", (int)sizeof *at, at->b); return 0; }
