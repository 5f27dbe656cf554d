/* prints: -1 */
#include <cextdecs(PROCESSHANDLE_NULLIT_, /* the handle */ \
   NUMIN /* and numbers */)>
#include <stdio.h>
int main(void) { short handle[10]; PROCESSHANDLE_NULLIT_(handle); printf("%d\n", handle[0]); return 0; }
