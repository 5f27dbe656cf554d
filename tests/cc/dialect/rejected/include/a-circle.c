/* in: headers/cycle_b.h
   rejected: this include goes round in a circle: cycle_a.h -> cycle_b.h -> cycle_a.h */
#include "cycle_a.h"
int main(void) { return 0; }
