/* rejected: SYSTYPE oss: programs of guardian-emu are Guardian processes */
#pragma systype oss /* wrong */
int main(void) { return 0; }
