#ifndef GUARDED_B
#define GUARDED_B
#include "guarded_a.h"
#define B_VALUE 2
#endif
