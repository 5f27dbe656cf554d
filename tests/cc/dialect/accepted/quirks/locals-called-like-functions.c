/* prints: 6 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
int main(void) { int index = 1, read = 2, link = 3; printf("%d\n", index + read + link); return 0; }
