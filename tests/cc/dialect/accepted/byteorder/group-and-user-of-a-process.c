/* prints: 255 4 */
#include <stdio.h>
int main(void) { short paid = (short)0xff04; printf("%d %d\n", (unsigned short)paid >> 8, paid & 255); return 0; }
