#define FINE 1
int broken(void) { return nothing_here; } /* wrong */
