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

/* ------------------------------------------------------------------------------------- SETMODE 30, SETMODE 74 */

static void any_order_process(void) {
    static const int expected[4] = {7, 6, 8, 5};
    short file = open_server(4, 1), asked = file;
    long long tag = 0;
    CHECK(_status_eq(SETMODE(file, 30, 3)));
    for (int i = 0; i < 4; i++) ask_server(file, i, 5 + i);
    meet_kernel(); /* done are the third, the second and the fourth, in this order */
    for (int i = 0; i < 3; i++) {
        EQUAL(FILE_AWAITIO64_(&asked, , , &tag, 0), 0);
        EQUAL(tag, expected[i]);
    }
    await_fails(file, 0, 40);
    EQUAL(FILE_AWAITIO64_(&asked, , , &tag, 1), 40); /* takes back the oldest all the same */
    EQUAL(tag, 5);
}

static void ready_in_order_process(void) {
    static const int expected[3] = {6, 7, 8};
    short file = open_server(4, 1), asked = -1;
    long long tag = 0;
    CHECK(_status_eq(SETMODE(file, 30, 1)));
    for (int i = 0; i < 4; i++) ask_server(file, i, 5 + i);
    meet_kernel();
    for (int i = 0; i < 3; i++) {
        asked = -1;
        EQUAL(FILE_AWAITIO64_(&asked, , , &tag, 0), 0);
        EQUAL(asked, file);
        EQUAL(tag, expected[i]);
    }
    await_fails(file, 0, 40);
    CHECK(_status_eq(CANCEL(file)));
}

static void any_order_kernel(void) {
    struct peer peer;
    uint32_t numbers[4];
    accept_open(&peer, 0);
    for (int i = 0; i < 4; i++) numbers[i] = wire_frame_request(take_request(&peer, WIRE_IO_WRITEREAD));
    begin_meeting();
    reply(&peer, numbers[2], 0, "c", 1);
    reply(&peer, numbers[1], 0, "b", 1);
    reply(&peer, numbers[3], 0, "d", 1);
    settle(&peer);
    end_meeting();
    EQUAL(wire_frame_request(take_frame_of(&peer, WIRE_FRAME_CANCEL)), numbers[0]);
}

static void keep_process(void) {
    short file = open_server(2, 1), asked = file;
    long long tag = -1;
    CHECK(_status_eq(SETMODE(file, 74, -1)));
    ask_server(file, 0, 5);
    await_fails(file, 1, 40);
    meet_kernel();
    EQUAL(FILE_AWAITIO64_(&asked, , , &tag), 0);
    EQUAL(tag, 5);
}

/* -------------------------------------------------------------------------------------------- the other forms */

static void forms_process(void) {
    short file = open_server(6, 1), asked = file, transferred = 0, segment = 0;
    guardian_buffer_address address = 0;
    __int32_t tag = 0, long_count = 0;
    long long long_tag = 0, long_address = 0;
    for (int i = 0; i < 4; i++) CHECK(_status_eq(WRITEREADX(file, answers[i], 1, 8, , i == 2 ? -1 : 7 + i)));
    CHECK(_status_eq(AWAITIO(&asked, &address, &transferred, &tag)));
    CHECK(transferred == 1 && tag == 7 && address == (guardian_buffer_address)(intptr_t)answers[0]);
    address = 0;
    CHECK(_status_gt(AWAITIOX(&asked, &address, &transferred, &tag, -1, &segment)));
    CHECK(transferred == 2 && tag == 8 && segment == -1);
    EQUAL(AWAITIOXL(&asked, &address, &long_count, &long_tag, , &segment), 300);
    CHECK(long_count == 0 && address == (guardian_buffer_address)(intptr_t)answers[2]);
    EQUAL(long_tag, -1); /* a 32-bit tag comes with its sign */
    EQUAL(FILE_AWAITIO64_(&asked, &long_address, &long_count, &long_tag, 100, &segment), 0);
    CHECK(long_count == 4 && long_tag == 10 && long_address == (intptr_t)answers[3]);
    CHECK(_status_lt(AWAITIO(&asked)));
    CHECK(_status_lt(AWAITIO()));
    EQUAL(last_error_of(-1), 29);
    CHECK(_status_lt(AWAITIO(NULL)));
    EQUAL(last_error_of(-1), 22);
    EQUAL(AWAITIOXL(), 29);
    EQUAL(AWAITIOXL(NULL), 22);
}

