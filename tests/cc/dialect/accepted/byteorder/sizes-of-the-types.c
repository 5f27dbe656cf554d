/* prints: 1 2 4 8 4 8 4 */
#include <stdio.h>
enum e { A };
#define S(t) (int)sizeof(t)
int main(void) {
    printf("%d %d %d %d %d %d %d\n", S(char), S(short), S(int), S(long long), S(float), S(double), S(enum e));
    return 0;
}
