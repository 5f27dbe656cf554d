/* prints: found 3 */
#include <stdioh>
#include <stringh> nolist
#include <stdlibh>
int main(void) { printf("found %d\n", (int)strlen("abc")); return 0; }
