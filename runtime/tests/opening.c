/* Opens of processes and their closes. */
#include "harness.h"

/* ------------------------------------------------------------------------------------------------- opening */

static void open_errors(void) {
    short file = 5;
    EQUAL(FILE_OPEN_("$NONE", 5, &file), 14);
    EQUAL(file, -1);
    EQUAL(last_error_of(-1), 14);
    EQUAL(FILE_OPEN_("$SERV", 5, &file, , , 16), 28);
    EQUAL(FILE_OPEN_("$SERV", 5, &file, , , -1), 590);
    EQUAL(FILE_OPEN_("$SERV", 5, &file, , , , -1), 590);
    EQUAL(FILE_OPEN_("$SERV", 5, &file, , , , , ZSYS_VAL_OPENOPT_NOWAITOPEN), 2);
    EQUAL(FILE_OPEN_("$SERV", 5, &file), 48);
    EQUAL(file, -1);
    EQUAL(FILE_OPEN_("$serv ", 6, &file), 5); /* a warning: it is open */
    EQUAL(file, 1);
    EQUAL(FILE_CLOSE_(file), 0);
}

static void open_errors_kernel(void) {
    struct peer peer;
    refuse_find(14);
    answer_find(&server, &null, false, "\\TEST.$SERV:3");
    accept_link(&peer, &server);
    reply(&peer, wire_frame_request(take_request(&peer, WIRE_IO_SYSTEM)), 48, NULL, 0);
    answer_find(&server, &null, false, "\\TEST.$SERV:3");
    reply(&peer, wire_frame_request(take_request(&peer, WIRE_IO_SYSTEM)), 5, NULL, 0);
    take(WIRE_OPENED);
    take(WIRE_CLOSED);
}

static void open_message_process(void) {
    short file = 9;
    char name[64] = "";
    short length = 0;
    EQUAL(FILE_OPEN_("$SERV.#Q1", 9, &file, 1, 3, 2, 3), 0);
    EQUAL(FILE_GETINFO_(file, , name, (short)sizeof name, &length), 0);
    CHECK(length == 17 && memcmp(name, "\\TEST.$SERV:3.#Q1", 17) == 0);
    file = 9;
    EQUAL(FILE_OPEN_("$SERV", 5, &file, , , , 1, , , , (short *)&stranger), 0);
    EQUAL(file, 9);
    EQUAL(FILE_OPEN_("$SERV", 5, &file, , , , 1, , , , (short *)&stranger), 12);
}

static void open_message_kernel(void) {
    struct peer peer;
    struct packet *find = take(WIRE_FIND);
    CHECK(memcmp(find->body + WIRE_FIND_SIZE + 2, "\\TEST.$SERV.#Q1", 15) == 0);
    uint8_t found[WIRE_FOUND_SIZE + 15] = {0};
    memcpy(wire_found_handle(found), &server, sizeof server);
    wire_put(found + WIRE_FOUND_SIZE, 2, 13);
    memcpy(found + WIRE_FOUND_SIZE + 2, "\\TEST.$SERV:3", 13);
    tell(WIRE_FOUND, find->tag, 0, found, sizeof found, -1);
    accept_link(&peer, &server);
    accept_open_on(&peer, 0);
    uint8_t *body = frame_data(&peer);
    static const short words[] = {-103, 1, 3, 2, 3, 0, -1, 0};
    for (int i = 0; i < 8; i++) EQUAL((short)wire_get(body + 2 * i, 2), words[i]);
    CHECK(memcmp(body + 16, &null_handle, sizeof null_handle) == 0);
    EQUAL(wire_get(body + 36, 2), 3);
    CHECK(memcmp(body + 60, "#Q1", 3) == 0);
    size_t terminal = wire_get(body + 46, 2);
    EQUAL(wire_get(body + 48, 2), 5);
    CHECK(terminal + 5 <= peer.data && memcmp(body + terminal, "$TERM", 5) == 0);
    answer_find(&server, &null, false, "\\TEST.$SERV:3");
    accept_open_on(&peer, 0);
    body = frame_data(&peer);
    EQUAL(wire_get(body + 14, 2), ZSYS_MSK_OPEN_BACKUPOPEN);
    CHECK(memcmp(body + 16, &stranger, sizeof stranger) == 0);
    EQUAL(wire_get(body + 42, 2), 9);
}

