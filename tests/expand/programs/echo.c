/* Answers every request with what it brought. */
#include <cextdecs(FILE_OPEN_, READUPDATEX, REPLYX)> nolist
#include <tal.h> nolist

int main(void) {
    short receive_file;
    char text[16];
    unsigned short count;
    if (FILE_OPEN_("$RECEIVE", 8, &receive_file, , , , 1)) return 1;
    for (;;) {
        if (_status_eq(READUPDATEX(receive_file, text, sizeof text, &count))) REPLYX(text, count);
        else REPLYX();
    }
}
