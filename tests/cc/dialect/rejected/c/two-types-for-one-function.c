/* rejected: conflicting types for 'f' */
int f(int a);
char *f(long a) { return 0; } /* wrong */
int main(void) { return 0; }
