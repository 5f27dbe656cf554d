/* prints: 16706 4276803 1094861636 */
#include <stdio.h>
int main(void) { printf("%d %d %d\n", 'AB', 'ABC', 'ABCD'); return 0; }
