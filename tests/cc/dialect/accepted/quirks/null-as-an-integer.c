/* prints: 0 0 */
#include <stdio.h>
#include <string.h>
int main(void) { char b[3] = "ab"; int n = NULL; memset(b, NULL, 3); printf("%d %d\n", b[0], n); return 0; }
