/* rejected: MAPINCLUDE takes */
#pragma mapinclude "old" /* wrong */
int main(void) { return 0; }
