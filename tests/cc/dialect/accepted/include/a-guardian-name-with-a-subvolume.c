/* prints: 5 */
#include "sub.inner"
#include <stdio.h>
int main(void) { printf("%d\n", INNER); return 0; }
