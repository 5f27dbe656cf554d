/* rejected: goes round in a circle */
#include "a-file-that-includes-itself.c" /* wrong */
int main(void) { return 0; }
