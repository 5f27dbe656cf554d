/* Requests on an open: what they carry, what comes back, what they may not be. */
#include "harness.h"

enum { LARGE = 2 * 1024 * 1024, MOST_NOWAIT_DEPTH = 15 };

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
    EQUAL(wire_frame_priority(frame), 150);
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
    CHECK(_status_lt(READX(file, buffer, 57345)));
    EQUAL(last_error_of(file), 21);
    CHECK(_status_lt(READ(file, (short *)(void *)buffer, 57345)));
    CHECK(_status_lt(WRITE(file, (short *)(void *)buffer, 57345)));
    CHECK(_status_lt(WRITEREAD(file, (short *)(void *)buffer, 57345, 1)));
    EQUAL(READXL(file, buffer, LARGE + 1), 21);
    EQUAL(READXL(file, buffer, -1), 21);
    EQUAL(FILE_READ64_(file, buffer, LARGE + 1), 21);
    EQUAL(FILE_READ64_(file, NULL, 1), 22);
    EQUAL(WRITEXL(file, buffer, LARGE + 1), 21);
    EQUAL(WRITEREADXL(file, buffer, 1, LARGE + 1), 21);
    EQUAL(WRITEREADXL(file, NULL, 1, 1), 22);
    EQUAL(FILE_WRITEREAD_(file, buffer, buffer, -1, 1), 21);
    EQUAL(FILE_WRITEREAD_(file, NULL, buffer, 1, 1), 22);
    EQUAL(FILE_READ64_(file + 1, buffer, 1), 16);
    EQUAL(FILE_READ64_(0, buffer, 1), 16);
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

/* ------------------------------------------------------------------------------------------- all the forms */

static void reads_process(void) {
    char bytes[8];
    short words[4];
    unsigned short count = 0;
    __int32_t long_count = 0;
    short file = open_server(0, 1);
    CHECK(_status_eq(READ(file, words, 8, &count)));
    CHECK(count == 3 && memcmp(words, "one", 3) == 0);
    CHECK(_status_eq(READX(file, bytes, 8, &count)));
    CHECK(count == 3 && memcmp(bytes, "two", 3) == 0);
    EQUAL(READXL(file, bytes, 8, &long_count), 0);
    CHECK(long_count == 5 && memcmp(bytes, "three", 5) == 0);
    EQUAL(FILE_READ64_(file, bytes, 2, &long_count), 1); /* a warning, and the reply is cut */
    CHECK(long_count == 2 && memcmp(bytes, "foree", 5) == 0);
    EQUAL(FILE_READ64_(file, bytes, 8, &long_count), 300);
    EQUAL(long_count, 1); /* an error comes with its data too */
}

static void reads_kernel(void) {
    static const char *const answers[] = {"one", "two", "three", "four", "5"};
    static const short errors[] = {0, 0, 0, 1, 300};
    struct peer peer;
    accept_open(&peer, 0);
    for (int i = 0; i < 5; i++) {
        uint8_t *frame = take_request(&peer, WIRE_IO_READ);
        EQUAL(peer.data, 0);
        EQUAL(wire_frame_reply_max(frame), i == 3 ? 2 : 8);
        EQUAL(wire_frame_sync(frame), i);
        reply(&peer, wire_frame_request(frame), errors[i], answers[i], (uint32_t)strlen(answers[i]));
    }
}

static void forms_process(void) {
    char bytes[8] = "12345";
    short words[4];
    unsigned short count = 0;
    __int32_t long_count = 0;
    short file = open_server(0, 1);
    memcpy(words, "12345", 6);
    CHECK(_status_eq(WRITE(file, words, 5, &count)));
    EQUAL(count, 5);
    EQUAL(WRITEXL(file, bytes, 5, &long_count), 0);
    EQUAL(long_count, 5);
    CHECK(_status_eq(WRITEREAD(file, words, 5, 8, &count)));
    CHECK(count == 1 && memcmp(words, "a2345", 5) == 0);
    EQUAL(WRITEREADXL(file, bytes, 5, 8, &long_count), 0);
    CHECK(long_count == 1 && memcmp(bytes, "a2345", 5) == 0);
    EQUAL(FILE_WRITEREAD_(file, "12345", bytes + 1, 5, 7, &long_count), 0);
    CHECK(long_count == 1 && memcmp(bytes, "aa345", 5) == 0);
}

static void forms_kernel(void) {
    struct peer peer;
    accept_open(&peer, 0);
    for (int i = 0; i < 5; i++) {
        uint8_t *frame = take_request(&peer, i < 2 ? WIRE_IO_WRITE : WIRE_IO_WRITEREAD);
        CHECK(peer.data == 5 && memcmp(frame_data(&peer), "12345", 5) == 0);
        EQUAL(wire_frame_reply_max(frame), i < 2 ? 0 : i < 4 ? 8 : 7);
        reply(&peer, wire_frame_request(frame), 0, "a", 1);
    }
}

