/* prints: 18 */
#pragma fieldalign shared2 one
#pragma env library
#include <cextdecs(NUMIN, \
   NUMOUT, \
   PROCESSHANDLE_NULLIT_)> nolist
#include <stdio.h>
struct one { char a;
  int b; }; struct one x;
_extensible int f(int a,
   int b)
{
   return _arg_present(a);
}
_tal _extensible char *DNUMIN(char *, int *,
   short, short *, short);
#include "parts(one)"
int main(void) { printf("%d\n", __LINE__); return 0; }
