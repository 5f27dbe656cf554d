/* rejected: FIELDALIGN takes one of AUTO, PLATFORM, SHARED8, SHARED2, CSHARED2, not 'shared4' */
#pragma fieldalign shared4 /* wrong */
int main(void) { return 0; }
