/* prints: 0 */
#include <stdioh> nolist
#include <stdlibh> nolist
#include <stringh> nolist
#include <memoryh> nolist
#include <errnoh> nolist
#include <ctypeh> nolist
#include <timeh> nolist
#include <stdargh> nolist
#include <stddefh> nolist
#include <limitsh> nolist
#include <mathh> nolist
#include <setjmph> nolist
#include <signalh> nolist
#include <asserth> nolist
#include <fcntlh> nolist
#include <floath> nolist
#include <localeh> nolist
int main(void) { printf("%d\n", isdigit('x')); return 0; }
