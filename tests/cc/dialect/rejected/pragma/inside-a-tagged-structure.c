/* rejected: unknown type name 'unknown' */
#pragma fieldalign shared2 t
struct t {
    char a;
    unknown b; /* wrong */
};
int main(void) { return 0; }
