/* rejected: 'many' has 32 parameters: an extensible function has at most 31 */
_extensible int many(int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int b1, int b2, /* wrong */
    int b3, int b4, int b5, int b6, int b7, int b8, int b9, int c1, int c2, int c3, int c4, int c5, int c6, int c7,
    int c8, int c9, int d1, int d2, int d3, int d4, int d5);
int main(void) { return 0; }
