/* nonstop prints: 65 66
   host prints: 66 65 */
#include <stdio.h>
union { char msg[2]; short number; } u;
int main(void) { u.number = 0x4142; printf("%d %d\n", u.msg[0], u.msg[1]); return 0; }
