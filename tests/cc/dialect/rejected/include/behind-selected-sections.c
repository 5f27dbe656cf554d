/* rejected: 'THREE' undeclared */
#include "parts(one, two)"
int main(void) {
    return THREE; /* wrong */
}
