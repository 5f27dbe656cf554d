/* rejected: incompatible type for argument */
#include <cextdecs(FILE_CLOSE_)>
struct s { int a; } s;
int main(void) {
    return FILE_CLOSE_(s); /* wrong */
}
