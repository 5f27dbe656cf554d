/* What a requester tells its server beside data: CONTROL, CONTROLBUF, SETMODE, SETPARAM, RESETSYNC; and sync ids. */
#include "harness.h"

static uint8_t *take_system(struct peer *peer, short number, uint32_t bytes) {
    uint8_t *frame = take_request(peer, WIRE_IO_SYSTEM);
    EQUAL(wire_frame_message(frame), number);
    EQUAL((short)wire_get(frame_data(peer), 2), number);
    EQUAL(peer->data, bytes);
    return frame;
}

static short word(struct peer *peer, int number) {
    return (short)wire_get(frame_data(peer) + 2 * number, 2);
}

static void answer(struct peer *peer, short error, const void *data, uint32_t bytes) {
    reply(peer, wire_frame_request(peer->frame), error, data, bytes);
}

/* ------------------------------------------------------------------------------------------------------ CONTROL */

static void control_process(void) {
    short transferred = -1, file = open_server(0, 1);
    char data[3] = "abc";
    CHECK(_status_eq(CONTROL(file, 26, -2)));
    CHECK(_status_gt(CONTROL(file, 1, 0)));
    EQUAL(last_error_of(file), 7);
    EQUAL(FILE_CONTROL64_(file, 1, 0), 2);
    CHECK(_status_eq(CONTROLBUF(file, 3, (short *)(void *)data, 3, &transferred)));
    EQUAL(transferred, 3);
    EQUAL(FILE_CONTROLBUF64_(file, 4, NULL, 0, &transferred), 300);
    EQUAL(transferred, 0);
    EQUAL(FILE_WRITE64_(file, "x", 1), 0);
}

static void control_kernel(void) {
    struct peer peer;
    accept_open(&peer, 6);
    uint8_t *frame = take_system(&peer, -32, 6);
    EQUAL(word(&peer, 1), 26);
    EQUAL(word(&peer, 2), -2);
    EQUAL(wire_frame_sync(frame), 0);
    EQUAL(wire_frame_label(frame), 6);
    EQUAL(wire_frame_file(frame), 1);
    EQUAL(wire_frame_priority(frame), 150);
    answer(&peer, 0, NULL, 0);
    EQUAL(wire_frame_sync(take_system(&peer, -32, 6)), 1);
    answer(&peer, 7, NULL, 0);
    take_system(&peer, -32, 6);
    answer(&peer, 2, NULL, 0);
    frame = take_system(&peer, -35, 9);
    EQUAL(wire_frame_sync(frame), 3);
    EQUAL(word(&peer, 1), 3);
    EQUAL(word(&peer, 2), 3);
    CHECK(memcmp(frame_data(&peer) + 6, "abc", 3) == 0);
    answer(&peer, 0, NULL, 0);
    take_system(&peer, -35, 6);
    EQUAL(word(&peer, 2), 0);
    answer(&peer, 300, NULL, 0);
    EQUAL(wire_frame_sync(take_request(&peer, WIRE_IO_WRITE)), 5);
    answer(&peer, 0, NULL, 0);
}

static void control_nowait_process(void) {
    short file = open_server(3, 1), asked = file, transferred = -1;
    static char data[244];
    long long tag = 0, address = 0;
    int count = -1;
    CHECK(_status_eq(CONTROL(file, 1, 2, 7)));
    CHECK(_status_eq(CONTROLBUF(file, 1, (short *)(void *)data, 244, &transferred, 8)));
    EQUAL(transferred, -1);
    CHECK(_status_lt(SETMODE(file, 100, 1))); /* always waited */
    EQUAL(last_error_of(file), 27);
    CHECK(_status_lt(RESETSYNC(file)));
    EQUAL(last_error_of(file), 27);
    EQUAL(FILE_SETSYNCINFO_(file, (short *)(void *)data, 4), 27);
    EQUAL(FILE_AWAITIO64_(&asked, &address, &count, &tag), 7);
    CHECK(tag == 7 && count == 0);
    EQUAL(FILE_AWAITIO64_(&asked, &address, &count, &tag), 0);
    CHECK(tag == 8 && count == 244 && address == (intptr_t)data);
}

