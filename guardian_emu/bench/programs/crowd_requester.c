/* crowd_requester SERVER BYTES COUNT OUTSTANDING START [ PROCESSOR ]: requests without waiting for each, as many
 * outstanding as said, from START on, a time of CLOCK_MONOTONIC in nanoseconds. Prints when it began and ended.
 */
#include "placement.h"

#include <cextdecs(FILE_OPEN_, FILE_GETINFO_, WRITEREADX, AWAITIOX, PROCESS_DELAY_)> nolist
#include <stdio.h> nolist
#include <stdlib.h> nolist
#include <string.h> nolist
#include <tal.h> nolist

#include "crowd.h"

static char buffers[MOST_OUTSTANDING][4096];
static short file;

static int failed(const char *what) {
    short error;
    FILE_GETINFO_(file, &error);
    fprintf(stderr, "%s failed, error %d\n", what, error);
    return 1;
}

static short open_server(const char *name) {
    short error = 0, tries;
    for (tries = 0; tries < 100; tries++) {
        error = FILE_OPEN_(name, (short)strlen(name), &file, , , MOST_OUTSTANDING, 1);
        if (error != 14) return error;
        PROCESS_DELAY_(50000);
    }
    return error;
}

static int send_one(int which, int bytes) {
    _cc_status status =
        WRITEREADX(file, buffers[which], (unsigned short)bytes, (unsigned short)bytes, , (__int32_t)which);
    return _status_eq(status);
}

int main(int argc, char *argv[]) {
    struct crowd crowd;
    int left, i;
    __int32_t tag;
    if (!crowd_arguments(&crowd, argc, argv)) return 2;
    if (open_server(argv[1])) return failed("the open");
    crowd_wait(&crowd);
    for (i = 0; i < crowd.outstanding; i++) {
        if (!send_one(i, crowd.bytes)) return failed("a request");
    }
    for (left = crowd.count; left > 0; left--) {
        short awaited = file;
        _cc_status status = AWAITIOX(&awaited, , , &tag, -1);
        if (!_status_eq(status)) return failed("a completion");
        if (left > crowd.outstanding && !send_one((int)tag, crowd.bytes)) return failed("a request");
    }
    crowd_print(&crowd);
    return 0;
}
