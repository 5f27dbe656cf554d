/* rejected: ENV takes one of COMMON, EMBEDDED, LIBRARY, LIBSPACE, not 'none' */
#pragma env none /* wrong */
int main(void) { return 0; }
