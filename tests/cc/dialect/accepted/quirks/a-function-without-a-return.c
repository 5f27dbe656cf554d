/* prints: ok */
#include <stdio.h>
int nothing(x) int x; { if (x) return; }
int main(void) { nothing(1); puts("ok"); return 0; }
