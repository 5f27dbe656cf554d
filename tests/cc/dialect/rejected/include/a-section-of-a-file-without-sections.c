/* rejected: plaindefs.h has no sections, and ONE is asked for */
#include "plaindefs.h (one)" // wrong
int main(void) { return 0; }
