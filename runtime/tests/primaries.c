/* The primary of a passive pair: what it asks its backup, and what it tells its program. */
#include "members.h"

static void no_script(void) {}

/* ------------------------------------------------------------------------------------ the primary without a backup */

static void alone_process(void) {
    short status = 77, error = 77, file = open_server(0, 1);
    char define[25] = "=SOME                   ";
    EQUAL(CHECKPOINTX(, , storage.one, 4), 0x01c9);
    EQUAL(CHECKPOINTX(), 0x01c9);
    EQUAL(CHECKPOINTMANYX(), 0x01c9);
    EQUAL(FILE_OPEN_CHKPT_(file, &status), 201);
    EQUAL(status, 3);
    EQUAL(last_error_of(file), 201);
    CHECK(_status_lt(CHECKOPEN(, file, , , , , &error)));
    EQUAL(error, -1);
    EQUAL(FILE_CLOSE_CHKPT_(file), 201);
    CHECK(_status_lt(CHECKCLOSE(file)));
    CHECK(_status_eq(CHECKSETMODE(file, 30, &error)));
    EQUAL(error, 201);
    EQUAL(CHECKDEFINE(define), 0x01c9);
    EQUAL(CHECKDEFINE(), 0x01c9);
    EQUAL(CHECKSWITCH(), 0x01c9);
}

static void alone_kernel(void) {
    take_hello();
    struct peer peer;
    answer_find(&third, &null, false, "\\TEST.$THIRD:9");
    accept_link(&peer, &third);
    uint8_t *frame = take_request(&peer, WIRE_IO_SYSTEM);
    grant_open(&peer, wire_frame_request(frame), 0);
    EQUAL(wire_pair_info_by(take(WIRE_PAIR_INFO)->body), WIRE_BY_CALLER); /* asked once */
    answer_pair(4, "");
}

/* -------------------------------------------------------------------------------------------- errors of parameters */

static void wrong_data_process(void) {
    char local[8] = "";
    static char large[60000];
    short origin = 0, descriptors[11] = {2}, status = 77, error = 77;
    EQUAL(CHECKPOINTX(&origin, , storage.one, 4), 0x0301);
    EQUAL(CHECKPOINTX(, , local, 4), 0x0302);
    EQUAL(CHECKPOINTX(, , storage.one, 4, , NULL, 4), 0x0303);
    EQUAL(CHECKPOINTX(, , , , , , , , storage.one, -1), 0x0304);
    EQUAL(CHECKPOINTX(, 3, storage.one, 4), 0x0302);
    EQUAL(CHECKPOINTX(, -1, storage.one, ), 0x0302);
    EQUAL(CHECKPOINTX(, , , 4), 0x0302);
    EQUAL(CHECKPOINTX(, 77), 0x0302);
    EQUAL(CHECKPOINTX(, , , , , , , , , , , , , 77), 0x0306);
    EQUAL(CHECKPOINTX(, , large, 51181), 0x0307);
    EQUAL(CHECKPOINTX(, , (char *)&self, 4), 0x0302);
    EQUAL(CHECKPOINTX(, , (char *)(uintptr_t)alone_process, 4), 0x0302);
    EQUAL(CHECKPOINTMANYX(&origin), 0x0301);
    EQUAL(CHECKPOINTMANYX(, NULL), 0x0302);
    EQUAL(CHECKPOINTMANYX(, &(short){-1}), 0x0302);
    memcpy(descriptors + 1, &(int32_t){-1}, 4);
    descriptors[3] = 77;
    EQUAL(CHECKPOINTMANYX(, descriptors), 0x0303);
    memcpy(descriptors + 1, &(int32_t){0}, 4);
    descriptors[3] = -1;
    memcpy(descriptors + 4, &(uint32_t){(uint32_t)(uintptr_t)large}, 4);
    memcpy(descriptors + 6, &(int32_t){32768}, 4);
    descriptors[8] = -1;
    memcpy(descriptors + 9, descriptors + 4, 4);
    EQUAL(CHECKPOINTMANYX(, descriptors), 0x0304);
    EQUAL(FILE_OPEN_CHKPT_(, &status), 29);
    EQUAL(status, 4);
    EQUAL(FILE_OPEN_CHKPT_(0, &status), 16);
    EQUAL(status, 4);
    EQUAL(FILE_OPEN_CHKPT_(77), 16);
    EQUAL(FILE_CLOSE_CHKPT_(), 29);
    CHECK(_status_lt(CHECKCLOSE()));
    CHECK(_status_lt(CHECKOPEN(, 77, , , , , &error)));
    EQUAL(error, 16);
    CHECK(_status_lt(CHECKOPEN(, , , , , , &error)));
    CHECK(_status_lt(CHECKOPEN(, 77)));
    CHECK(_status_lt(CHECKOPEN(, 77, , , , , NULL)));
    CHECK(_status_lt(CHECKSETMODE(0, 30)));
    CHECK(_status_lt(CHECKSETMODE(0, 30, NULL)));
    CHECK(_status_eq(CHECKSETMODE(0, , &error)));
    EQUAL(error, 29);
    CHECK(_status_eq(CHECKSETMODE(, 30, &error)));
    EQUAL(error, 29);
    CHECK(_status_eq(CHECKSETMODE(0, 31, &error)));
    EQUAL(error, 2);
    CHECK(_status_eq(CHECKSETMODE(0, 30, &error)));
    EQUAL(error, 16);
    open_receive(0, 1);
    CHECK(_status_eq(CHECKSETMODE(0, 12, &error)));
    EQUAL(error, 2);
    EQUAL(CHECKDEFINE(NULL), 0x0116);
}