static void parameters_process(void) {
    short file = 5, null_primary[10];
    memcpy(null_primary, &null, sizeof null);
    EQUAL(FILE_OPEN_("$SERV", 5, &file, 4), 590);
    EQUAL(FILE_OPEN_("$SERV", 5, &file, -1), 590);
    EQUAL(FILE_OPEN_("$SERV", 5, &file, , 4), 590);
    EQUAL(FILE_OPEN_("$SERV", 5, &file, , -1), 590);
    EQUAL(FILE_OPEN_("/G/serv", 7, &file, , , , , ZSYS_VAL_OPENOPT_OSSPATHNAME), 2);
    file = -3;
    EQUAL(FILE_OPEN_("$SERV", 5, &file, , , , , , , , (short *)&stranger), 590);
    EQUAL(FILE_OPEN_("$DISK.SUBVOL.FILE", 17, &file), 14);
    EQUAL(file, -1);
    EQUAL(last_error_of(-1), 14);
    file = 7; /* a null handle is no primary: the number says nothing */
    EQUAL(FILE_OPEN_("$SERV", 5, &file, , , , , , , , null_primary), 0);
    EQUAL(file, 1);
    file = 1;
    EQUAL(FILE_OPEN_("$SERV", 5, &file, , , , , ZSYS_VAL_OPENOPT_BACKUPFNUMANY, , , (short *)&stranger), 0);
    EQUAL(file, 2);
    EQUAL(FILE_CLOSE_(1), 0);
    EQUAL(FILE_OPEN_("$SERV", 5, &file), 0); /* the lowest that is free */
    EQUAL(file, 1);
}

static void parameters_kernel(void) {
    struct peer peer;
    refuse_find(13); /* a file, to the kernel no name of a process */
    accept_open(&peer, 0);
    EQUAL(wire_get(frame_data(&peer) + 14, 2), 0);
    EQUAL(wire_get(frame_data(&peer) + 42, 2), 0);
    answer_find(&server, &null, false, "\\TEST.$SERV:3");
    accept_open_on(&peer, 0);
    EQUAL(wire_frame_file(peer.frame), 2);
    EQUAL(wire_get(frame_data(&peer) + 14, 2), ZSYS_MSK_OPEN_BACKUPOPEN);
    EQUAL(wire_get(frame_data(&peer) + 42, 2), 1);
    take(WIRE_CLOSED);
    take_request(&peer, WIRE_IO_SYSTEM);
    answer_find(&server, &null, false, "\\TEST.$SERV:3");
    accept_open_on(&peer, 0);
}

static void limit_process(void) {
    short file = 0;
    for (int i = 1; i < 4096; i++) {
        EQUAL(FILE_OPEN_("$SERV", 5, &file), 0);
        EQUAL(file, i);
    }
    EQUAL(FILE_OPEN_("$SERV", 5, &file), 34);
    EQUAL(file, -1);
    EQUAL(FILE_CLOSE_(77), 0);
    EQUAL(FILE_OPEN_("$SERV", 5, &file), 0);
    EQUAL(file, 77);
}

static void limit_kernel(void) {
    struct peer peer;
    accept_open(&peer, 0);
    for (int i = 2; i < 4096; i++) {
        answer_find(&server, &null, false, "\\TEST.$SERV:3");
        accept_open_on(&peer, 0);
    }
    EQUAL(wire_closed_file(take(WIRE_CLOSED)->body), 77);
    take_request(&peer, WIRE_IO_SYSTEM);
    answer_find(&server, &null, false, "\\TEST.$SERV:3");
    accept_open_on(&peer, 0);
}

/* -------------------------------------------------------------------------------------------- nowait opens */

static void nowait_open_process(void) {
    short file = -1, second = -1, any = -1;
    __int32_t tag = 0;
    char answer[4];
    EQUAL(FILE_OPEN_("$SERV", 5, &file, , , 1, 1, ZSYS_VAL_OPENOPT_NOWAITOPEN), 0);
    EQUAL(FILE_OPEN_("$SERV", 5, &second, , , 1, 1, ZSYS_VAL_OPENOPT_NOWAITOPEN), 0);
    EQUAL(FILE_WRITEREAD64_(file, "x", answer, 1, 4), 27);
    meet_kernel();
    CHECK(_status_eq(AWAITIOX(&any, , , &tag)));
    EQUAL(any, file);
    EQUAL(tag, -30);
    CHECK(_status_lt(AWAITIOX(&second, , , &tag)));
    EQUAL(last_error_of(second), 48);
    EQUAL(FILE_CLOSE_(second), 0);
    EQUAL(FILE_WRITEREAD64_(file, "x", answer, 1, 4), 0);
    EQUAL(FILE_CLOSE_(file), 0);
}

static void nowait_open_kernel(void) {
    struct peer peer;
    answer_find(&server, &null, false, "\\TEST.$SERV:3");
    hold_link();
    answer_find(&server, &null, false, "\\TEST.$SERV:3");
    meet();
    grant_held_link(&peer, &server);
    accept_open_on(&peer, 2);
    uint32_t second = wire_frame_request(take_request(&peer, WIRE_IO_SYSTEM));
    reply(&peer, second, 48, NULL, 0);
    take_request(&peer, WIRE_IO_WRITEREAD);
    take(WIRE_CLOSED);
}

