/* prints: 6 8 */
#pragma fieldalign /* layout of \
   messages */ \
   shared2 // remark
struct a { char c; int i; };
#include <stdio.h>
#define X 1
int main(void) { printf("%d %d\n", (int)sizeof(struct a), __LINE__); return 0; }
