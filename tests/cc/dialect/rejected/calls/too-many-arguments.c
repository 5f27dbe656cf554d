/* rejected: too many arguments to function 'PROCESSHANDLE_NULLIT_' */
#include <cextdecs>
int main(void) {
    short handle[10];
    return PROCESSHANDLE_NULLIT_(handle, 1); /* wrong */
}
