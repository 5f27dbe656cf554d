/* rejected: '_arg_present' stands outside of an extensible function */
int ordinary(int a) {
    return _arg_present(a); /* wrong */
}
int main(void) { return 0; }
