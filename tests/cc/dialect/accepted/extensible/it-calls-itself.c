/* prints: 10 */
#include <stdio.h>
_extensible int sum(int n, int so_far)
{
    if (!_arg_present(so_far))
        return sum(n, 0);
    return n == 0 ? so_far : sum(n - 1, so_far + n);
}
int main(void) { printf("%d\n", sum(4)); return 0; }
