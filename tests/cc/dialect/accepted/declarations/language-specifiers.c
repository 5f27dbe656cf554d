/* prints: 1 2 3 4 5 6 */
#include <stdio.h>
_c int f1(void);
_tal short f2(void);
_cobol long f3(void);
_fortran int f4(void);
_pascal int f5(void);
_unspecified int f6(void);
int main(void) { printf("%d %d %ld %d %d %d\n", f1(), f2(), f3(), f4(), f5(), f6()); return 0; }
int f1(void) { return 1; }
short f2(void) { return 2; }
long f3(void) { return 3; }
int f4(void) { return 4; }
int f5(void) { return 5; }
int f6(void) { return 6; }
