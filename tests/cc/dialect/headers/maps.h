#pragma mapinclude "mapped.h" = "plaindefs.h"