static void access_process(void) {
    char buffer[4];
    short reader = -1, writer = -1;
    EQUAL(FILE_OPEN_("$SERV", 5, &reader, 1), 0);
    EQUAL(FILE_OPEN_("$SERV", 5, &writer, 2), 0);
    EQUAL(FILE_WRITE64_(reader, buffer, 1), 49);
    EQUAL(FILE_WRITEREAD64_(reader, buffer, buffer, 1, 1), 49);
    EQUAL(last_error_of(reader), 49);
    EQUAL(FILE_READ64_(writer, buffer, 1), 49);
    EQUAL(FILE_WRITEREAD64_(writer, buffer, buffer, 1, 1), 49);
    EQUAL(FILE_READ64_(reader, buffer, 1), 0);
    EQUAL(FILE_WRITE64_(writer, buffer, 1), 0);
}

static void access_kernel(void) {
    struct peer peer;
    accept_open(&peer, 0);
    answer_find(&server, &server_backup, false, "\\TEST.$SERV:3");
    accept_open_on(&peer, 1);
    reply(&peer, wire_frame_request(take_request(&peer, WIRE_IO_READ)), 0, NULL, 0);
    reply(&peer, wire_frame_request(take_request(&peer, WIRE_IO_WRITE)), 0, NULL, 0);
}

/* Requests of earlier numbers stay while the table of numbers grows, and each finds its reply. */
static void many_process(void) {
    static char answers[20][MOST_NOWAIT_DEPTH][4];
    short files[20];
    long long tag = 0;
    for (int i = 0; i < 20; i++) files[i] = open_server(MOST_NOWAIT_DEPTH, 1);
    for (int i = 0; i < 20 * MOST_NOWAIT_DEPTH; i++) {
        char *answer = answers[i / MOST_NOWAIT_DEPTH][i % MOST_NOWAIT_DEPTH];
        EQUAL(FILE_WRITEREAD64_(files[i / MOST_NOWAIT_DEPTH], (char *)&i, answer, 4, 4, , i), 0);
    }
    EQUAL(FILE_WRITEREAD64_(files[0], "x", answers[0][0], 1, 4), 28);
    for (int i = 0; i < 20 * MOST_NOWAIT_DEPTH; i++) {
        short file = files[i / MOST_NOWAIT_DEPTH];
        EQUAL(FILE_AWAITIO64_(&file, , , &tag), 0);
        EQUAL(tag, i);
        CHECK(memcmp(answers[i / MOST_NOWAIT_DEPTH][i % MOST_NOWAIT_DEPTH], &i, 4) == 0);
    }
}

static void many_kernel(void) {
    static struct {
        uint32_t request;
        char data[4];
    } taken[20 * MOST_NOWAIT_DEPTH];
    struct peer peer;
    accept_open(&peer, 0);
    for (int i = 1; i < 20; i++) {
        answer_find(&server, &server_backup, false, "\\TEST.$SERV:3");
        accept_open_on(&peer, 0);
    }
    for (int i = 0; i < 20 * MOST_NOWAIT_DEPTH; i++) {
        taken[i].request = wire_frame_request(take_request(&peer, WIRE_IO_WRITEREAD));
        memcpy(taken[i].data, frame_data(&peer), 4);
    }
    for (int i = 20 * MOST_NOWAIT_DEPTH - 1; i >= 0; i--) reply(&peer, taken[i].request, 0, taken[i].data, 4);
}

static void limit_process(void) {
    static char answer[4];
    short file = open_server(5, 1), any = -1;
    EQUAL(CONTROLMESSAGESYSTEM(1, 3), 0);
    for (int i = 0; i < 3; i++) EQUAL(FILE_WRITEREAD64_(file, "x", answer, 1, 4), 0);
    EQUAL(FILE_WRITEREAD64_(file, "x", answer, 1, 4), 30);
    EQUAL(last_error_of(file), 30);
    EQUAL(SETMODENOWAIT(file, 30, 1), -1);
    EQUAL(last_error_of(file), 30);
    EQUAL(FILE_AWAITIO64_(&any), 0);
    EQUAL(FILE_WRITEREAD64_(file, "x", answer, 1, 4), 0);
    EQUAL(FILE_CLOSE_(file), 0); /* a close always goes */
    meet_kernel();
}

static void limit_kernel(void) {
    struct peer peer;
    accept_open(&peer, 0);
    for (int i = 0; i < 3; i++) take_request(&peer, WIRE_IO_WRITEREAD);
    reply(&peer, wire_frame_request(peer.frame) - 2, 0, NULL, 0);
    take_request(&peer, WIRE_IO_WRITEREAD);
    take(WIRE_CLOSED);
    for (int i = 0; i < 3; i++) take_frame_of(&peer, WIRE_FRAME_CANCEL);
    EQUAL(wire_frame_message(take_request(&peer, WIRE_IO_SYSTEM)), ZSYS_VAL_SMSG_CLOSE);
    meet();
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
    {"READ in its forms is a request without data, whose reply is what is read", reads_process, reads_kernel, NULL},
    {"WRITE and WRITEREAD in their forms carry the same", forms_process, forms_kernel, NULL},
    {"what an open was not made for is error 49", access_process, access_kernel, NULL},
    {"three hundred requests find their replies", many_process, many_kernel, NULL},
    {"beyond the limit of outgoing requests is error 30, but a close goes", limit_process, limit_kernel, NULL},
    {"a reply counts only when it comes from where the request went", forged_process, forged_kernel, NULL},
    {NULL, NULL, NULL, NULL}};
