/* prints: 6 1 0 */
#pragma fieldalign shared2 message
#include <stdio.h>
struct message { char kind; int value; };
_extensible int send(struct message *m, short *error)
{
    if (_arg_present(error)) *error = 0;
    return _arg_present(m) ? (int)sizeof *m : 1;
}
int main(void) {
    struct message m; short error = 9;
    printf("%d ", send(&m));
    printf("%d ", send(, &error));
    printf("%d\n", error);
    return 0;
}
