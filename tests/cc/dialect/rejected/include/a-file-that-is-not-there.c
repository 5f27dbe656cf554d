/* rejected: $data.sub.nothing: No such file */
#include <stdio.h>
#include "$data.sub.nothing" /* wrong */
int main(void) { return 0; }