/* ---------------------------------------------------------------------------------------------- the primary's side */

static void find_backup(struct peer *backup) {
    EQUAL(wire_pair_info_by(take(WIRE_PAIR_INFO)->body), WIRE_BY_CALLER);
    answer_pair(5, "\\TEST.$SERV:3");
    accept_link(backup, &server_backup);
}

static uint8_t *take_check(struct peer *backup, short kind) {
    uint8_t *frame = take_request(backup, WIRE_IO_CHECKPOINT);
    EQUAL(wire_frame_message(frame), kind);
    EQUAL(wire_frame_file(frame), -1);
    return frame_data(backup);
}

static void answer_check(struct peer *backup, short error) {
    struct sketch sketch = reply_to(wire_frame_request(backup->frame), error, NULL, 0);
    wire_frame_set_io(sketch.header, WIRE_IO_CHECKPOINT);
    send_sketch(backup, &sketch);
}

static void primary_process(void) {
    short status = 77, error = 77, descriptors[11] = {2}, file = open_server(0, 1);
    char answer[8];
    strcpy(storage.one, "data");
    EQUAL(FILE_WRITEREAD64_(file, "a", answer, 1, sizeof answer), 0);
    open_receive(0, 2);
    CHECK(_status_eq(SETMODE(file, 30, 3)));
    EQUAL(FILE_OPEN_CHKPT_(file, &status), 0);
    EQUAL(status, 0);
    EQUAL(FILE_OPEN_CHKPT_(0, &status), 12);
    EQUAL(status, 2);
    CHECK(_status_gt(CHECKOPEN(, file, , , , , &error)));
    EQUAL(error, 5);
    EQUAL(CHECKPOINTX(, , storage.one, 5, file), 0);
    memcpy(descriptors + 1, &(int32_t){-1}, 4);
    descriptors[3] = file;
    memcpy(descriptors + 6, &(int32_t){5}, 4);
    descriptors[8] = -1;
    memcpy(descriptors + 9, &(uint32_t){(uint32_t)(uintptr_t)storage.one}, 4);
    EQUAL(CHECKPOINTMANYX(, descriptors), 0);
    EQUAL(CHECKPOINTX(), 0x0116);
    CHECK(_status_eq(CHECKSETMODE(file, 30, &error)));
    EQUAL(error, 0);
    EQUAL(FILE_CLOSE_CHKPT_(file, 3), 0);
    CHECK(_status_lt(CHECKCLOSE(file)));
    EQUAL(CHECKPOINTX(, , storage.one, 5), 0x01c9); /* the backup dies over it */
    EQUAL(CHECKPOINTX(, , storage.one, 5), 0x01c9);
}

