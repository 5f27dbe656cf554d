/* rejected: COLUMNS takes the number of a column */
#pragma columns 0 /* wrong */
int main(void) { return 0; }
