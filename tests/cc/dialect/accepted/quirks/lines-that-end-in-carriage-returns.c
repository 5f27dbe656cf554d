/* prints: ok 7 */
#include <stdioh> nolist
#include <cextdecs(NUMIN, \
  NUMOUT)>
#define TWO \
  2
int main(void) { printf("ok %d\n", __LINE__); return 0; }
