/* prints: 0 1 -1 */
#include <stdio.h>
extern unsigned int sleep();
extern int access(), kill();
extern char *optarg;
int main(void) { sleep(0); printf("%d %d %d\n", access("/", 0), optarg == 0, access("/none", 0)); return 0; }
