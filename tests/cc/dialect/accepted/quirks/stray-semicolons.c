/* prints: ok */
#include <stdio.h>
struct s { int a; };;
int f(void) { return 0; };
int main(void) { ;; puts("ok");; return 0; }
