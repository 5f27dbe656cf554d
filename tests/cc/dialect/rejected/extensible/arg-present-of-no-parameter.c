/* rejected: 'other' is no parameter of this function */
_extensible int given(int a) {
    int other = a;
    return _arg_present(other); /* wrong */
}
int main(void) { return 0; }
