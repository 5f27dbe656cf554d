/* AWAITIOX and its family; CANCEL. */
#include "harness.h"

static char answers[4][8];

static void ask_server(short file, int index, long long tag) {
    EQUAL(FILE_WRITEREAD64_(file, "q", answers[index], 1, sizeof answers[index], , tag), 0);
}

static void await_fails(short file, __int32_t limit, short error) {
    short asked = file;
    EQUAL(FILE_AWAITIO64_(&asked, , , , limit), error);
    EQUAL(asked, file);
    if (error == 40 || error == 26) EQUAL(last_error_of(file), error);
}

/* -------------------------------------------------------------------------------------------------- errors */

static void errors_process(void) {
    short waited = open_server(0, 1), nowait = open_server(1, 1);
    await_fails(nowait, -1, 26);
    await_fails(nowait, 0, 26);
    await_fails(-1, -1, 26);
    await_fails(-1, 0, 26);
    await_fails(waited, -1, 25);
    await_fails(77, -1, 16);
    await_fails(0, -1, 16);
    await_fails(nowait, -2, 590);
    await_fails(-1, -2, 590);
    CHECK(_status_lt(CANCEL(nowait)));
    EQUAL(last_error_of(nowait), 26);
    CHECK(_status_lt(CANCELREQ(nowait, 5)));
    CHECK(_status_lt(CANCEL(77)));
    CHECK(_status_lt(CANCEL(waited)));
    EQUAL(last_error_of(waited), 25);
    open_receive(0, 1);
    await_fails(0, -1, 25);
    EQUAL(FILE_CLOSE_(0), 0);
    open_receive(1, 1);
    await_fails(0, -1, 26);
    CHECK(_status_lt(CANCEL(0)));
}

static void two_opens(struct peer *peer) {
    accept_open(peer, 0);
    answer_find(&server, &server_backup, false, "\\TEST.$SERV:3");
    accept_open_on(peer, 1);
}

static void errors_kernel(void) {
    struct peer peer;
    two_opens(&peer);
}

/* ------------------------------------------------------------------------------------------ nothing is done */

static void poll_process(void) {
    short file = open_server(1, 1), asked = file;
    long long tag = 0;
    ask_server(file, 0, 5);
    await_fails(file, 0, 40);
    await_fails(-1, 0, 40);
    await_fails(-1, 1, 40); /* on any file also a limit cancels nothing */
    meet_kernel();
    EQUAL(FILE_AWAITIO64_(&asked, , , &tag), 0);
    EQUAL(tag, 5);
}

static void poll_kernel(void) {
    struct peer peer;
    accept_open(&peer, 0);
    uint32_t number = wire_frame_request(take_request(&peer, WIRE_IO_WRITEREAD));
    begin_meeting();
    no_more_frames(&peer);
    end_meeting();
    reply(&peer, number, 0, "a", 1);
}

static void time_out_process(void) {
    short file = open_server(2, 1), asked = file;
    long long tag = 0, address = 0;
    int count = -1;
    ask_server(file, 0, 5);
    ask_server(file, 1, 6);
    EQUAL(FILE_AWAITIO64_(&asked, &address, &count, &tag, 1), 40);
    EQUAL(tag, 5);
    CHECK(address == (intptr_t)answers[0]);
    EQUAL(last_error_of(file), 40);
    meet_kernel();
    EQUAL(FILE_AWAITIO64_(&asked, , , &tag, -1), 0);
    EQUAL(tag, 6);
    CHECK(answers[1][0] == 'b');
    CHECK(answers[0][0] == 0); /* the late reply went nowhere */
    await_fails(file, -1, 26);
}

static void time_out_kernel(void) {
    struct peer peer;
    accept_open(&peer, 0);
    uint32_t first = wire_frame_request(take_request(&peer, WIRE_IO_WRITEREAD));
    uint32_t second = wire_frame_request(take_request(&peer, WIRE_IO_WRITEREAD));
    EQUAL(wire_frame_request(take_frame_of(&peer, WIRE_FRAME_CANCEL)), first);
    meet();
    reply(&peer, first, 0, "late", 4);
    reply(&peer, second, 0, "b", 1);
}

