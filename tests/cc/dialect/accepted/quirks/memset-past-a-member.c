/* prints: 0 0 */
#include <stdio.h>
#include <string.h>
struct { char name[2]; char next[6]; } s = {"ab", "cd"};
int main(void) { memset(s.name, 0, sizeof s); printf("%d %d\n", s.name[1], s.next[0]); return 0; }
