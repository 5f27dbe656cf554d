/* A passive backup: checkpoints, takeover, switch (PP-04, PP-05, PP-07). */
#include "members.h"

/* --------------------------------------------------------------------------------------------- data, in the backup */

static void data_process(void) {
    short message[128];
    int count = 0;
    EQUAL(CHECKMONITOR(), 0x0202);
    CHECK(strcmp(storage.one, "first") == 0);
    CHECK(strcmp(storage.two, "second") == 0);
    EQUAL(PROCESS_GETPAIRINFO_(), 4);
    open_receive(0, 1);
    EQUAL(read_message(message, sizeof message, &count), 6);
    EQUAL(message[0], -2);
    EQUAL(message[1], 0);
    EQUAL(count, 4);
}

/* One wrong item, and nothing of the checkpoint is taken over. */
static void data_kernel(void) {
    take_hello();
    struct peer primary;
    offer_link(&primary, &server);
    struct checkpoint good = new_checkpoint(), bad = new_checkpoint(), unopened = new_checkpoint(),
                      foreign = new_checkpoint(), wild = new_checkpoint(), cut_off = new_checkpoint();
    add_data(&good, storage.one, "first");
    add_data(&good, storage.two, "second");
    sends(&primary, &good, 0);
    add_data(&bad, storage.one, "wrong");
    add_item(&bad, -1, image_own().end - 2, "wild", 4);
    sends(&primary, &bad, 22);
    add_data(&unopened, storage.one, "wrong");
    add_item(&unopened, 5, 0, "sync", 4);
    sends(&primary, &unopened, 16);
    add_data(&foreign, storage.one, "wrong");
    wire_check_data_set_identity(foreign.byte, 1);
    sends(&primary, &foreign, 22);
    add_item(&wild, -1, UINT64_MAX - 1, "wild", 4);
    sends(&primary, &wild, 22);
    add_data(&cut_off, storage.one, "wrong");
    cut_off.length -= 3;
    sends(&primary, &cut_off, 22);
    wire_check_data_set_items(cut_off.byte, 7);
    cut_off.length += 3;
    sends(&primary, &cut_off, 22);
    asks(&primary, WIRE_CHECK_DATA, "x", 1, 22);
    asks(&primary, 99, "x", 1, 2);
    tell_end(&server, WIRE_DOWN_CPU);
    cut(&primary);
    EQUAL(wire_pair_info_by(take(WIRE_PAIR_INFO)->body), WIRE_BY_CALLER);
    answer_pair(4, "");
}

/* ---------------------------------------------------------------------------------------------------------- causes */

static void read_death(bool open) {
    short message[128];
    int count = 0;
    if (open) open_receive(0, 1);
    EQUAL(read_message(message, sizeof message, &count), 6);
    EQUAL(message[0], -101);
}

static void stopped_process(void) {
    EQUAL(CHECKMONITOR(), 0x0200);
    read_death(true);
}

static void stopped_kernel(void) {
    take_hello();
    tell_death(&server, false);
}

static void abended_process(void) {
    EQUAL(CHECKMONITOR(), 0x0201);
    read_death(true);
}

static void abended_kernel(void) {
    take_hello();
    tell_death(&server, true);
}

/* The death came before the program went into CHECKMONITOR, and -2 because it had asked for it. */
static void early_process(void) {
    short message[128];
    int count = 0;
    meet_kernel();
    EQUAL(CHECKMONITOR(), 0x0202);
    CHECK(strcmp(storage.one, "last words") == 0);
    open_receive(1, 1);
    EQUAL(FILE_READUPDATE64_(0, (char *)message, sizeof message), 0);
    short file = 0;
    EQUAL(FILE_AWAITIO64_(&file, , &count, , 0), 6);
    EQUAL(message[0], -2);
    CHECK(_status_eq(REPLYX()));
    EQUAL(FILE_READUPDATE64_(0, (char *)message, sizeof message), 0);
    EQUAL(FILE_AWAITIO64_(&file, , , , 2), 40); /* only once */
}

