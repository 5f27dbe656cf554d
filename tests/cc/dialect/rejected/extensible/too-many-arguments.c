/* rejected: too many arguments to function 'given' */
_extensible int given(int a, int b);
int main(void) {
    return given(1,
                 2) +
           given(1, 2, 3); /* wrong */
}
