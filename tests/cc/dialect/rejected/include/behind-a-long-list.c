/* rejected: 'missing' undeclared */
#include <cextdecs(NUMIN, \
   NUMOUT, \
   DNUMIN, \
   DNUMOUT)> nolist
int main(void) { return missing; } /* wrong */
