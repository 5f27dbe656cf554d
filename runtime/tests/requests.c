/* Requests on an open: what they carry, what comes back, what they may not be. */
#include "harness.h"

enum { LARGE = 2 * 1024 * 1024 };

/* ------------------------------------------------------------------------------------------------ requests */

static void waited_process(void) {
    char answer[8] = "-------";
    int count = -1;
    short file = open_server(0, 1);
    EQUAL(FILE_WRITEREAD64_(file, "first", answer, 5, 7, &count), 0);
    EQUAL(count, 3);
    CHECK(memcmp(answer, "one----", 7) == 0);
    EQUAL(FILE_WRITEREAD64_(file, "second", answer, 6, 4, &count), 0);
    EQUAL(count, 4);
    CHECK(memcmp(answer, "long---", 7) == 0);
    EQUAL(FILE_WRITEREAD64_(file, , answer, 0, 0), 29);
    EQUAL(FILE_WRITEREAD64_(file, NULL, NULL, 0, 0, &count), 0);
    EQUAL(count, 0);
}

static void waited_kernel(void) {
    struct peer peer;
    accept_open(&peer, 4);
    uint8_t *frame = take_request(&peer, WIRE_IO_WRITEREAD);
    EQUAL(wire_frame_file(frame), 1);
    EQUAL(wire_frame_label(frame), 4);
    EQUAL(wire_frame_sync(frame), 0);
    EQUAL(wire_frame_reply_max(frame), 7);
    EQUAL(wire_frame_depth(frame), 1);
    CHECK(peer.data == 5 && memcmp(frame_data(&peer), "first", 5) == 0);
    uint32_t number = wire_frame_request(frame);
    reply(&peer, number + 1, 0, "not for it", 10);
    reply(&peer, number, 0, "one", 3);
    frame = take_request(&peer, WIRE_IO_WRITEREAD);
    EQUAL(wire_frame_sync(frame), 1);
    CHECK(wire_frame_request(frame) != number);
    reply(&peer, wire_frame_request(frame), 0, "longer than asked for", 21);
    frame = take_request(&peer, WIRE_IO_WRITEREAD);
    EQUAL(wire_frame_sync(frame), 2);
    EQUAL(peer.data, 0);
    reply(&peer, wire_frame_request(frame), 0, "x", 1);
}

static void write_process(void) {
    unsigned short count = 0;
    short file = open_server(0, 0);
    CHECK(_status_eq(WRITEX(file, "data", 4, &count)));
    EQUAL(count, 4);
    CHECK(_status_gt(WRITEX(file, "data", 4, &count)));
    EQUAL(last_error_of(file), 9);
    CHECK(_status_lt(WRITEX(file, "data", 4, &count)));
    EQUAL(last_error_of(file), 300);
    EQUAL(count, 0);
}

static void write_kernel(void) {
    struct peer peer;
    accept_open(&peer, -1);
    for (int i = 0; i < 3; i++) {
        static const short errors[3] = {0, 9, 300};
        uint8_t *frame = take_request(&peer, WIRE_IO_WRITE);
        EQUAL(wire_frame_reply_max(frame), 0);
        EQUAL(wire_frame_label(frame), -1);
        reply(&peer, wire_frame_request(frame), errors[i], "discarded", 9);
    }
}

static void one_buffer_process(void) {
    char buffer[10] = "request..";
    unsigned short count = 0;
    short file = open_server(0, 0);
    CHECK(_status_gt(WRITEREADX(file, buffer, 7, 9, &count)));
    EQUAL(last_error_of(file), 1);
    EQUAL(count, 5);
    CHECK(memcmp(buffer, "replyst..", 9) == 0);
}

static void one_buffer_kernel(void) {
    struct peer peer;
    accept_open(&peer, -1);
    uint8_t *frame = take_request(&peer, WIRE_IO_WRITEREAD);
    CHECK(peer.data == 7 && memcmp(frame_data(&peer), "request", 7) == 0);
    reply(&peer, wire_frame_request(frame), 1, "reply", 5);
}

static void nowait_process(void) {
    char answers[2][8];
    short file = open_server(2, 1), any = -1;
    int count = -7;
    guardian_buffer_address address = 0;
    short transferred = 0;
    __int32_t tag = 0;
    EQUAL(FILE_WRITEREAD64_(file, "a", answers[0], 1, 8, &count, 71), 0);
    EQUAL(FILE_WRITEREAD64_(file, "b", answers[1], 1, 8, &count, 72), 0);
    EQUAL(FILE_WRITEREAD64_(file, "c", answers[1], 1, 8, &count, 73), 28);
    EQUAL(count, -7);
    CHECK(_status_eq(AWAITIOX(&any, &address, &transferred, &tag)));
    EQUAL(any, file);
    EQUAL(tag, 71);
    EQUAL(transferred, 2);
    CHECK(address == (guardian_buffer_address)(intptr_t)answers[0] && memcmp(answers[0], "A1", 2) == 0);
    CHECK(_status_lt(AWAITIOX(&any, &address, &transferred, &tag)));
    EQUAL(last_error_of(file), 400);
    EQUAL(tag, 72);
    EQUAL(transferred, 2);
    CHECK(memcmp(answers[1], "B2", 2) == 0);
}

