#pragma section protos
int mixed(void);
#pragma section code
#include <stdioh> nolist
int mixed(void) { return 8; }
