/* prints: 20 */
#include <zsysc>
#include <zsysc.h> nolist
#include <stdio.h>
int main(void) { printf("%d\n", (int)sizeof(zsys_ddl_phandle_def)); return 0; }
