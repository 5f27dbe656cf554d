/* nonstop prints: 4660
   host prints: 22136 */
#include <stdio.h>
int main(void) { int n = 0x12345678; printf("%d\n", *(short *)&n); return 0; }
