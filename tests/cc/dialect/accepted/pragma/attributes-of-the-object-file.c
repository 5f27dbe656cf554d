/* prints: ok */
#pragma runnable
#pragma symbols
#pragma saveabend
#pragma noinspect
#pragma runnamed
#pragma highpin
#pragma highrequesters
#pragma heap 100 pages
#pragma mainstack 64
#pragma space_guarantee 10
#pragma ansistreams
#include <stdio.h>
int main(void) { puts("ok"); return 0; }
