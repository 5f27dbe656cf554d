/* prints: logged
   ends with: 1 */
#include <stdio.h>
void log_call(char *s) { puts(s); }
int failed(void) { return log_call("logged"), 1; }
int main(void) { return failed(); }
