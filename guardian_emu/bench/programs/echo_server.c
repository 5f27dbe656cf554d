/* Answers every request with as many bytes as it brought. */
#include <cextdecs(FILE_OPEN_, READUPDATEX, REPLYX, FILE_GETINFO_)> nolist
#include <tal.h> nolist

static char buffer[57344];

int main(void) {
    short receive_file, error;
    unsigned short count;
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