static void forms_kernel(void) {
    static const short errors[4] = {0, 1, 300, 0};
    static const uint32_t bytes[4] = {1, 2, 0, 4};
    struct peer peer;
    accept_open(&peer, 0);
    for (int i = 0; i < 4; i++) {
        reply(&peer, wire_frame_request(take_request(&peer, WIRE_IO_WRITEREAD)), errors[i], "abcd", bytes[i]);
    }
}

static void written_process(void) {
    short file = open_server(3, 1), asked = file;
    int count = 0;
    EQUAL(FILE_WRITE64_(file, "four", 4, &count, 1), 0);
    EQUAL(FILE_WRITE64_(file, "four", 4, &count, 2), 0);
    EQUAL(FILE_WRITE64_(file, "four", 4, &count, 3), 0);
    EQUAL(count, 0);
    EQUAL(FILE_AWAITIO64_(&asked, , &count), 0);
    EQUAL(count, 4);
    EQUAL(FILE_AWAITIO64_(&asked, , &count), 9);
    EQUAL(count, 4);
    EQUAL(FILE_AWAITIO64_(&asked, , &count), 48);
    EQUAL(count, 0);
}

static void written_kernel(void) {
    static const short errors[3] = {0, 9, 48};
    struct peer peer;
    accept_open(&peer, 0);
    for (int i = 0; i < 3; i++) reply(&peer, wire_frame_request(take_request(&peer, WIRE_IO_WRITE)), errors[i], "x", 1);
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

/* What is done and only waits is taken back last. */
static void cancel_done_process(void) {
    short file = open_server(3, 1), asked = file;
    long long tag = 0;
    for (int i = 0; i < 3; i++) ask_server(file, i, 5 + i / 2);
    meet_kernel(); /* the first is done */
    EQUAL(CANCELREQL(file, 5), 0);
    EQUAL(CANCELREQL(file, 0), 0); /* the third: 0 is no tag */
    EQUAL(CANCELREQL(file, 99), 26);
    EQUAL(CANCELREQL(file), 0);
    EQUAL(CANCELREQL(file), 26);
    EQUAL(CANCELREQL(), 29);
    EQUAL(CANCELREQL(77), 16);
    EQUAL(FILE_AWAITIO64_(&asked, , , &tag, 0), 26);
    open_receive(1, 1);
    EQUAL(FILE_READUPDATE64_(0, answers[0], 8, , 31), 0);
    EQUAL(CANCELREQL(0, 30), 26);
    EQUAL(CANCELREQL(0, 31), 0);
    EQUAL(CANCELREQL(0), 26);
}

static void cancel_done_kernel(void) {
    struct peer peer;
    uint32_t numbers[3];
    accept_open(&peer, 0);
    for (int i = 0; i < 3; i++) numbers[i] = wire_frame_request(take_request(&peer, WIRE_IO_WRITEREAD));
    begin_meeting();
    reply(&peer, numbers[0], 0, "a", 1);
    settle(&peer);
    end_meeting();
    EQUAL(wire_frame_request(take_frame_of(&peer, WIRE_FRAME_CANCEL)), numbers[1]);
    EQUAL(wire_frame_request(take_frame_of(&peer, WIRE_FRAME_CANCEL)), numbers[2]);
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
    {"SETMODE 30 with 3 completes in the order of the replies", any_order_process, any_order_kernel, NULL},
    {"SETMODE 30 with 1 completes what is ready in the order of the requests", ready_in_order_process, any_order_kernel,
     NULL},
    {"SETMODE 74 keeps a request whose wait ran out", keep_process, poll_kernel, NULL},
    {"all forms of AWAITIO tell the same", forms_process, forms_kernel, NULL},
    {"a completed WRITE tells the bytes that were written", written_process, written_kernel, NULL},
    {"what is done is cancelled after what is not", cancel_done_process, cancel_done_kernel, NULL},
    {"CANCEL takes the oldest back, CANCELREQ the oldest with the tag", cancel_process, cancel_kernel, NULL},
    {NULL, NULL, NULL, NULL}};
