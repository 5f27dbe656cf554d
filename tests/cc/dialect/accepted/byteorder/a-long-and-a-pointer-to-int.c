/* nonstop prints: 7
   host prints: 7 */
#include <stdio.h>
void set(int *p) { *p = 7; }
int main(void) { long n = 0; set(&n); printf("%ld\n", n); return 0; }
