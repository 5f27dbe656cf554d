/* prints: ok */
#include <stdio.h>NOLIST
#include <string.h> NoList
int main(void) { puts("ok"); return 0; }
