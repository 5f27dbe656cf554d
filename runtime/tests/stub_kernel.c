#include "harness.h"
const struct test kernel_tests[] = {{NULL, NULL, NULL, NULL}};
