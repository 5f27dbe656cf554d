/* prints: ok */
#include <stdio.h>
T9999D40_01JAN1998_SERVER() {};
void T1234H01_PAIR(void) {};;
int main(void) { puts("ok"); return 0; }
