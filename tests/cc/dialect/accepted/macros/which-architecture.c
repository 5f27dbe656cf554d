/* prints: x 3 */
#include <stdio.h>
#if (_TNS_E_TARGET)
#define NAME "e"
#elif (_TNS_R_TARGET)
#define NAME "r"
#elif (_TNS_X_TARGET)
#define NAME "x"
#else
#define NAME "tns"
#endif
int main(void) { printf("%s %d\n", NAME, _TANDEM_ARCH_); return 0; }
