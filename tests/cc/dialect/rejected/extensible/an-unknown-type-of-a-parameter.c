/* rejected: unknown type name 'phandle' */
_extensible int given(int a, phandle *b); /* wrong */
int main(void) { return 0; }
