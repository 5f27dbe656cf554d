/* prints: 9 */
#pragma function mine (c, alias("LINKED_NAME"))
#include <stdio.h>
int mine(int x);
int mine(int x) { return x; }
int LINKED_NAME(int x);
int main(void) { printf("%d\n", LINKED_NAME(9)); return 0; }
