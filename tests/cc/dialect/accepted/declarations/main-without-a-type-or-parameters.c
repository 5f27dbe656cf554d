/* prints: 3
   ends with: 4 */
#include <stdio.h>
main() { printf("3\n"); exit(4); }