static void nowait_kernel(void) {
    struct peer peer;
    accept_open(&peer, 1);
    uint32_t first = wire_frame_request(take_request(&peer, WIRE_IO_WRITEREAD));
    uint32_t second = wire_frame_request(take_request(&peer, WIRE_IO_WRITEREAD));
    reply(&peer, first, 0, "A1", 2);
    reply(&peer, second, 400, "B2", 2);
}

static void bad_counts(void) {
    static char buffer[8];
    short file = open_server(0, 0);
    CHECK(_status_lt(WRITEX(file, buffer, 57345)));
    EQUAL(last_error_of(file), 21);
    CHECK(_status_lt(WRITEREADX(file, buffer, 1, 57345)));
    EQUAL(last_error_of(file), 21);
    EQUAL(FILE_WRITE64_(file, buffer, LARGE + 1), 21);
    EQUAL(FILE_WRITE64_(file, buffer, -1), 21);
    EQUAL(FILE_WRITE64_(file, NULL, 1), 22);
    EQUAL(FILE_WRITEREAD64_(file, buffer, buffer, 1, LARGE + 1), 21);
    EQUAL(FILE_WRITEREAD64_(file, buffer, NULL, 1, 1), 22);
    EQUAL(FILE_WRITE64_(file + 1, buffer, 1), 16);
    EQUAL(FILE_WRITE64_(-5, buffer, 1), 16);
    EQUAL(FILE_WRITE64_(0, buffer, 1), 16);
    EQUAL(FILE_READUPDATE64_(file, buffer, 1), 2);
}

static void just_open(void) {
    struct peer peer;
    accept_open(&peer, 0);
}

static void large_process(void) {
    char *request = allocate(LARGE), *answer = allocate(LARGE);
    short file = open_server(0, 0);
    int count = 0;
    for (int i = 0; i < LARGE; i++) request[i] = (char)(i * 7 >> 3);
    EQUAL(FILE_WRITEREAD64_(file, request, answer, LARGE, LARGE, &count), 0);
    EQUAL(count, LARGE);
    CHECK(memcmp(request, answer, LARGE) == 0);
    free(request);
    free(answer);
}

static void large_kernel(void) {
    struct peer peer;
    accept_open(&peer, 0);
    uint8_t *frame = take_request(&peer, WIRE_IO_WRITEREAD);
    EQUAL(peer.data, LARGE);
    reply(&peer, wire_frame_request(frame), 0, frame_data(&peer), LARGE);
}

static void forged_process(void) {
    char answer[8];
    int count = -1;
    short file = open_server(0, 1);
    EQUAL(FILE_WRITEREAD64_(file, "x", answer, 1, 8, &count), 0);
    CHECK(count == 4 && memcmp(answer, "true", 4) == 0);
}

static void forged_kernel(void) {
    struct peer peer, other;
    offer_link(&other, &stranger);
    accept_open(&peer, 0);
    uint32_t number = wire_frame_request(take_request(&peer, WIRE_IO_WRITEREAD));
    struct sketch question = request_of(1, WIRE_IO_SYSTEM, "\xff\x98\0\0", 4);
    wire_frame_set_message(question.header, -104);
    reply(&other, number, 0, "false", 5);
    send_sketch(&other, &question); /* its answer tells that the forged reply has been taken */
    take_frame_of(&other, WIRE_FRAME_REPLY);
    reply(&peer, number, 0, "true", 4);
}

const struct test request_tests[] = {
    {"a waited WRITEREAD carries sync id, label and depth; its reply is cut to the read count", waited_process,
     waited_kernel, NULL},
    {"a WRITE takes no reply data, but its error", write_process, write_kernel, NULL},
    {"WRITEREADX overwrites its one buffer and a warning comes with data", one_buffer_process, one_buffer_kernel, NULL},
    {"a nowait WRITEREAD starts now and completes in AWAITIOX; beyond the depth is error 28", nowait_process,
     nowait_kernel, NULL},
    {"bad counts are 21, bad addresses 22, other files 16", bad_counts, just_open, NULL},
    {"requests and replies of two MiB go through", large_process, large_kernel, NULL},
    {"a reply counts only when it comes from where the request went", forged_process, forged_kernel, NULL},
    {NULL, NULL, NULL, NULL}};