static void check_sync_item(const uint8_t *item) {
    uint32_t sync;
    EQUAL(wire_check_item_file(item), 1);
    EQUAL(wire_check_item_length(item), 4);
    memcpy(&sync, item + WIRE_CHECK_ITEM_SIZE, sizeof sync);
    EQUAL(sync, 1);
}

static void check_data_item(const uint8_t *item) {
    uint64_t offset;
    CHECK(image_offset(storage.one, 5, &offset));
    EQUAL(wire_check_item_file(item), -1);
    EQUAL(wire_check_item_offset(item), offset);
    EQUAL(wire_check_item_length(item), 5);
    CHECK(memcmp(item + WIRE_CHECK_ITEM_SIZE, "data", 5) == 0);
}

static void primary_kernel(void) {
    take_hello();
    struct peer peer, backup;
    answer_find(&third, &null, false, "\\TEST.$THIRD:9");
    accept_link(&peer, &third);
    grant_open(&peer, wire_frame_request(take_request(&peer, WIRE_IO_SYSTEM)), 0);
    answer_request_of(&peer, 0);
    find_backup(&backup);
    uint8_t *body = take_check(&backup, WIRE_CHECK_OPEN);
    EQUAL(wire_check_open_file(body), 1);
    EQUAL(wire_check_open_sync_depth(body), 1);
    uint64_t length = wire_get(body + WIRE_CHECK_OPEN_SIZE, 2);
    CHECK(memcmp(body + WIRE_CHECK_OPEN_SIZE + 2, "\\TEST.$THIRD:9", length) == 0);
    CHECK(wire_check_open_modes(body) > 0);
    uint8_t *mode = body + WIRE_CHECK_OPEN_SIZE + 2 + length;
    EQUAL(wire_check_mode_function(mode), 30);
    EQUAL(wire_check_mode_param1(mode), 3);
    answer_check(&backup, 0);
    body = take_check(&backup, WIRE_CHECK_OPEN);
    EQUAL(wire_check_open_file(body), 0);
    EQUAL(wire_check_open_sync_depth(body), 2);
    answer_check(&backup, 12);
    take_check(&backup, WIRE_CHECK_OPEN);
    answer_check(&backup, 5);

    body = take_check(&backup, WIRE_CHECK_DATA);
    EQUAL(wire_check_data_items(body), 2);
    check_data_item(body + WIRE_CHECK_DATA_SIZE);
    check_sync_item(body + WIRE_CHECK_DATA_SIZE + WIRE_CHECK_ITEM_SIZE + 5);
    answer_check(&backup, 0);
    body = take_check(&backup, WIRE_CHECK_DATA);
    EQUAL(wire_check_data_items(body), 2);
    check_sync_item(body + WIRE_CHECK_DATA_SIZE);
    check_data_item(body + WIRE_CHECK_DATA_SIZE + WIRE_CHECK_ITEM_SIZE + 4);
    answer_check(&backup, 0);
    body = take_check(&backup, WIRE_CHECK_DATA);
    EQUAL(wire_check_data_items(body), 0);
    answer_check(&backup, 22);
    body = take_check(&backup, WIRE_CHECK_MODE);
    EQUAL(wire_check_mode_file(body), 1);
    EQUAL(wire_check_mode_param1(body), 3);
    answer_check(&backup, 0);
    body = take_check(&backup, WIRE_CHECK_CLOSE);
    EQUAL(wire_check_close_file(body), 1);
    EQUAL(wire_check_close_disposition(body), 3);
    answer_check(&backup, 0);
    take_check(&backup, WIRE_CHECK_CLOSE);
    answer_check(&backup, 16);
    take_check(&backup, WIRE_CHECK_DATA);
    tell_death(&server_backup, false);
    cut(&backup);
    EQUAL(wire_pair_info_by(take(WIRE_PAIR_INFO)->body), WIRE_BY_CALLER);
    answer_pair(4, "");
}

