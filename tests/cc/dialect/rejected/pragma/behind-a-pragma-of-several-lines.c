/* rejected: 'x' undeclared */
#pragma nolist, \
        symbols, \
        env library
int main(void) { return x; } /* wrong */
