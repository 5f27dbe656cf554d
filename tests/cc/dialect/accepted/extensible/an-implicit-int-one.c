/* prints: 2 */
#include <stdio.h>
_extensible given(a, b) { return _arg_present(a) + 2 * _arg_present(b); }
main() { printf("%d\n", given(, 2)); return 0; }