static void receive_time_out_process(void) {
    char buffer[8] = "";
    short asked = 0;
    long long tag = 0, address = 0;
    int count = -1;
    open_receive(1, 1);
    EQUAL(FILE_READUPDATE64_(0, buffer, sizeof buffer, , 31), 0);
    EQUAL(FILE_AWAITIO64_(&asked, , , , 0), 40);
    EQUAL(last_error_of(0), 40);
    EQUAL(FILE_AWAITIO64_(&asked, &address, &count, &tag, 1), 40);
    EQUAL(last_error_of(0), 40);
    EQUAL(tag, 31);
    CHECK(address == (intptr_t)buffer);
    await_fails(0, 1, 26);
    meet_kernel();
    EQUAL(FILE_READUPDATE64_(0, buffer, sizeof buffer, , 32), 0);
    EQUAL(FILE_AWAITIO64_(&asked, , &count, &tag), 0);
    EQUAL(tag, 32);
    CHECK(buffer[0] == 'A');
    EQUAL(FILE_REPLY64_(), 0);
}

static void receive_time_out_kernel(void) {
    struct peer peer;
    begin_meeting();
    offer_link(&peer, &stranger);
    ask(&peer, 1, 0, "A");
    end_meeting();
    take_frame_of(&peer, WIRE_FRAME_REPLY);
}

/* --------------------------------------------------------------------------------------------------- order */

static void oldest_process(void) {
    short file = open_server(2, 1), asked = file;
    long long tag = 0;
    int count = -1;
    ask_server(file, 0, 5);
    ask_server(file, 1, 6);
    meet_kernel(); /* the second is done */
    await_fails(file, 0, 40);
    await_fails(-1, 0, 40);
    meet_kernel(); /* and the first */
    EQUAL(FILE_AWAITIO64_(&asked, , &count, &tag, -1), 7);
    EQUAL(tag, 5);
    EQUAL(count, 2);
    EQUAL(FILE_AWAITIO64_(&asked, , &count, &tag, 0), 0);
    EQUAL(tag, 6);
    EQUAL(count, 1);
}

static void oldest_kernel(void) {
    struct peer peer;
    accept_open(&peer, 0);
    uint32_t first = wire_frame_request(take_request(&peer, WIRE_IO_WRITEREAD));
    uint32_t second = wire_frame_request(take_request(&peer, WIRE_IO_WRITEREAD));
    begin_meeting();
    reply(&peer, second, 0, "b", 1);
    settle(&peer);
    end_meeting();
    begin_meeting();
    reply(&peer, first, 7, "a2", 2);
    end_meeting();
}

static void any_process(void) {
    short first = open_server(1, 1), second = open_server(1, 1), any = -1;
    char buffer[8];
    long long tag = 0;
    bool from_receive = false;
    open_receive(1, 2);
    EQUAL(FILE_READUPDATE64_(0, buffer, sizeof buffer, , -9), 0);
    ask_server(first, 0, 5);
    ask_server(second, 1, 1LL << 40);
    meet_kernel();
    for (int i = 0; i < 3; i++) {
        any = -1;
        EQUAL(FILE_AWAITIO64_(&any, , , &tag, 0), 0);
        if (any == 0) from_receive = true;
        if (any == 0) EQUAL(tag, -9);
        if (any == second) EQUAL(tag, 1LL << 40);
        if (any == first) EQUAL(tag, 5);
        if (any == first) EQUAL(i > 0, 1); /* the second open's was done before the first's */
    }
    CHECK(from_receive);
    any = -1;
    EQUAL(FILE_AWAITIO64_(&any, , , &tag, 0), 26);
    EQUAL(any, -1);
    EQUAL(FILE_REPLY64_(, , , 0), 0);
}

static void any_kernel(void) {
    struct peer peer, other;
    two_opens(&peer);
    offer_link(&other, &stranger);
    uint32_t first = wire_frame_request(take_request(&peer, WIRE_IO_WRITEREAD));
    uint32_t second = wire_frame_request(take_request(&peer, WIRE_IO_WRITEREAD));
    begin_meeting();
    ask(&other, 1, 0, "A");
    reply(&peer, second, 0, "b", 1);
    reply(&peer, first, 0, "a", 1);
    settle(&other);
    settle(&peer);
    end_meeting();
    take_frame_of(&other, WIRE_FRAME_REPLY);
}

