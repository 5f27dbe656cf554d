/* Files of a passive backup: opened as the primary has them, closed, restored at takeover (PP-03, FS-06). */
#include "members.h"

struct opening {
    uint8_t byte[256];
    uint32_t length;
};

static struct opening opening_of(short file, const char *name, short nowait_depth, short options) {
    struct opening opening = {.length = WIRE_CHECK_OPEN_SIZE};
    size_t at = WIRE_CHECK_OPEN_SIZE;
    wire_check_open_set_file(opening.byte, file);
    wire_check_open_set_nowait_depth(opening.byte, nowait_depth);
    wire_check_open_set_sync_depth(opening.byte, 1);
    wire_check_open_set_options(opening.byte, options);
    put_text(opening.byte, &at, name);
    opening.length = (uint32_t)at;
    return opening;
}

static void add_mode(struct opening *opening, short function, short value) {
    uint8_t *mode = opening->byte + opening->length;
    wire_check_mode_set_function(mode, function);
    wire_check_mode_set_param1(mode, value);
    wire_check_mode_set_param2(mode, 0);
    opening->length += WIRE_CHECK_MODE_SIZE;
    wire_check_open_set_modes(opening->byte, (uint16_t)(wire_check_open_modes(opening->byte) + 1));
}

/* The backup finds $THIRD, makes a link and sends a -103 that names its primary; the script holds the answer. */
static uint32_t take_backup_open(struct peer *peer, short file, bool first) {
    answer_find(&third, &null, false, "\\TEST.$THIRD:9");
    if (first) accept_link(peer, &third);
    uint8_t *frame = take_request(peer, WIRE_IO_SYSTEM);
    uint8_t *body = frame_data(peer);
    EQUAL(wire_frame_message(frame), -103);
    EQUAL(wire_frame_file(frame), file);
    EQUAL(wire_get(body + 14, 2), ZSYS_MSK_OPEN_BACKUPOPEN);
    CHECK(handle_equal((struct handle *)(body + 16), &server));
    EQUAL(wire_get(body + 42, 2), file);
    return wire_frame_request(frame);
}

/* File 3 has a checkpointed sync id, 4 has none and 5 was closed again. */
static void files_process(void) {
    char answer[8];
    short last[2] = {77, 77}, file = -1;
    EQUAL(CHECKMONITOR(), 0x0200);
    EQUAL(FILE_WRITEREAD64_(3, "a", answer, 1, sizeof answer), 0);
    EQUAL(FILE_WRITEREAD64_(4, "b", answer, 1, sizeof answer), 0);
    EQUAL(FILE_WRITE64_(5, "c", 1), 16);
    EQUAL(FILE_GETINFO_(4, &file), 0);
    EQUAL(file, 0);
    CHECK(_status_eq(SETMODE(3, 30, , , last)));
    EQUAL(last[0], 1);
    CHECK(_status_eq(SETMODE(0, 36, , , last)));
    EQUAL(last[0], 1);
    CHECK(_status_eq(SETMODE(0, 80, , , last)));
    EQUAL(last[0], 4);
    short message[128];
    int count = 0;
    EQUAL(read_message(message, sizeof message, &count), 6);
    EQUAL(message[0], -101);
}

