/* rejected: FUNCTION takes a name and (language, attributes), not 'f' */
#pragma function f /* wrong */
int main(void) { return 0; }
