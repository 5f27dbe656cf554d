/* rejected: the list of sections of this #include is not closed */
#include <stdio.h>
#include "parts(one" /* wrong */
int main(void) { return 0; }
