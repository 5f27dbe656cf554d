/* rejected: too many arguments to function 'FILE_CLOSE_' */
#include <cextdecs(FILE_CLOSE_)>
int main(void) {
    return FILE_CLOSE_(1, , 3); /* wrong */
}
