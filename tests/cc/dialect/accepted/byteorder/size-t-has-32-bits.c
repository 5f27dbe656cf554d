/* nonstop prints: 4 4
   host prints: 8 8 */
#include <stdio.h>
#include <stddef.h>
int main(void) { printf("%d %d\n", (int)sizeof(size_t), (int)sizeof(ptrdiff_t)); return 0; }
