/* prints: mine 7 */
#include <stdio.h>
int write(char *what) { printf("%s ", what); return 7; }
int read(int x) { return x; }
int close;
int main(void) { int n = write("mine"); printf("%d\n", read(n) + close); return 0; }
