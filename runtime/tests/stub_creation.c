#include "harness.h"
const struct test creation_tests[] = {{NULL, NULL, NULL, NULL}};