static void control_nowait_kernel(void) {
    struct peer peer;
    accept_open(&peer, 6);
    take_system(&peer, -32, 6);
    answer(&peer, 7, NULL, 0);
    take_system(&peer, -35, 250);
    answer(&peer, 0, NULL, 0);
}

static void control_arguments(void) {
    short buffer[4] = {0}, file = open_server(0, 1);
    CHECK(_status_lt(CONTROL(file, 1)));
    EQUAL(last_error_of(file), 29);
    CHECK(_status_lt(CONTROL(77, 1, 1)));
    EQUAL(last_error_of(-1), 16);
    EQUAL(FILE_CONTROL64_(file, , 1), 29);
    EQUAL(FILE_CONTROL64_(0, 1, 1), 16);
    CHECK(_status_lt(CONTROLBUF(file, 1, buffer)));
    EQUAL(last_error_of(file), 29);
    EQUAL(FILE_CONTROLBUF64_(file, 1, NULL, 1), 22);
    EQUAL(FILE_CONTROLBUF64_(file, 1, (char *)buffer, 245), 21);
    EQUAL(FILE_CONTROLBUF64_(file, 1, (char *)buffer, -1), 21);
    CHECK(_status_lt(SETMODE(file)));
    EQUAL(last_error_of(file), 29);
    CHECK(_status_lt(SETMODE(77, 1)));
    EQUAL(FILE_SETMODENOWAIT64_(file), 29);
    CHECK(_status_lt(SETPARAM(file)));
    EQUAL(last_error_of(file), 29);
    CHECK(_status_lt(SETPARAM(file, 1, buffer)));
    EQUAL(last_error_of(file), 29);
    CHECK(_status_lt(SETPARAM(file, 1, , , buffer, buffer)));
    EQUAL(last_error_of(file), 29);
    CHECK(_status_lt(SETPARAM(file, 1, NULL, 2)));
    EQUAL(last_error_of(file), 22);
    CHECK(_status_lt(SETPARAM(file, 1, buffer, 243)));
    EQUAL(last_error_of(file), 21);
    CHECK(_status_lt(SETPARAM(file, 1, , , buffer, buffer, -1)));
    EQUAL(last_error_of(file), 21);
    CHECK(_status_lt(SETPARAM(77, 1)));
    CHECK(_status_lt(RESETSYNC()));
    CHECK(_status_lt(RESETSYNC(77)));
    open_receive(0, 1);
    EQUAL(FILE_CONTROL64_(0, 1, 1), 2);
    CHECK(_status_gt(SETPARAM(0, 1)));
    CHECK(_status_gt(RESETSYNC(0)));
    EQUAL(last_error_of(0), 2);
}

static void just_open(void) {
    struct peer peer;
    accept_open(&peer, 0);
}

/* ------------------------------------------------------------------------------------------------------ SETMODE */

static void setmode_process(void) {
    short last[2] = {5, 5}, file = open_server(1, 1);
    CHECK(_status_eq(SETMODE(file, 100, 3, 4, last)));
    CHECK(last[0] == -1 && last[1] == 258);
    CHECK(_status_eq(SETMODE(file, 101)));
    CHECK(_status_gt(SETMODE(file, 102, , 9)));
    EQUAL(last_error_of(file), 7);
    last[0] = 5;
    CHECK(_status_gt(SETMODE(file, 103, 1, 2, last))); /* a reply without values */
    EQUAL(last_error_of(file), 2);
    CHECK(_status_gt(SETMODE(file, 103, 1, 2, last))); /* too short */
    CHECK(_status_gt(SETMODE(file, 103, 1, 2, last))); /* another message's */
    EQUAL(last_error_of(file), 2);
    CHECK(_status_lt(SETMODE(file, 103, 1, 2, last)));
    EQUAL(last_error_of(file), 48);
    EQUAL(last[0], 5);
}

