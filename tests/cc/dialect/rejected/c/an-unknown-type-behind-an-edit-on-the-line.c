/* rejected: unknown type name 'unknown' */
#pragma fieldalign shared2 t
struct t { char a; int b; } x; unknown y; /* wrong */
int main(void) { return 0; }
