/* takeover_requester SERVER: posts to a ledger without end. Twenty times a second it prints which requests took
 * longest: `slowest BEGIN-END BEGIN-END ...`, CLOCK_MONOTONIC in nanoseconds. The request that a takeover interrupts is
 * among them.
 */
#include <cextdecs(FILE_OPEN_, WRITEREADX, PROCESS_DELAY_)> nolist
#include <stdio.h> nolist
#include <string.h> nolist
#include <tal.h> nolist

#include "ledger.h"
#include "percentiles.h"

#define FENOSUCHDEV 14
#define OPEN_TRIES 100
#define TENTH_OF_A_SECOND 100000
#define REPORTED_EVERY 50000000LL
#define REPORTED 8

static struct { long long begin, end; } slowest[REPORTED];
static long long reported;

static void report(void) {
    int i;
    printf("slowest");
    for (i = 0; i < REPORTED; i++) printf(" %lld-%lld", slowest[i].begin, slowest[i].end);
    printf("\n");
    fflush(stdout);
    memset(slowest, 0, sizeof slowest);
    reported = nanoseconds();
}

/* Takes the place of the fastest one that is kept, if it was slower. */
static void note(long long begin, long long end) {
    int i, fastest = 0;
    for (i = 1; i < REPORTED; i++) {
        if (slowest[i].end - slowest[i].begin < slowest[fastest].end - slowest[fastest].begin) fastest = i;
    }
    if (end - begin > slowest[fastest].end - slowest[fastest].begin) {
        slowest[fastest].begin = begin;
        slowest[fastest].end = end;
    }
    if (end - reported >= REPORTED_EVERY) report();
}

static short open_ledger(const char *name, short *file) {
    short error = 0, tries;
    for (tries = 0; tries < OPEN_TRIES; tries++) {
        error = FILE_OPEN_(name, (short)strlen(name), file, , , , 1);
        if (error != FENOSUCHDEV) return error;
        PROCESS_DELAY_(TENTH_OF_A_SECOND);
    }
    return error;
}

int main(int argc, char *argv[]) {
    short file, error;
    int number;
    if (argc != 2) return 2;
    error = open_ledger(argv[1], &file);
    if (error) {
        fprintf(stderr, "%s cannot be opened, error %d\n", argv[1], error);
        return 1;
    }
    for (number = 1;; number++) {
        union {
            ledger_request request;
            ledger_reply reply;
        } message;
        long long begin = nanoseconds();
        memset(&message, 0, sizeof message);
        message.request.kind = LEDGER_POST;
        message.request.account = 1;
        message.request.number = number;
        message.request.amount = 1;
        if (_status_lt(WRITEREADX(file, (char *)&message, (unsigned short)sizeof message.request,
                                  (unsigned short)sizeof message.reply))) {
            fprintf(stderr, "post %d failed\n", number);
            return 1;
        }
        note(begin, nanoseconds());
    }
}
