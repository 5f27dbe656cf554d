#ifndef GUARDED_A
#define GUARDED_A
#include "guarded_b.h"
#define A_VALUE 1
#endif
