/* How a call with omitted arguments reaches the library. */
#include "harness.h"

static unsigned int seen;
static long long values[28];

static int probe_5(unsigned int present, int a, int b, int c, int d, int e) {
    seen = present;
    values[0] = a, values[1] = b, values[2] = c, values[3] = d, values[4] = e;
    return 1;
}

static int first_of_two(int a, int b) {
    return a + 0 * b;
}

#define PROBE_5(...) GUARDIAN_CALL_5(probe_5, __VA_ARGS__, , , , , , )

static void probe(unsigned int present, long long a, long long b, long long c, long long d, long long e) {
    long long wanted[5] = {a, b, c, d, e};
    EQUAL(seen, present);
    for (int i = 0; i < 5; i++) EQUAL(values[i], wanted[i]);
}

static void each_position(void) {
    PROBE_5();
    probe(0, 0, 0, 0, 0, 0);
    PROBE_5(0);
    probe(1, 0, 0, 0, 0, 0);
    PROBE_5(, 0);
    probe(2, 0, 0, 0, 0, 0);
    PROBE_5(, , 0);
    probe(4, 0, 0, 0, 0, 0);
    PROBE_5(, , , 0);
    probe(8, 0, 0, 0, 0, 0);
    PROBE_5(, , , , 0);
    probe(16, 0, 0, 0, 0, 0);
    PROBE_5(, 2, 3, 4, 5);
    probe(30, 0, 2, 3, 4, 5);
    PROBE_5(1, , 3, 4, 5);
    probe(29, 1, 0, 3, 4, 5);
    PROBE_5(1, 2, , 4, 5);
    probe(27, 1, 2, 0, 4, 5);
    PROBE_5(1, 2, 3, , 5);
    probe(23, 1, 2, 3, 0, 5);
    PROBE_5(1, 2, 3, 4, );
    probe(15, 1, 2, 3, 4, 0);
    PROBE_5(1, 2, 3, 4, 5);
    probe(31, 1, 2, 3, 4, 5);
}

static void any_expression(void) {
    int count = 0;
    PROBE_5(first_of_two(7, 8), , (count++, 9), first_of_two(1, 0) ? 3 : 4, ((int[]){5, 6})[1]);
    probe(29, 7, 0, 9, 3, 6);
    EQUAL(count, 1);
    PROBE_5(PROBE_5(1), 2);
    probe(3, 1, 2, 0, 0, 0);
}

static void longest_call(void) {
    short detail = -1;
    /* Parameter 28 is there and the first is not: error 2, the parameter that is wrong is the program file. */
    EQUAL(PROCESS_CREATE_(, , , , , , , , , , , &detail, , , , , , , , , , , , , , , , 0), 2);
    EQUAL(detail, 1);
    EQUAL(PROCESS_CREATE_("P", 1, , , , , , , , , , &detail, 1), 2);
    EQUAL(detail, 10);
    EQUAL(PROCESS_CREATE_("P", 1, , , , , , , 200, , , &detail), 2);
    EQUAL(detail, 5);
    EQUAL(PROCESS_CREATE_("P", 1, , , , , , , , , , &detail, , , , , , , , "$TERM", -1), 2);
    EQUAL(detail, 14);
}

static void missing_and_null(void) {
    short file;
    char byte;
    int count;
    EQUAL(FILE_OPEN_(, 5, &file), 29);
    EQUAL(FILE_OPEN_("$SERV", , &file), 29);
    EQUAL(FILE_OPEN_("$SERV", 5), 29);
    EQUAL(FILE_OPEN_(NULL, 5, &file), 22);
    EQUAL(FILE_OPEN_("$SERV", 5, NULL), 22);
    EQUAL(FILE_OPEN_("$SERV", 0, &file), 13);
    EQUAL(file, -1);
    EQUAL(FILE_CLOSE_(), 29);
    EQUAL(FILE_READUPDATE64_(0, &byte), 29);
    EQUAL(FILE_READUPDATE64_(0, NULL, 1), 22);
    EQUAL(FILE_WRITEREAD64_(1, &byte, &byte, 1), 29);
    EQUAL(FILE_WRITE64_(1, &byte), 29);
    EQUAL(FILE_AWAITIO64_(, , &count), 29);
    EQUAL(FILE_AWAITIO64_(NULL), 22);
    EQUAL(PROCESSHANDLE_NULLIT_(), 29);
    EQUAL(PROCESSHANDLE_GETMINE_(), 29);
    EQUAL(PROCESSHANDLE_GETMINE_(NULL), 22);
    EQUAL(FILE_GETRECEIVEINFO_(), 29);
    EQUAL(PROCESS_SETINFO_(, , 47), 29);
    CHECK(_status_lt(AWAITIOX()));
    CHECK(_status_lt(READUPDATEX(0, &byte)));
    CHECK(_status_lt(WRITEX(1)));
    CHECK(_status_lt(CANCEL()));
}

/* depth 2: the tag must be there, and 0 is a tag */
static void reply_process(void) {
    char buffer[16];
    int count;
    open_receive(0, 2);
    EQUAL(read_message(buffer, sizeof buffer, &count), 0);
    CHECK(_status_lt(REPLYX("a", 1)));
    EQUAL(last_error_of(0), 29);
    CHECK(_status_eq(REPLYX("a", 1, , 0)));
    EQUAL(read_message(buffer, sizeof buffer, &count), 0);
    CHECK(_status_eq(REPLYX(, , , 0, 7)));
}

static void reply_kernel(void) {
    struct peer peer;
    offer_link(&peer, &stranger);
    ask(&peer, 1, 0, "one");
    take_frame_of(&peer, WIRE_FRAME_REPLY);
    EQUAL(peer.data, 1);
    EQUAL(wire_frame_error(peer.frame), 0);
    ask(&peer, 2, 1, "two");
    take_frame_of(&peer, WIRE_FRAME_REPLY);
    EQUAL(peer.data, 0);
    EQUAL(wire_frame_error(peer.frame), 7);
}

static void no_script(void) {}

const struct test argument_tests[] = {
    {"an omitted argument is told apart from 0 in every position", each_position, no_script, NULL},
    {"an argument may be any expression and is evaluated once", any_expression, no_script, NULL},
    {"the longest call has its 28 positions", longest_call, no_script, NULL},
    {"a missing parameter is error 29, a null address 22", missing_and_null, no_script, NULL},
    {"an omitted message tag is not tag 0", reply_process, reply_kernel, NULL},
    {NULL, NULL, NULL, NULL}};
