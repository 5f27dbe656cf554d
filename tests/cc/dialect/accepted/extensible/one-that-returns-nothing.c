/* prints: b only */
#include <stdio.h>
_extensible void say(char *a, char *b) { if (!_arg_present(a)) printf("%s only\n", b); }
int main(void) { say(, "b"); return 0; }