static void setmode_kernel(void) {
    static const uint8_t values[6] = {0xff, 0xdf, 0xff, 0xff, 1, 2}, other[6] = {0xff, 0xdb, 0, 1, 0, 2};
    static const short words[3][5] = {{-33, 100, 3, 4, 7}, {-33, 101, 0, 0, 0}, {-33, 102, 0, 9, 2}};
    struct peer peer;
    accept_open(&peer, 0);
    for (int i = 0; i < 3; i++) {
        EQUAL(wire_frame_sync(take_system(&peer, -33, 10)), i);
        for (int k = 0; k < 5; k++) EQUAL(word(&peer, k), words[i][k]);
        EQUAL(wire_frame_reply_max(peer.frame), i == 0 ? 6 : 0);
        answer(&peer, i == 2 ? 7 : 0, i == 0 ? values : NULL, i == 0 ? 6 : 0);
    }
    take_system(&peer, -33, 10);
    answer(&peer, 0, NULL, 0);
    take_system(&peer, -33, 10);
    answer(&peer, 0, values, 5);
    take_system(&peer, -33, 10);
    answer(&peer, 0, other, 6);
    take_system(&peer, -33, 10);
    answer(&peer, 48, values, 6);
}

static void setmode_nowait_process(void) {
    static short last[2];
    short file = open_server(3, 1), asked = file, waited = open_server(0, 1);
    guardian_buffer_address address = 0;
    __int32_t tag = 0;
    long long long_tag = 0;
    CHECK(_status_eq(SETMODENOWAIT(file, 100, 1, 2, last, 9)));
    CHECK(_status_eq(SETMODENOWAIT(file, 30, 1, , last, 10))); /* no message, and awaited like one */
    EQUAL(last[0], 0);
    EQUAL(FILE_SETMODENOWAIT64_(file, 101, , , , 1LL << 40), 0);
    meet_kernel();
    CHECK(_status_eq(AWAITIOX(&asked, &address, , &tag))); /* in the new order: what is ready */
    EQUAL(tag, 10);
    CHECK(_status_eq(AWAITIOX(&asked, &address, , &tag)));
    EQUAL(tag, 9);
    CHECK(address == (guardian_buffer_address)(intptr_t)last && last[0] == 513 && last[1] == 3);
    EQUAL(FILE_AWAITIO64_(&asked, , , &long_tag), 0);
    EQUAL(long_tag, 1LL << 40);
    CHECK(_status_gt(SETMODENOWAIT(waited, 102, 1))); /* on a waited open it is SETMODE */
    EQUAL(last_error_of(waited), 7);
}

static void setmode_nowait_kernel(void) {
    static const uint8_t values[6] = {0xff, 0xdf, 2, 1, 0, 3};
    struct peer peer;
    accept_open(&peer, 0);
    answer_find(&server, &server_backup, false, "\\TEST.$SERV:3");
    accept_open_on(&peer, 0);
    uint32_t first = wire_frame_request(take_system(&peer, -33, 10));
    uint32_t second = wire_frame_request(take_system(&peer, -33, 10));
    meet();
    reply(&peer, first, 0, values, 6);
    reply(&peer, second, 0, NULL, 0);
    take_system(&peer, -33, 10);
    answer(&peer, 7, NULL, 0);
}

static void kept_process(void) {
    static const short functions[] = {30, 71, 72, 73, 74, 117};
    short last[2], file = open_server(0, 1);
    for (int i = 0; i < 6; i++) {
        CHECK(_status_eq(SETMODE(file, functions[i], 1, 3, last)));
        CHECK(last[0] == 0 && last[1] == 0);
        CHECK(_status_eq(SETMODE(file, functions[i], , 4, last)));
        CHECK(last[0] == 1 && last[1] == 3);
        CHECK(_status_eq(SETMODE(file, functions[i], , , last)));
        CHECK(last[0] == 1 && last[1] == 4);
    }
    CHECK(_status_lt(SETMODE(file, 30, 2)));
    EQUAL(last_error_of(file), 590);
    CHECK(_status_lt(SETMODE(file, 30, 4)));
    CHECK(_status_lt(SETMODE(file, 72, 3)));
    CHECK(_status_lt(SETMODE(file, 73, -1)));
    CHECK(_status_eq(SETMODE(file, 74, -1)));
    EQUAL(FILE_CLOSE_(file), 0);
    file = open_server(0, 1); /* another open has its own */
    CHECK(_status_eq(SETMODE(file, 73, , , last)));
    EQUAL(last[0], 0);
}

