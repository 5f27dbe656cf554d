/* prints: 5 6 7 */
#include <stdio.h>
static counter = 5;
const limit = 6;
seven() { return 7; }
main() { register n = seven(); auto m = n; printf("%d %d %d\n", counter, limit, m); return 0; }
