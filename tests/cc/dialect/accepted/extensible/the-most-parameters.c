/* prints: 31 1 */
#include <stdio.h>
_extensible int count(int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11,
    int a12, int a13, int a14, int a15, int a16, int a17, int a18, int a19, int a20, int a21, int a22, int a23,
    int a24, int a25, int a26, int a27, int a28, int a29, int a30, int a31)
{
    return _arg_present(a1) ? a31 : _arg_present(a31);
}
int main(void) {
    printf("%d ", count(1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31));
    printf("%d\n", count(,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,9));
    return 0;
}
