/* rejected: the list of sections of this #include is not closed */
#include <cextdecs(NUMIN, /* wrong */
   NUMOUT)>
int main(void) { return 0; }
