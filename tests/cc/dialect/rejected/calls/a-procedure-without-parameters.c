/* rejected: macro "MYSYSTEMNUMBER" passed 1 arguments */
#include <cextdecs(MYSYSTEMNUMBER)>
int main(void) {
    return MYSYSTEMNUMBER(1); /* wrong */
}
