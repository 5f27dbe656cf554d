/* prints: called
   ends with: 1 */
#include <cextdecs(PROCESS_GETPAIRINFO_)>
#include <stdio.h>
int main(void) { puts("called"); fflush(stdout); PROCESS_GETPAIRINFO_(); return 0; }
