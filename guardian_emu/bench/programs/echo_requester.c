/* echo_requester SERVER BYTES COUNT [ PROCESSOR ]: one request after the other; prints p50 and p99 of a round trip in
 * nanoseconds.
 */
#include "placement.h"

#include <cextdecs(FILE_OPEN_, WRITEREADX, PROCESS_DELAY_)> nolist
#include <stdio.h> nolist
#include <stdlib.h> nolist
#include <string.h> nolist
#include <tal.h> nolist

#include "percentiles.h"

static char buffer[57344];

static short open_server(const char *name, short *file) {
    short error = 0, tries;
    for (tries = 0; tries < 100; tries++) {
        error = FILE_OPEN_(name, (short)strlen(name), file, , , , 1);
        if (error != 14) return error;
        PROCESS_DELAY_(50000);
    }
    return error;
}

int main(int argc, char *argv[]) {
    short file, error;
    int bytes = argc > 2 ? atoi(argv[2]) : 64, count = argc > 3 ? atoi(argv[3]) : 1000, i;
    if (argc < 2) return 2;
    stay_on(argc > 4 ? argv[4] : NULL);
    error = open_server(argv[1], &file);
    if (error) {
        fprintf(stderr, "%s cannot be opened, error %d\n", argv[1], error);
        return 1;
    }
    samples_begin(count);
    for (i = 0; i < count + WARM_UP; i++) {
        long long start = nanoseconds();
        _cc_status status = WRITEREADX(file, buffer, (unsigned short)bytes, (unsigned short)bytes);
        if (_status_lt(status)) return 1;
        if (i >= WARM_UP) sample(nanoseconds() - start);
    }
    samples_print();
    return 0;
}
