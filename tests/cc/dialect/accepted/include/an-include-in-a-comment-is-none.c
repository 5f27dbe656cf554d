/* prints: ok */
/* once upon a time:
#include "cycle_a.h"
#include "parts(nothing)"
*/
// #include "parts(nothing)"
#include <stdio.h>
int main(void) { puts("ok"); return 0; }
