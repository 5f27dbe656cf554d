/* prints: 10 */
#include <partsc(alpha)>
#include <stdio.h>
int main(void) { printf("%d\n", ALPHA); return 0; }
