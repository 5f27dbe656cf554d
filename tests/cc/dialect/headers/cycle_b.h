#include "cycle_a.h" /* wrong */
