/* rejected: parts.h has no section FOUR: it has ONE, THREE, TWO */
#include <stdio.h>

#include "parts(one, four)" nolist /* wrong */
int main(void) { return 0; }
