/* rejected: expected */
#pragma columns 40
int main(void) {
    int a_long_name = 1, another_name = 2, third = 3;
    return third; /* wrong */
}
