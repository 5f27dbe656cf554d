#include "harness.h"
const struct test malformed_tests[] = {{NULL, NULL, NULL, NULL}};
