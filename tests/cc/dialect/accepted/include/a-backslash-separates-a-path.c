/* prints: 1 */
#include <sys\stat.h>
#include <sys\types.h>
#include <stdio.h>
int main(void) { struct stat s; printf("%d\n", sizeof s > 0); return 0; }
