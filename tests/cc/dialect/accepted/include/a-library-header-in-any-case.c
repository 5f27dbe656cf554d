/* prints: found */
#include <STDIOH>
#include <String.H>
int main(void) { printf("found\n"); return 0; }
