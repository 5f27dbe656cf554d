#include "ext.h"
int described(a, b, c)
    int a;
    char *b;
    long c;
{
    return _arg_present(a) + 2 * _arg_present(b) + 4 * _arg_present(c);
}
