/* rejected: FIELDALIGN takes one of */
#pragma nolist, fieldalign // wrong
int main(void) { return 0; }
