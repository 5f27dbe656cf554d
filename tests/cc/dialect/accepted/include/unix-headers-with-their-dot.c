/* prints: 1 */
#include <strings.h>
#include <unistd.h>
#include <fcntl.h>
#include <stdio.h>
int main(void) { printf("%d\n", O_RDONLY == 0); return 0; }
