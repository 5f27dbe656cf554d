/* rejected: unterminated comment */
int x;
/** wrong, for this comment has no end
int main(void) { return 0; }
