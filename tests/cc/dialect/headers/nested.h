#include "parts(one)"
#include "sub.inner"
#define NESTED 1
