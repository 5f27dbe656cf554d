/* rejected: nowhereh: No such file */
#include <nowhereh> nolist /* wrong */
int main(void) { return 0; }
