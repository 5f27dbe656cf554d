/* in: headers/broken.h
   rejected: 'nothing_here' undeclared */
#include "broken.h"
int main(void) { return 0; }
