/* prints: 1 20 */
#include "$system.zsysdefs.zsysc" nolist
#include "$system.system.stdioh"
#include "$system.system.cextdecs(PROCESSHANDLE_NULLIT_)"
int main(void) { printf("%d %d\n", ZSYS_VAL_OPENACC_READONLY, (int)sizeof(zsys_ddl_phandle_def)); return 0; }
