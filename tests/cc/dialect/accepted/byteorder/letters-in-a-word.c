/* nonstop prints: AB
   host prints: BA */
#include <stdio.h>
#include <string.h>
int main(void) { short w = 'AB'; char t[3] = ""; memcpy(t, &w, 2); puts(t); return 0; }
