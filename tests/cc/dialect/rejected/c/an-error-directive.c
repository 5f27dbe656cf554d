/* rejected: #error not for this machine */
#ifdef __TANDEM
#error not for this machine /* wrong */
#endif
int main(void) { return 0; }