static void kept_kernel(void) {
    struct peer peer;
    accept_open(&peer, 0);
    take(WIRE_CLOSED);
    take_request(&peer, WIRE_IO_SYSTEM);
    answer_find(&server, &server_backup, false, "\\TEST.$SERV:3");
    accept_open_on(&peer, 0);
}

/* ----------------------------------------------------------------------------------------------------- SETPARAM */

static void setparam_process(void) {
    char data[5] = "given", back[8] = "-------";
    short count = -1, file = open_server(0, 1);
    CHECK(_status_eq(SETPARAM(file, 3, (short *)(void *)data, 5)));
    CHECK(_status_eq(SETPARAM(file, 4, , , (short *)(void *)back, &count, 8)));
    CHECK(count == 3 && memcmp(back, "old----", 7) == 0);
    CHECK(_status_eq(SETPARAM(file, 5, (short *)(void *)data, 2, (short *)(void *)back, &count, 2)));
    CHECK(count == 2 && memcmp(back, "lod----", 7) == 0); /* no more than there is room */
    CHECK(_status_gt(SETPARAM(file, 6, , , (short *)(void *)back, &count, 8)));
    EQUAL(last_error_of(file), 2); /* nothing came back */
    CHECK(_status_eq(SETPARAM(file, 7, , , (short *)(void *)back, &count, 8)));
    CHECK(count == 1 && back[0] == 'x'); /* says more than it brings */
}

static void setparam_kernel(void) {
    struct peer peer;
    accept_open(&peer, 0);
    EQUAL(wire_frame_sync(take_system(&peer, -37, 13)), 0);
    CHECK(word(&peer, 1) == 3 && word(&peer, 2) == 2 && word(&peer, 3) == 5);
    CHECK(memcmp(frame_data(&peer) + 8, "given", 5) == 0);
    EQUAL(wire_frame_reply_max(peer.frame), 0);
    answer(&peer, 0, NULL, 0);
    EQUAL(wire_frame_sync(take_system(&peer, -37, 8)), 1);
    CHECK(word(&peer, 1) == 4 && word(&peer, 2) == 1 && word(&peer, 3) == 0);
    answer(&peer, 0, "\xff\xdb\0\3old", 7);
    take_system(&peer, -37, 10);
    CHECK(word(&peer, 2) == 3 && word(&peer, 3) == 2);
    answer(&peer, 0, "\xff\xdb\0\6longer", 10);
    take_system(&peer, -37, 8);
    answer(&peer, 0, NULL, 0);
    take_system(&peer, -37, 8);
    answer(&peer, 0, "\xff\xdb\0\7x", 5);
}

static void setparam_nowait_process(void) {
    static short back[4];
    short count = -1, file = open_server(1, 1), asked = file;
    long long tag = 0, address = 0;
    int transferred = -1;
    CHECK(_status_gt(SETPARAM(file, 3))); /* waited: no tag */
    EQUAL(last_error_of(file), 2);
    CHECK(_status_eq(SETPARAM(file, 3, , , , , , -1))); /* and this is none */
    CHECK(_status_eq(SETPARAM(file, 4, , , back, &count, 8, 55)));
    EQUAL(count, -1);
    EQUAL(FILE_AWAITIO64_(&asked, &address, &transferred, &tag), 0);
    CHECK(tag == 55 && transferred == 2 && count == 2 && address == (intptr_t)back);
    CHECK(memcmp(back, "ab", 2) == 0);
}

static void setparam_nowait_kernel(void) {
    struct peer peer;
    accept_open(&peer, 0);
    take_system(&peer, -37, 8);
    answer(&peer, 2, NULL, 0);
    take_system(&peer, -37, 8);
    answer(&peer, 0, NULL, 0);
    take_system(&peer, -37, 8);
    answer(&peer, 0, "\xff\xdb\0\2ab", 6);
}

/* ----------------------------------------------------------------------------------------------------- sync ids */

