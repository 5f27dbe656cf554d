/* rejected: #include expects */
#include <stdio.h>
#include nolist /* wrong */
int main(void) { return 0; }
