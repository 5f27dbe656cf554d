/* rejected: 'x' undeclared */
#pragma fieldalign shared2 t
struct t {
    char a;
    int b;
};
int main(void) { return x; } /* wrong */
