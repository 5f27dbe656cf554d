/* rejected: unterminated argument list invoking macro "FILE_CLOSE_" */
#include <cextdecs(FILE_CLOSE_)>
int main(void) {
    return FILE_CLOSE_(1;
} /* wrong: here the compiler sees it */
