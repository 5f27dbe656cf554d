/* prints: 1 3 */
#include <stdio.h>
_extensible _alias("EXT^NAME") int mine(int a, int b);
_extensible _alias("EXT^NAME") int again(int a, int b);
_extensible _alias("EXT^NAME") int mine(int a, int b) { return _arg_present(a) + 2 * _arg_present(b); }
int main(void) { int (*all)(int, int) = again; printf("%d %d\n", again(1), all(1, 2)); return 0; }
