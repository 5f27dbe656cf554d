/* prints: 5 */
#pragma MAPINCLUDE PATH "$vol1.oldsub." = "sub/"
#include "$vol1.oldsub.inner"
#include <stdio.h>
int main(void) { printf("%d\n", INNER); return 0; }
