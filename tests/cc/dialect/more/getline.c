#include <stdio.h>
#include "own.h"
int index = 6;
int getline(char line[], int most) { line[0] = 0; return most; }
