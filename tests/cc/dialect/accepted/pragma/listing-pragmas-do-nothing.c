/* prints: ok */
#pragma nolist
#include <stdio.h>
#pragma list
#pragma page "a title, with a comma"
#pragma nomap
#pragma NOLMAP
#pragma fmap
#pragma icode
#pragma innerlist
#pragma nosuppress
#pragma xval
#pragma lines 60
#pragma errorfile errs
#pragma errors 10
int main(void) { puts("ok"); return 0; }
