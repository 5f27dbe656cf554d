/* Posts numbered entries to a ledger and verifies every reply.
 *
 * The ledger counts the posts of each account. This requester is the only one of its account, so the count in the
 * reply to its n-th post must be n: less, and a post was lost; more, and one was applied twice.
 *
 * RUN REQUEST $LEDG [ posts [ account ] ]     posts 0: until the books are closed
 * RUN REQUEST $LEDG total | close | quit
 */
#include <cextdecs(FILE_OPEN_, FILE_CLOSE_, FILE_WRITEREAD64_, PROCESS_DELAY_)> nolist
#include <stdio.h> nolist
#include <stdlib.h> nolist
#include <string.h> nolist

#include "ledger.h"

#define FEOK 0
#define FEEOF 1
#define FENOSUCHDEV 14
#define SYNC_DEPTH 1
#define OPEN_TRIES 100
#define TENTH_OF_A_SECOND 100000

static int sent, replied, lost, duplicated, failed;

/* The server may still be on its way up. */
static short open_ledger(const char *name, short *file) {
    short error, tries;
    for (tries = 0; tries < OPEN_TRIES; tries++) {
        error = FILE_OPEN_(name, (short)strlen(name), file, , , , SYNC_DEPTH);
        if (error != FENOSUCHDEV) return error;
        PROCESS_DELAY_(TENTH_OF_A_SECOND);
    }
    return error;
}

static short ask(short file, const ledger_request *request, ledger_reply *reply) {
    int count = 0;
    short error =
        FILE_WRITEREAD64_(file, (const char *)request, (char *)reply, (int)sizeof *request, (int)sizeof *reply, &count);
    if (error == FEOK && count != (int)sizeof *reply) return FEEOF;
    return error;
}

/* Returns the error of a post; `expected` is what the ledger should have counted. */
static short post(short file, short account, int number, int *expected) {
    ledger_request request;
    ledger_reply reply;
    short error;
    memset(&request, 0, sizeof request);
    request.kind = LEDGER_POST;
    request.account = account;
    request.number = number;
    request.amount = number;
    sent++;
    error = ask(file, &request, &reply);
    if (error != FEOK) return error;
    replied++;
    (*expected)++;
    if (reply.entries < *expected || reply.number != number) lost++;
    if (reply.entries > *expected) duplicated += reply.entries - *expected;
    *expected = reply.entries;
    return FEOK;
}

static void post_all(short file, int posts, short account) {
    int number, expected = 0;
    for (number = 1; posts == 0 || number <= posts; number++) {
        short error = post(file, account, number, &expected);
        if (error == FEEOF && posts == 0) { /* the books are closed: this post was refused, not lost */
            sent--;
            return;
        }
        if (error != FEOK) {
            fprintf(stderr, "requester %d: post %d, error %d\n", account, number, error);
            failed++;
            return;
        }
    }
}

static int single(short file, const char *word) {
    ledger_request request;
    ledger_reply reply;
    short error;
    memset(&request, 0, sizeof request);
    request.kind = strcmp(word, "total") == 0 ? LEDGER_TOTAL : strcmp(word, "close") == 0 ? LEDGER_CLOSE : LEDGER_QUIT;
    error = ask(file, &request, &reply);
    if (error != FEOK) {
        fprintf(stderr, "%s: error %d\n", word, error);
        return 1;
    }
    if (request.kind == LEDGER_TOTAL) printf("total entries %d balance %d\n", reply.entries, reply.balance);
    return 0;
}

int main(int argc, char *argv[]) {
    short file, error, account;
    if (argc < 2) {
        fprintf(stderr, "usage: ledger_requester SERVER [ POSTS [ ACCOUNT ] | total | close | quit ]\n");
        return 2;
    }
    error = open_ledger(argv[1], &file);
    if (error) {
        fprintf(stderr, "requester: %s cannot be opened, error %d\n", argv[1], error);
        return 1;
    }
    if (argc > 2 && (argv[2][0] < '0' || argv[2][0] > '9')) return single(file, argv[2]);
    account = argc > 3 ? (short)atoi(argv[3]) : 0;
    post_all(file, argc > 2 ? atoi(argv[2]) : 1000, account);
    FILE_CLOSE_(file);
    printf("requester %d: sent %d replied %d lost %d duplicated %d failed %d\n", account, sent, replied, lost,
           duplicated, failed);
    return lost || duplicated || failed ? 1 : 0;
}