/* A nowait open is awaited in the primary; one is taken back, one ends with the backup. */
static void awaited_process(void) {
    short file = -7, asked, status = 77;
    long long tag = 0;
    EQUAL(FILE_OPEN_("$THIRD", 6, &file, , , 2, 1, ZSYS_VAL_OPENOPT_NOWAITOPEN), 0);
    asked = file;
    EQUAL(FILE_OPEN_CHKPT_(file, &status), 27);
    EQUAL(status, 4);
    EQUAL(FILE_AWAITIO64_(&asked, , , &tag), 0);
    EQUAL(tag, -30);
    EQUAL(FILE_OPEN_CHKPT_(file, &status), 0);
    EQUAL(status, 0);
    EQUAL(FILE_AWAITIO64_(&asked, , , &tag), 0);
    EQUAL(tag, -29);
    EQUAL(FILE_OPEN_CHKPT_(file), 0);
    EQUAL(FILE_AWAITIO64_(&asked, , , &tag), 100);
    EQUAL(tag, -29);
    EQUAL(last_error_of(file), 100);
    short items[2] = {ZSYS_VAL_FINF_LASTERROR, ZSYS_VAL_FINF_LASTERRORDETAIL}, values[2] = {77, 77};
    EQUAL(FILE_GETINFOLIST_(file, items, 2, values, sizeof values), 0);
    EQUAL(values[0], 100);
    EQUAL(values[1], 2); /* refused in the backup */
    EQUAL(FILE_OPEN_CHKPT_(file), 0);
    CHECK(_status_eq(CANCEL(file)));
    meet_kernel();
    EQUAL(FILE_AWAITIO64_(&asked, , , , 0), 26);
    EQUAL(FILE_OPEN_CHKPT_(file), 0);
    EQUAL(FILE_AWAITIO64_(&asked, , , &tag), 201);
    EQUAL(tag, -29);
    EQUAL(FILE_OPEN_CHKPT_(file, &status), 201);
    EQUAL(status, 3);
    EQUAL(FILE_AWAITIO64_(&asked, , , , 0), 26);
}

static void awaited_kernel(void) {
    take_hello();
    struct peer peer, backup;
    answer_find(&third, &null, false, "\\TEST.$THIRD:9");
    accept_link(&peer, &third);
    grant_open(&peer, wire_frame_request(take_request(&peer, WIRE_IO_SYSTEM)), 0);
    find_backup(&backup);
    take_check(&backup, WIRE_CHECK_OPEN);
    answer_check(&backup, 0);
    take_check(&backup, WIRE_CHECK_OPEN);
    answer_check(&backup, 100);
    take_check(&backup, WIRE_CHECK_OPEN);
    begin_meeting();
    answer_check(&backup, 0);
    end_meeting();
    take_check(&backup, WIRE_CHECK_OPEN);
    tell_death(&server_backup, false);
    cut(&backup);
    EQUAL(wire_pair_info_by(take(WIRE_PAIR_INFO)->body), WIRE_BY_CALLER);
    answer_pair(4, "");
}

/* ------------------------------------------------------------------------------------------ switch, in the primary */

/* One request was read, one was not, one comes while nobody knows, one comes too late: all get 200. A close that was
 * not read goes along. */
static void handing_process(void) {
    char buffer[16];
    int count = 0;
    open_receive(0, 2);
    meet_kernel();
    EQUAL(read_message(buffer, sizeof buffer, &count), 0);
    EQUAL(count, 4);
    zsys_ddl_receiveinformation_def read = receive_information();
    meet_kernel();
    EQUAL(CHECKSWITCH(), 0x0200);
    CHECK(_status_eq(REPLYX("late", 4, , read.z_messagetag)));
    EQUAL(read_message(buffer, sizeof buffer, &count), 6);
    EQUAL(*(short *)(void *)buffer, -101);
}

static void gets_200(struct peer *peer, uint32_t request) {
    take_frame_of(peer, WIRE_FRAME_REPLY);
    EQUAL(wire_frame_request(peer->frame), request);
    EQUAL(wire_frame_error(peer->frame), 200);
}

