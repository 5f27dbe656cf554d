/* prints: 5 text 1
   options: -D VALUE=5 -DTEXT="text" -DFLAG -DGONE -UGONE */
#include <stdio.h>
#ifdef GONE
#error GONE is defined
#endif
int main(void) { printf("%d %s %d\n", VALUE, "text", FLAG); return 0; }