/* The server has said yes to nobody: it is told, and before that the number stays taken. */
static void closed_early_process(void) {
    short file = -1, next = -1;
    EQUAL(FILE_OPEN_("$SERV", 5, &file, , , 1, 1, ZSYS_VAL_OPENOPT_NOWAITOPEN), 0);
    EQUAL(FILE_CLOSE_(file, 3), 0);
    EQUAL(FILE_CLOSE_(file), 16);
    EQUAL(FILE_OPEN_("$SERV", 5, &next, , , 1, 1, ZSYS_VAL_OPENOPT_NOWAITOPEN), 0);
    EQUAL(next, file + 1);
    EQUAL(FILE_CLOSE_(next), 0);
    meet_kernel();
    EQUAL(FILE_OPEN_("$SERV", 5, &next), 0);
    EQUAL(next, file);
    next = -1;
    EQUAL(AWAITIOX(&next, , , , 0), -1);
    EQUAL(last_error_of(-1), 26);
}

static void closed_early_kernel(void) {
    struct peer peer;
    answer_find(&server, &null, false, "\\TEST.$SERV:3");
    accept_link(&peer, &server);
    answer_find(&server, &null, false, "\\TEST.$SERV:3");
    begin_meeting();
    struct sketch accepted = reply_to(wire_frame_request(take_request(&peer, WIRE_IO_SYSTEM)), 0, NULL, 0);
    reply(&peer, wire_frame_request(take_request(&peer, WIRE_IO_SYSTEM)), 48, NULL, 0);
    wire_frame_set_label(accepted.header, 12);
    send_sketch(&peer, &accepted);
    take(WIRE_OPENED);
    EQUAL(wire_closed_file(take(WIRE_CLOSED)->body), 1);
    uint8_t *frame = take_request(&peer, WIRE_IO_SYSTEM);
    EQUAL(wire_frame_message(frame), ZSYS_VAL_SMSG_CLOSE);
    EQUAL(wire_frame_label(frame), 12);
    EQUAL(wire_get(frame_data(&peer) + 2, 2), 3); /* the tape disposition */
    end_meeting();
    answer_find(&server, &null, false, "\\TEST.$SERV:3");
    accept_open_on(&peer, 0);
}

static void taken_back_process(void) {
    short file = -1, any;
    long long tag = 0;
    EQUAL(FILE_OPEN_("$SERV", 5, &file, , , 1, 1, ZSYS_VAL_OPENOPT_NOWAITOPEN), 0);
    CHECK(_status_eq(CANCEL(file)));
    EQUAL(FILE_WRITE64_(file, "x", 1), 27);
    any = file;
    EQUAL(FILE_AWAITIO64_(&any, , , , 0), 26);
    meet_kernel();
    EQUAL(FILE_WRITE64_(file, "x", 1), 16); /* nobody knows it as open */
    EQUAL(FILE_CLOSE_(file), 0);
    EQUAL(FILE_OPEN_("$SERV", 5, &file, , , 1, 1, ZSYS_VAL_OPENOPT_NOWAITOPEN), 0);
    any = file;
    EQUAL(FILE_AWAITIO64_(&any, , , &tag, 1), 40);
    EQUAL(tag, -30);
    EQUAL(FILE_CLOSE_(file), 0);
    meet_kernel();
}

static void taken_back_kernel(void) {
    struct peer peer;
    answer_find(&server, &null, false, "\\TEST.$SERV:3");
    accept_link(&peer, &server);
    begin_meeting();
    reply(&peer, wire_frame_request(take_request(&peer, WIRE_IO_SYSTEM)), 0, NULL, 0);
    settle(&peer);
    take(WIRE_OPENED);
    end_meeting();
    take(WIRE_CLOSED);
    answer_find(&server, &null, false, "\\TEST.$SERV:3");
    EQUAL(wire_frame_message(take_request(&peer, WIRE_IO_SYSTEM)), ZSYS_VAL_SMSG_CLOSE);
    begin_meeting();
    EQUAL(wire_frame_message(take_request(&peer, WIRE_IO_SYSTEM)), ZSYS_VAL_SMSG_OPEN);
    tell_peer_down(&server, &null); /* the open ends with its server: there is nobody to tell */
    cut(&peer);
    end_meeting();
}

