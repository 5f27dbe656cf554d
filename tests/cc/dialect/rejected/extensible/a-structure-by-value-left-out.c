/* rejected: incompatible type for argument */
struct pair { int a, b; };
_extensible int given(int a, struct pair b);
int main(void) {
    return given(1); /* wrong */
}
