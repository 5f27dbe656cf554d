#include "harness.h"
const struct test ending_tests[] = {{NULL, NULL, NULL, NULL}};
