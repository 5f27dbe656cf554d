/* rejected: 'undeclared' undeclared */
#include <stdioh> nolist /* a remark
over two lines */
void f(void) { return undeclared; } /* wrong */
