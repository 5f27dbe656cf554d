/* rejected: has no member named 'b' */
struct s { int a; } s;
int main(void) { return s.b; } /* wrong */
