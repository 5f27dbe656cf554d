/* prints: 5 */
#include "$data.sub.inner"
#include <stdio.h>
int main(void) { printf("%d\n", INNER); return 0; }
