/* prints: 4 */
#include <stdio.h> // nolist
int main(void) { // begin
    int x = 4; //* not a comment of the other kind
    printf("%d\n", x); // "unclosed ' quotes
    return 0;
}
