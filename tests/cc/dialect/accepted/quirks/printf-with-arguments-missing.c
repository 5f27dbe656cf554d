/* prints: compiled */
#include <stdio.h>
int main(int argc, char **argv) { if (argc > 5) printf("%d %s\n"); puts("compiled"); return 0; }
