/* rejected: 'missing' undeclared */
_extensible int given(int a, char *b)
{
    if (_arg_present(a))
        return missing; /* wrong */
    return 0;
}
int main(void) { return 0; }
