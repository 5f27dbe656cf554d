/* rejected: 'handel' undeclared */
#include <cextdecs(PROCESSHANDLE_NULLIT_)>
int main(void) {
    return PROCESSHANDLE_NULLIT_(handel); /* wrong */
}
