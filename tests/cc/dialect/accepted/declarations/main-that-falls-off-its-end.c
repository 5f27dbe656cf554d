/* prints: fell */
#include <stdio.h>
int main(void) { puts("fell"); }
