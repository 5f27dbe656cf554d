/* prints: 5 5 5 5 5 */
#include <stdio.h>
int value = 5;
int _far *a = &value;
_near int *b = &value;
int *_far c = &value;
int _ptr32 *d = &value;
int _ptr64 *e = &value;
int main(void) { printf("%d %d %d %d %d\n", *a, *b, *c, *d, *e); return 0; }
