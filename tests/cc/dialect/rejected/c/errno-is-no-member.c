/* rejected: has no member named 'errno' */
#include <errnoh>
struct s { int a; } s;
int main(void) { return s.errno; } /* wrong */
