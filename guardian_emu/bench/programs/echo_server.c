/* echo_server [ PROCESSOR ]: answers every request with as many bytes as it brought. */
#include "placement.h"

#include <cextdecs(FILE_OPEN_, READUPDATEX, REPLYX, FILE_GETINFO_)> nolist
#include <tal.h> nolist

static char buffer[57344];

int main(int argc, char *argv[]) {
    short receive_file, error;
    unsigned short count;
    stay_on(argc > 1 ? argv[1] : NULL);
    if (FILE_OPEN_("$RECEIVE", 8, &receive_file, , , , 1, 1)) return 1;
    for (;;) {
        _cc_status status = READUPDATEX(0, buffer, (unsigned short)sizeof buffer, &count);
        if (_status_gt(status)) {
            FILE_GETINFO_(0, &error);
            REPLYX();
        } else {
            REPLYX(buffer, count);
        }
    }
}
