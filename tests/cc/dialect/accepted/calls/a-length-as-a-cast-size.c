/* prints: ABC */
#include <cextdecs(STRING_UPSHIFT_)>
#include <stdio.h>
int main(void) {
    char out[4] = "";
    STRING_UPSHIFT_("abc", (short)3, out, (short)sizeof out);
    printf("%s\n", out);
    return 0;
}
