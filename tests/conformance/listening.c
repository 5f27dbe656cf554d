/* A check's own $RECEIVE. */
#include "check.h"

enum { TEN_SECONDS = 1000 };

static short receive_nowait;

void listen(short nowait_depth, short receive_depth, short options) {
    short file, error;
    char rest[ZSYS_VAL_SMSG_LEN];
    FILE_CLOSE_(0);
    if (FILE_OPEN_("$RECEIVE", 8, &file, , , 1, 1) == 0) { /* what came for an earlier check is not for this one */
        do {
            READUPDATEX(0, rest, sizeof rest);
            file = 0;
            AWAITIOX(&file, , , , 0);
            error = last_error(0);
            if (error == 0 || error == 6) REPLYX();
        } while (error == 0 || error == 6);
        CANCEL(0);
        FILE_CLOSE_(0);
    }
    error = FILE_OPEN_("$RECEIVE", 8, &file, , , nowait_depth, receive_depth, options);
    check_equal(error, 0, "check.c", __LINE__, "FILE_OPEN_ of $RECEIVE", "0");
    receive_nowait = nowait_depth;
}

int next_message(seen *read) {
    short file = 0, count = 0;
    memset(read, 0, sizeof *read);
    if (!check_that(receive_nowait > 0, "check.c", __LINE__, "next_message needs listen(1, depth, options)")) return 0;
    READUPDATEX(0, read->data, sizeof read->data);
    AWAITIOX(&file, , &count, , TEN_SECONDS);
    read->error = last_error(0);
    read->bytes = count;
    if (read->error != 0 && read->error != 6) return 0;
    if (read->error == 6) read->number = word_of(read->data, 0);
    FILE_GETRECEIVEINFO_((short *)&read->information);
    return 1;
}

int await_message(short number, seen *read) {
    while (next_message(read)) {
        REPLYX(, , , read->information.z_messagetag);
        if (read->number == number) return 1;
    }
    return 0;
}

void stop_listening(void) {
    FILE_CLOSE_(0);
    receive_nowait = 0;
}
