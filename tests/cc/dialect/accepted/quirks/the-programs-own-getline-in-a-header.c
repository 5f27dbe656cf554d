/* prints: 2 6
   with: ../../more/getline.c */
#include "own.h"
#include <stdio.h>
#include <string.h>
int main(void) { char s[2]; printf("%d %d\n", getline(s, 2), index); return 0; }
