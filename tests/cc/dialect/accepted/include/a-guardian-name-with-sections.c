/* prints: 6 */
#include "$data.sub.sectionedh (chosen)" nolist
#include <stdio.h>
#ifdef OTHER
#error the other section was taken
#endif
int main(void) { printf("%d\n", CHOSEN); return 0; }