static void turns_process(void) {
    char buffer[8];
    short file = open_server(2, 1), kinds[4];
    open_receive(1, 2);
    ask_server(file, 0, 0);
    ask_server(file, 1, 0);
    EQUAL(FILE_READUPDATE64_(0, buffer, sizeof buffer), 0);
    meet_kernel();
    for (int i = 0; i < 4; i++) {
        kinds[i] = -1;
        EQUAL(FILE_AWAITIO64_(&kinds[i], , , , 0), 0);
        if (kinds[i] == 0 && i < 2) EQUAL(FILE_READUPDATE64_(0, buffer, sizeof buffer), 0);
    }
    for (int i = 1; i < 4; i++) CHECK(kinds[i] != kinds[i - 1]);
}

static void turns_kernel(void) {
    struct peer peer, other;
    accept_open(&peer, 0);
    offer_link(&other, &stranger);
    uint32_t first = wire_frame_request(take_request(&peer, WIRE_IO_WRITEREAD));
    uint32_t second = wire_frame_request(take_request(&peer, WIRE_IO_WRITEREAD));
    begin_meeting();
    reply(&peer, first, 0, "a", 1);
    reply(&peer, second, 0, "b", 1);
    ask(&other, 1, 0, "A");
    ask(&other, 2, 1, "B");
    settle(&peer);
    settle(&other);
    end_meeting();
}

/* ---------------------------------------------------------------------------------------------- cancelling */

static void cancel_process(void) {
    short file = open_server(4, 1), asked = file;
    long long tag = 0;
    ask_server(file, 0, 5);
    ask_server(file, 1, 6);
    ask_server(file, 2, 7);
    ask_server(file, 3, 8);
    CHECK(_status_eq(CANCELREQ(file, 7)));
    CHECK(_status_lt(CANCELREQ(file, 7)));
    EQUAL(last_error_of(file), 26);
    CHECK(_status_eq(CANCEL(file)));
    CHECK(_status_eq(CANCELREQ(file)));
    EQUAL(FILE_AWAITIO64_(&asked, , , &tag, -1), 0);
    EQUAL(tag, 8);
    EQUAL(FILE_WRITEREAD64_(file, "q", answers[0], 1, 8, , 9), 0);
    EQUAL(FILE_AWAITIO64_(&asked, , , &tag, -1), 0);
}

static void cancel_kernel(void) {
    struct peer peer;
    uint32_t numbers[4];
    accept_open(&peer, 0);
    for (int i = 0; i < 4; i++) numbers[i] = wire_frame_request(take_request(&peer, WIRE_IO_WRITEREAD));
    EQUAL(wire_frame_request(take_frame_of(&peer, WIRE_FRAME_CANCEL)), numbers[2]);
    EQUAL(wire_frame_request(take_frame_of(&peer, WIRE_FRAME_CANCEL)), numbers[0]);
    EQUAL(wire_frame_request(take_frame_of(&peer, WIRE_FRAME_CANCEL)), numbers[1]);
    reply(&peer, numbers[3], 0, "d", 1);
    uint8_t *frame = take_request(&peer, WIRE_IO_WRITEREAD);
    EQUAL(wire_frame_sync(frame), 4); /* taking back does not take sync ids back */
    reply(&peer, wire_frame_request(frame), 0, "e", 1);
}

const struct test await_tests[] = {
    {"awaiting fails with 16 25 26 590 where nothing can complete", errors_process, errors_kernel, NULL},
    {"a poll, or a wait on any file, is 40 and cancels nothing", poll_process, poll_kernel, NULL},
    {"a wait on one file that runs out is 40 and cancels its oldest request", time_out_process, time_out_kernel, NULL},
    {"a wait on $RECEIVE that runs out cancels the read and loses no message", receive_time_out_process,
     receive_time_out_kernel, NULL},
    {"of one file only the oldest request completes", oldest_process, oldest_kernel, NULL},
    {"a wait on any file gives what was done first, and $RECEIVE its turn", any_process, any_kernel, NULL},
    {"$RECEIVE and the others take turns where all have something", turns_process, turns_kernel, NULL},
    {"CANCEL takes the oldest back, CANCELREQ the oldest with the tag", cancel_process, cancel_kernel, NULL},
    {NULL, NULL, NULL, NULL}};