/* A nowait open may be lost with its server, and is still to be closed. */
static void lost_open_process(void) {
    short file = -1, any;
    EQUAL(FILE_OPEN_("$SERV", 5, &file, , , 2, 0, ZSYS_VAL_OPENOPT_NOWAITOPEN), 0);
    any = file;
    EQUAL(FILE_AWAITIO64_(&any), 201);
    EQUAL(any, file);
    EQUAL(last_error_of(file), 201);
    EQUAL(FILE_AWAITIO64_(&any, , , , 0), 26);
    EQUAL(FILE_WRITE64_(file, "x", 1), 16);
    EQUAL(FILE_CLOSE_(file), 0);
    EQUAL(FILE_CLOSE_(file), 16);
}

static void lost_open_kernel(void) {
    struct peer peer;
    answer_find(&server, &server_backup, false, "\\TEST.$SERV:3");
    accept_link(&peer, &server);
    take_request(&peer, WIRE_IO_SYSTEM);
    tell_peer_down(&server, &server_backup);
    cut(&peer);
}

/* ------------------------------------------------------------------------------------------------- closing */

static void close_process(void) {
    short file = open_server(0, 1), again;
    EQUAL(FILE_CLOSE_(file), 0); /* the server says nothing yet */
    EQUAL(FILE_CLOSE_(file), 16);
    EQUAL(FILE_WRITE64_(file, "x", 1), 16);
    again = open_server(0, 1);
    EQUAL(again, file);
    meet_kernel();
}

static void close_kernel(void) {
    struct peer peer;
    accept_open(&peer, 6);
    EQUAL(wire_closed_file(take(WIRE_CLOSED)->body), 1);
    answer_find(&server, &null, false, "\\TEST.$SERV:3");
    uint8_t *frame = take_request(&peer, WIRE_IO_SYSTEM);
    EQUAL(wire_frame_message(frame), ZSYS_VAL_SMSG_CLOSE);
    EQUAL(wire_frame_label(frame), 6);
    EQUAL(wire_frame_file(frame), 1);
    CHECK(peer.data == 4 && (short)wire_get(frame_data(&peer), 2) == ZSYS_VAL_SMSG_CLOSE);
    uint32_t number = wire_frame_request(frame);
    accept_open_on(&peer, 7);
    begin_meeting();
    reply(&peer, number, 0, NULL, 0);
    end_meeting();
}

static void close_busy_process(void) {
    static char answer[8];
    short file = open_server(2, 1), any = -1;
    EQUAL(FILE_WRITEREAD64_(file, "a", answer, 1, 8), 0);
    EQUAL(FILE_WRITEREAD64_(file, "b", answer, 1, 8), 0);
    EQUAL(FILE_CLOSE_(file), 0);
    CHECK(_status_lt(AWAITIOX(&any, , , , 0)));
    EQUAL(last_error_of(-1), 26);
    meet_kernel();
}

static void close_busy_kernel(void) {
    struct peer peer;
    accept_open(&peer, 6);
    take(WIRE_CLOSED);
    uint32_t first = wire_frame_request(take_request(&peer, WIRE_IO_WRITEREAD));
    uint32_t second = wire_frame_request(take_request(&peer, WIRE_IO_WRITEREAD));
    EQUAL(wire_frame_request(take_frame_of(&peer, WIRE_FRAME_CANCEL)), first);
    EQUAL(wire_frame_request(take_frame_of(&peer, WIRE_FRAME_CANCEL)), second);
    EQUAL(wire_frame_message(take_request(&peer, WIRE_IO_SYSTEM)), ZSYS_VAL_SMSG_CLOSE);
    begin_meeting();
    reply(&peer, first, 0, "late", 4);
    reply(&peer, wire_frame_request(peer.frame), 0, NULL, 0);
    end_meeting();
}

const struct test open_tests[] = {
    {"an open fails with 2 14 28 590 or what the server replies; a warning opens", open_errors, open_errors_kernel,
     NULL},
    {"the open message says what was asked for, also for a backup open", open_message_process, open_message_kernel,
     NULL},
    {"a nowait open completes with tag -30, and before it requests get 27", nowait_open_process, nowait_open_kernel,
     NULL},
    {"an open checks its parameters and finds the lowest number", parameters_process, parameters_kernel, NULL},
    {"a process has 4095 opens at most, error 34", limit_process, limit_kernel, NULL},
    {"a nowait open that is closed early gets its close when the server has accepted it", closed_early_process,
     closed_early_kernel, NULL},
    {"a nowait open that is taken back is no open, and is closed", taken_back_process, taken_back_kernel, NULL},
    {"a nowait open that fails is still to be closed", lost_open_process, lost_open_kernel, NULL},
    {"FILE_CLOSE_ does not wait for the server", close_process, close_kernel, NULL},
    {"FILE_CLOSE_ takes outstanding requests back", close_busy_process, close_busy_kernel, NULL},
    {NULL, NULL, NULL, NULL}};
