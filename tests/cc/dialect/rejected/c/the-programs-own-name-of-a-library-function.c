/* rejected: too few arguments to function 'getline' */
#include <stdio.h>
int getline(char *s, int most) { return most; }
int main(void) { return getline(0); } /* wrong */
