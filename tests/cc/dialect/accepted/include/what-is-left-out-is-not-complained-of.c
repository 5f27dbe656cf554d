/* prints: ok */
#include <stdio.h>
#ifndef __TANDEM
#include "parts(nothing)"
#include "plaindefs(nothing)"
#include "cycle_a.h"
#include <cextdecs(FILE_OPEN_
#pragma systype oss
#pragma env none
#pragma fieldalign none
_extensible int say(char *, ...);
#endif
int main(void) { puts("ok"); return 0; }