static void sync_process(void) {
    short block[2] = {0}, size = -1, file = open_server(0, 1);
    __int32_t id = 0;
    EQUAL(FILE_WRITE64_(file, "x", 1), 0);
    EQUAL(FILE_GETSYNCINFO_(file, block, sizeof block, &size), 0);
    EQUAL(size, 4);
    EQUAL(FILE_WRITE64_(file, "x", 1), 0);
    EQUAL(FILE_SETSYNCINFO_(file, block, size), 0);
    EQUAL(FILE_WRITE64_(file, "x", 1), 0); /* the same request as the second */
    CHECK(_status_eq(GETSYNCINFO(file, (short *)&id, &size)));
    CHECK(size == 2 && id == 2);
    CHECK(_status_gt(RESETSYNC(file)));
    EQUAL(last_error_of(file), 7);
    EQUAL(FILE_WRITE64_(file, "x", 1), 0);
    CHECK(_status_eq(SETSYNCINFO(file, (short *)&id)));
    EQUAL(FILE_WRITE64_(file, "x", 1), 0);
    EQUAL(FILE_SETSYNCINFO_(file, block, 3), 41);
    EQUAL(FILE_SETSYNCINFO_(file, block, 6), 41);
    EQUAL(last_error_of(file), 41);
    EQUAL(FILE_GETSYNCINFO_(file, block, 3, &size), 563);
    EQUAL(FILE_GETSYNCINFO_(file, NULL, 4, &size), 22);
    EQUAL(FILE_GETSYNCINFO_(file, block, 4), 29);
    EQUAL(FILE_GETSYNCINFO_(77, block, 4, &size), 16);
    EQUAL(FILE_SETSYNCINFO_(file, block), 29);
    EQUAL(FILE_SETSYNCINFO_(77, block, 4), 16);
    CHECK(_status_lt(SETSYNCINFO(file)));
    CHECK(_status_lt(SETSYNCINFO(77, block)));
    CHECK(_status_lt(GETSYNCINFO()));
    CHECK(_status_lt(GETSYNCINFO(0, block, &size)));
    open_receive(0, 1);
    EQUAL(FILE_GETSYNCINFO_(0, block, 4, &size), 0);
    CHECK(size == 2 && block[0] == 0);
    EQUAL(FILE_SETSYNCINFO_(0, block, 2), 0);
    block[0] = 1;
    EQUAL(FILE_SETSYNCINFO_(0, block, 2), 41);
}

static void sync_kernel(void) {
    static const uint32_t before[] = {0, 1, 1}, after[] = {0, 2};
    struct peer peer;
    accept_open(&peer, 0);
    for (int i = 0; i < 3; i++) {
        EQUAL(wire_frame_sync(take_request(&peer, WIRE_IO_WRITE)), before[i]);
        answer(&peer, 0, NULL, 0);
    }
    EQUAL(wire_frame_sync(take_system(&peer, -34, 2)), 0);
    answer(&peer, 7, NULL, 0);
    for (int i = 0; i < 2; i++) {
        EQUAL(wire_frame_sync(take_request(&peer, WIRE_IO_WRITE)), after[i]);
        answer(&peer, 0, NULL, 0);
    }
}

const struct test control_tests[] = {
    {"CONTROL and CONTROLBUF reach the server as -32 and -35, each with a sync id", control_process, control_kernel,
     NULL},
    {"nowait CONTROL and CONTROLBUF are awaited; waited calls meanwhile are 27", control_nowait_process,
     control_nowait_kernel, NULL},
    {"CONTROL, SETMODE, SETPARAM and RESETSYNC check their arguments", control_arguments, just_open, NULL},
    {"SETMODE reaches the server as -33, and a malformed reply is error 2", setmode_process, setmode_kernel, NULL},
    {"SETMODENOWAIT is awaited, and gives back the old values", setmode_nowait_process, setmode_nowait_kernel, NULL},
    {"SETMODE functions of the requester's side are kept for each open", kept_process, kept_kernel, NULL},
    {"SETPARAM reaches the server as -37 and brings data back", setparam_process, setparam_kernel, NULL},
    {"SETPARAM is nowait with a tag only", setparam_nowait_process, setparam_nowait_kernel, NULL},
    {"sync blocks bring a sync id back, RESETSYNC starts again from 0", sync_process, sync_kernel, NULL},
    {NULL, NULL, NULL, NULL}};
