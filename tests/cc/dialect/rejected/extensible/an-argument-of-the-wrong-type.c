/* rejected: incompatible type for argument */
struct pair { int a, b; } p;
_extensible int given(int a, char *b);
int main(void) {
    return given(, p); /* wrong */
}
