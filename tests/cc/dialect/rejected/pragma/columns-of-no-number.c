/* rejected: COLUMNS takes the number of a column, not 'wide' */
int x;
#pragma columns wide /* wrong */
int main(void) { return 0; }
