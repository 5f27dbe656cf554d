/* prints: 42 -1 7 */
#pragma symbols, nolmap
#pragma nolist
#include <stdioh> nolist
#include "$SYSTEM.SYSTEM.CEXTDECS(PROCESSHANDLE_NULLIT_, \
  NUMIN)" nolist /* procedures */
#include <talh> nolist // condition codes
#pragma list
T0000G06_12MAY2001_DEMO() {};
extern int answer();
static short handle[10];
_lowmem int low;
main(argc, argv)
  int argc;
  _far char *argv[];
{
   _cc_status cc;
   int result;
   goto inner;
   {
inner:
      result = answer(40, 2);
   }
   PROCESSHANDLE_NULLIT_(handle);
   cc = low = 0;
   printf("%d %d %d\n", result, handle[0], _status_eq(cc) ? 7 : 8);
   return 0;
}
int answer(a, b)
{
   return a + b;
}
