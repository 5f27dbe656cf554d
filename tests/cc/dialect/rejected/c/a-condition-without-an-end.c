/* rejected: unterminated #ifdef */
int x;
#ifdef __TANDEM /* wrong */
int main(void) { return 0; }
