/* prints: 228 1 */
#include <stdio.h>
int main(void) { char *s = "\344"; printf("%d %d\n", s[0], s[0] > 'z'); return 0; }
