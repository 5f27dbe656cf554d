/* prints: -1 -1 1 */
#include <cextdecs(PROCESSHANDLE_NULLIT_)>
#include <zsysc>
#include <stdio.h>
#include <string.h>
typedef struct { short w[10]; } phandle;
int main(void) {
    phandle p;
    short words[10], (*array)[10] = (short(*)[10])&p;
    zsys_ddl_phandle_def z;
    PROCESSHANDLE_NULLIT_((short *)&p);
    PROCESSHANDLE_NULLIT_((short *)&z);
    memcpy(words, array, sizeof words);
    printf("%d %d %d\n", words[0], z.u_z_data.z_word[9], !memcmp(&p, &z, 20));
    return 0;
}
