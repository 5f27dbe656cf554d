/* rejected: 'missing' undeclared */
_extensible int given(a, b)
    int a;
    char *b;
{
    return 0;
}

int main(void) { return missing; } /* wrong */
