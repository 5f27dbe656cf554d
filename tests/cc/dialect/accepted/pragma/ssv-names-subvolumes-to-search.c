/* prints: 5 6 */
#pragma ssv0 "$data.nothere"
#pragma ssv1 "$data.headers.sub"
#pragma SSV2 "$data.sub"
#include "inner"
#include <sectionedh(chosen)>
#include <stdio.h>
int main(void) { printf("%d %d\n", INNER, CHOSEN); return 0; }