static void early_kernel(void) {
    take_hello();
    struct peer primary;
    static const uint8_t down[4] = {0xff, 0xfe, 0, 0};
    struct checkpoint checkpoint = new_checkpoint();
    begin_meeting();
    offer_link(&primary, &server);
    add_data(&checkpoint, storage.one, "last words");
    ask_backup(&primary, WIRE_CHECK_DATA, checkpoint.byte, checkpoint.length);
    tell_end(&server, WIRE_DOWN_CPU); /* before the cut: else the process may say that the link is broken */
    cut(&primary);
    tell_system_message(&server, down, sizeof down);
    end_meeting();
    EQUAL(wire_pair_info_by(take(WIRE_PAIR_INFO)->body), WIRE_BY_CALLER);
    answer_pair(4, "");
}

static void nobody_process(void) {
    EQUAL(CHECKMONITOR(), 0x0200);
}

static void no_script(void) {}

/* ------------------------------------------------------------------------------------------- switch, in the backup */

static void switched_process(void) {
    short message[128];
    int count = 0;
    EQUAL(CHECKMONITOR(), 0x0203);
    EQUAL(PROCESS_GETPAIRINFO_(), 5);
    open_receive(0, 1);
    EQUAL(read_message(message, sizeof message, &count), 6);
    EQUAL(message[0], -104);
    EQUAL(count, 4);
    zsys_ddl_receiveinformation_def information = receive_information();
    CHECK(handle_equal((struct handle *)&information.z_sender, &stranger));
    EQUAL(information.z_filenum, 12);
    EQUAL(information.z_openlabel, 5);
}

static void switched_kernel(void) {
    take_hello();
    struct peer primary;
    uint8_t body[WIRE_CHECK_SWITCH_SIZE + WIRE_CHECK_HANDED_SIZE] = {0};
    uint8_t *handed = body + WIRE_CHECK_SWITCH_SIZE;
    offer_link(&primary, &server);
    wire_check_switch_set_closes(body, 1);
    memcpy(wire_check_handed_opener(handed), &stranger, sizeof stranger);
    wire_check_handed_set_file(handed, 12);
    wire_check_handed_set_label(handed, 5);
    ask_backup(&primary, WIRE_CHECK_SWITCH, body, sizeof body);
    struct packet *asked = take(WIRE_SET_PRIMARY);
    tell(WIRE_DONE, asked->tag, 590, NULL, 0, -1); /* not now: the duties stay where they are */
    backup_answers(&primary, last_request, 590);
    ask_backup(&primary, WIRE_CHECK_SWITCH, body, sizeof body);
    asked = take(WIRE_SET_PRIMARY);
    uint32_t tag = asked->tag;
    tell_role(PAIR_PRIMARY);
    tell(WIRE_DONE, tag, 0, NULL, 0, -1);
    backup_answers(&primary, last_request, 0);
}

/* Only the other member of the pair may ask. */
static void stranger_process(void) {
    meet_kernel();
    CHECK(strcmp(storage.one, "") == 0);
}

static void stranger_kernel(void) {
    struct peer peer;
    struct checkpoint checkpoint = new_checkpoint();
    take_hello();
    add_data(&checkpoint, storage.one, "wrong");
    begin_meeting();
    offer_link(&peer, &stranger);
    ask_backup(&peer, WIRE_CHECK_DATA, checkpoint.byte, checkpoint.length);
    EQUAL(wire_broken_link(take(WIRE_BROKEN)->body), peer.identity);
    end_meeting();
}

const struct test backup_tests[] = {
    {"a checkpoint is taken over wholly or not at all; a failed processor is told by -2", data_process, data_kernel,
     welcome_backup},
    {"a primary that stopped: 2,0 and -101 (PP-05)", stopped_process, stopped_kernel, welcome_backup},
    {"a primary that abended: 2,1 (PP-05)", abended_process, abended_kernel, welcome_backup},
    {"a death before CHECKMONITOR, and the last checkpoint before the death", early_process, early_kernel,
     welcome_backup},
    {"a process that is no backup has nobody to watch", nobody_process, no_script, NULL},
    {"CHECKSWITCH makes the backup the primary: 2,3 (PP-05)", switched_process, switched_kernel, welcome_backup},
    {"a checkpoint of a stranger breaks its link", stranger_process, stranger_kernel, welcome_backup},
    {NULL, NULL, NULL, NULL}};
