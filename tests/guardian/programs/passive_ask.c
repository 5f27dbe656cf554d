/* One request of any kind to a passive ledger, without path retry.
 *
 * RUN ASK SERVER KIND      ends with the error of the request
 */
#include <cextdecs(FILE_OPEN_, FILE_WRITEREAD64_)> nolist
#include <stdio.h> nolist
#include <stdlib.h> nolist
#include <string.h> nolist

#include "ledger.h"

int main(int argc, char *argv[]) {
    ledger_request request;
    ledger_reply reply;
    short file, error;
    if (argc < 3) return 1;
    memset(&request, 0, sizeof request);
    request.kind = (short)atoi(argv[2]);
    error = FILE_OPEN_(argv[1], (short)strlen(argv[1]), &file);
    if (!error) {
        error = FILE_WRITEREAD64_(file, (const char *)&request, (char *)&reply, (int)sizeof request, (int)sizeof reply);
    }
    printf("error %d\n", error);
    return 0;
}
