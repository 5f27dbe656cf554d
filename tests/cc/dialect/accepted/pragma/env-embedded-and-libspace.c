/* prints: 1 1 */
#pragma env embedded
int embedded = _EMBEDDED;
#pragma env libspace
#include <stdio.h>
int main(void) { printf("%d %d\n", embedded, _LIBSPACE); return 0; }
