/* prints: 2 own */
#include <stdio.h>
int getline(char line[], int most) { line[0] = 'x'; return most; }
static char *dprintf(void) { return "own"; }
int main(void) { char s[2]; printf("%d %s\n", getline(s, 2), dprintf()); return 0; }
