/* prints: 8 */
#include "mixed(protos)"
#include "mixed(code)"
int main(void) { printf("%d\n", mixed()); return 0; }