static void handing_kernel(void) {
    take_hello();
    struct peer backup, peer;
    begin_meeting();
    offer_link(&peer, &stranger);
    ask(&peer, 1, 0, "read");
    ask(&peer, 2, 1, "unread");
    end_meeting();
    begin_meeting();
    tell_opener_gone(&third, 9, 4);
    end_meeting();
    find_backup(&backup);
    uint8_t *body = take_check(&backup, WIRE_CHECK_SWITCH);
    EQUAL(wire_check_switch_closes(body), 1);
    CHECK(handle_equal((struct handle *)wire_check_handed_opener(body + WIRE_CHECK_SWITCH_SIZE), &third));
    EQUAL(wire_check_handed_file(body + WIRE_CHECK_SWITCH_SIZE), 9);
    EQUAL(wire_check_handed_label(body + WIRE_CHECK_SWITCH_SIZE), 4);
    ask(&peer, 3, 2, "undecided");
    ask(&peer, 4, 3, "taken back");
    struct sketch cancel = {.data = NULL};
    wire_frame_set_kind(cancel.header, WIRE_FRAME_CANCEL);
    wire_frame_set_request(cancel.header, 4);
    send_sketch(&peer, &cancel);
    settle(&peer);
    no_more_frames(&peer);
    tell_role(PAIR_BACKUP);
    answer_check(&backup, 0);
    gets_200(&peer, 2);
    gets_200(&peer, 1);
    gets_200(&peer, 3);
    ask(&peer, 5, 4, "too late");
    gets_200(&peer, 5);
    tell_death(&server_backup, false);
    cut(&backup);
}

/* The backup refuses, or dies: what was kept back is the primary's. */
static void kept_process(void) {
    char buffer[16];
    int count = 0;
    open_receive(0, 1);
    EQUAL(CHECKSWITCH(), 0x0116);
    EQUAL(read_message(buffer, sizeof buffer, &count), 0);
    CHECK(_status_eq(REPLYX("one", 3)));
    EQUAL(CHECKSWITCH(), 0x01c9);
    EQUAL(read_message(buffer, sizeof buffer, &count), 0);
    EQUAL(count, 6);
    CHECK(_status_eq(REPLYX("two", 3)));
}

static void gets_answer(struct peer *peer, uint32_t request, const char *text) {
    take_frame_of(peer, WIRE_FRAME_REPLY);
    EQUAL(wire_frame_request(peer->frame), request);
    EQUAL(wire_frame_error(peer->frame), 0);
    EQUAL(peer->data, strlen(text));
    CHECK(memcmp(frame_data(peer), text, peer->data) == 0);
}

static void kept_kernel(void) {
    take_hello();
    struct peer backup, peer;
    offer_link(&peer, &stranger);
    find_backup(&backup);
    take_check(&backup, WIRE_CHECK_SWITCH);
    ask(&peer, 1, 0, "first");
    settle(&peer);
    answer_check(&backup, 22);
    gets_answer(&peer, 1, "one");
    take_check(&backup, WIRE_CHECK_SWITCH);
    ask(&peer, 2, 1, "second");
    settle(&peer);
    tell_death(&server_backup, false);
    cut(&backup);
    gets_answer(&peer, 2, "two");
}

const struct test primary_tests[] = {
    {"a primary without a backup: class 1, error 201", alone_process, alone_kernel, welcome_primary},
    {"parameters of a checkpoint that cannot be", wrong_data_process, no_script, NULL},
    {"a primary sends opens, data, sync blocks, modes and closes", primary_process, primary_kernel, welcome_primary},
    {"a nowait open of the backup is awaited with tag -29", awaited_process, awaited_kernel, welcome_primary},
    {"CHECKSWITCH sends requesters to the other member", handing_process, handing_kernel, welcome_primary},
    {"CHECKSWITCH that fails changes nothing", kept_process, kept_kernel, welcome_primary},
    {NULL, NULL, NULL, NULL}};
