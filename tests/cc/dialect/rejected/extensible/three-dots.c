/* rejected: 'say' takes '...': an extensible function cannot */
_extensible int say(char *format, ...); /* wrong */
int main(void) { return 0; }
