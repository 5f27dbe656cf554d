/* prints: none some */
#include <stdio.h>
_extensible char *name(int a, char *b)
{
    return _arg_present(b) ? b : "none";
}
int main(void) { printf("%s %s\n", name(1), name(, "some")); return 0; }
