/* rejected: expected */
int main(void) {
    int x = 1
    return x; /* wrong: here the compiler sees it */
}
