/* prints: 1 2 */
   #   include   "parts ( one , two )"   nolist
	#	include	<stdio.h>
int main(void) { printf("%d %d\n", ONE, TWO); return 0; }
