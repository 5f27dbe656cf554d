/* prints: ok */
#include <stdio.h>
/* ƒ\•\ (Shift-JIS) ä (Latin-1) */
// ƒ\•\ \
   goes on
int main(void) { char *s = "ä"; puts("ok"); return s[0] - 0xe4; }