static void files_kernel(void) {
    take_hello();
    struct peer primary, peer;
    uint8_t mode[WIRE_CHECK_MODE_SIZE] = {0}, close[WIRE_CHECK_CLOSE_SIZE] = {0};
    uint32_t sync = 41;
    offer_link(&primary, &server);
    struct opening receive_opening = opening_of(0, "$RECEIVE", 0, 0), three = opening_of(3, "$THIRD", 0, 0),
                   four = opening_of(4, "\\TEST.$THIRD:9", 0, 0), five = opening_of(5, "$THIRD", 0, 0);
    add_mode(&receive_opening, 36, 1);
    asks(&primary, WIRE_CHECK_OPEN, receive_opening.byte, receive_opening.length, 0);
    asks(&primary, WIRE_CHECK_OPEN, receive_opening.byte, receive_opening.length, 12);

    add_mode(&three, 30, 1);
    ask_backup(&primary, WIRE_CHECK_OPEN, three.byte, three.length);
    grant_open(&peer, take_backup_open(&peer, 3, true), 7);
    backup_answers(&primary, last_request, 0);
    ask_backup(&primary, WIRE_CHECK_OPEN, four.byte, four.length);
    grant_open(&peer, take_backup_open(&peer, 4, false), 8);
    backup_answers(&primary, last_request, 0);
    asks(&primary, WIRE_CHECK_OPEN, "short", 5, 590);
    ask_backup(&primary, WIRE_CHECK_OPEN, five.byte, five.length);
    reply(&peer, take_backup_open(&peer, 5, false), 17, NULL, 0);
    backup_answers(&primary, last_request, 17);
    ask_backup(&primary, WIRE_CHECK_OPEN, five.byte, five.length);
    grant_open(&peer, take_backup_open(&peer, 5, false), 9);
    backup_answers(&primary, last_request, 0);

    wire_check_close_set_file(close, 5);
    asks(&primary, WIRE_CHECK_CLOSE, close, sizeof close, 0);
    take(WIRE_CLOSED);
    uint8_t *frame = take_request(&peer, WIRE_IO_SYSTEM);
    EQUAL(wire_frame_message(frame), -104);
    reply(&peer, wire_frame_request(frame), 0, NULL, 0);
    asks(&primary, WIRE_CHECK_CLOSE, close, sizeof close, 16);
    asks(&primary, WIRE_CHECK_CLOSE, close, 1, 590);
    wire_check_mode_set_function(mode, 80);
    wire_check_mode_set_param1(mode, 4);
    asks(&primary, WIRE_CHECK_MODE, mode, sizeof mode, 0);
    wire_check_mode_set_function(mode, 117);
    asks(&primary, WIRE_CHECK_MODE, mode, sizeof mode, 2);
    wire_check_mode_set_file(mode, 5);
    asks(&primary, WIRE_CHECK_MODE, mode, sizeof mode, 16);
    asks(&primary, WIRE_CHECK_MODE, mode, 3, 590);

    struct checkpoint checkpoint = new_checkpoint();
    add_item(&checkpoint, 3, 0, &sync, sizeof sync);
    sends(&primary, &checkpoint, 0);
    tell_death(&server, false);
    cut(&primary);
    frame = take_request(&peer, WIRE_IO_SYSTEM);
    EQUAL(wire_frame_message(frame), -34);
    EQUAL(wire_frame_file(frame), 4);
    reply(&peer, wire_frame_request(frame), 0, NULL, 0);
    answer_request_of(&peer, 41);
    answer_request_of(&peer, 0);
}

/* Nowait opens go on together; one is refused, one never answered. */
static void nowait_process(void) {
    EQUAL(CHECKMONITOR(), 0x0200);
    EQUAL(FILE_CLOSE_(4), 16);
    EQUAL(FILE_CLOSE_(5), 16);
    short file = 3;
    EQUAL(FILE_AWAITIO64_(&file, , , , 0), 26);
    EQUAL(FILE_CLOSE_(3), 0);
}

static void nowait_kernel(void) {
    take_hello();
    struct peer primary, peer;
    enum { NOWAIT = ZSYS_VAL_OPENOPT_NOWAITOPEN };
    struct opening three = opening_of(3, "$THIRD", 1, NOWAIT), four = opening_of(4, "$THIRD", 1, NOWAIT),
                   five = opening_of(5, "$THIRD", 1, NOWAIT);
    offer_link(&primary, &server);
    ask_backup(&primary, WIRE_CHECK_OPEN, three.byte, three.length);
    uint32_t first = last_request, asked = take_backup_open(&peer, 3, true);
    ask_backup(&primary, WIRE_CHECK_OPEN, four.byte, four.length);
    uint32_t second = last_request, also = take_backup_open(&peer, 4, false);
    ask_backup(&primary, WIRE_CHECK_OPEN, five.byte, five.length);
    uint32_t never = take_backup_open(&peer, 5, false);
    reply(&peer, also, 100, NULL, 0);
    backup_answers(&primary, second, 100);
    grant_open(&peer, asked, 0);
    backup_answers(&primary, first, 0);
    tell_death(&server, false);
    cut(&primary);
    uint8_t *frame = take_request(&peer, WIRE_IO_SYSTEM);
    EQUAL(wire_frame_message(frame), -34);
    reply(&peer, wire_frame_request(frame), 0, NULL, 0);
    take(WIRE_CLOSED);
    frame = take_request(&peer, WIRE_IO_SYSTEM);
    EQUAL(wire_frame_message(frame), -104);
    reply(&peer, wire_frame_request(frame), 0, NULL, 0);
    (void)never;
}

const struct test backup_file_tests[] = {
    {"files are opened as the primary has them; sync ids are restored or reset at takeover (FS-06)", files_process,
     files_kernel, welcome_backup},
    {"nowait opens of the backup complete in any order; those without an answer end with the takeover", nowait_process,
     nowait_kernel, welcome_backup},
    {NULL, NULL, NULL, NULL}};
