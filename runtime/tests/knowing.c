/* What is known of a message that was read: receive information in its forms. */
#include "harness.h"

static bool blank(const void *bytes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (((const uint8_t *)bytes)[i]) return false;
    }
    return true;
}

static void long_form_process(void) {
    zsys_ddl_receiveinformation_def information;
    zsys_ddl_receiveinformation2_def more;
    char buffer[8];
    short dialog = -1;
    int count;
    EQUAL(sizeof more, 38);
    EQUAL(FILE_GETRECEIVEINFOL_((short *)&more), 16);
    open_receive(0, 2);
    EQUAL(FILE_GETRECEIVEINFOL_((short *)&more), 16);
    EQUAL(FILE_GETRECEIVEINFO_((short *)&information), 16);
    EQUAL(FILE_GETRECEIVEINFOL_(), 29);
    EQUAL(FILE_GETRECEIVEINFOL_(NULL), 22);
    EQUAL(FILE_GETRECEIVEINFO_(), 29);
    EQUAL(FILE_GETRECEIVEINFO_(NULL), 22);
    EQUAL(read_message(buffer, sizeof buffer, &count), 0);
    EQUAL(read_message(buffer, sizeof buffer, &count), 0);
    EQUAL(FILE_GETRECEIVEINFOL_((short *)&more, &dialog), 0);
    EQUAL(dialog, 0);
    EQUAL(more.z_iotype, 3);
    EQUAL(more.z_filenum, 1);
    EQUAL(more.z_messagetag, 1);
    EQUAL(more.z_openlabel, 12);
    EQUAL(more.z_maxreplycount, 2000000);
    EQUAL(more.z_syncid, 7);
    EQUAL(more.z_dialoginfo, 0);
    CHECK(memcmp(&more.z_sender, &stranger, sizeof stranger) == 0);
    information = receive_information();
    EQUAL((uint16_t)information.z_maxreplycount, 65535);
    EQUAL(information.z_messagetag, 1);
    EQUAL(FILE_CLOSE_(0), 0);
    EQUAL(FILE_GETRECEIVEINFO_((short *)&information), 16);
}

static void long_form_kernel(void) {
    struct peer peer;
    struct sketch sketch = request_of(2, WIRE_IO_WRITEREAD, "x", 1);
    wire_frame_set_label(sketch.header, 12);
    wire_frame_set_sync(sketch.header, 7);
    wire_frame_set_reply_max(sketch.header, 2000000);
    offer_link(&peer, &stranger);
    ask(&peer, 1, 0, "A");
    send_sketch(&peer, &sketch);
}

static void superseded_process(void) {
    struct handle high = a_handle(3, 300, 0, 77);
    short id[4] = {1, 1, 1, 1}, tag = -7, file = -7, most = -7, io = -7;
    __int32_t sync = -7;
    char buffer[8];
    int count;
    CHECK(_status_lt(LASTRECEIVE(id, &tag)));
    EQUAL(last_error_of(-1), 16);
    open_receive(0, 4);
    CHECK(_status_lt(RECEIVEINFO(id)));
    EQUAL(read_message(buffer, sizeof buffer, &count), 0);
    CHECK(_status_eq(RECEIVEINFO(id, &tag, &sync, &file, &most, &io)));
    EQUAL((uint16_t)id[0], 0x8007); /* an unnamed process of node 7 */
    EQUAL(id[3], 1 << 8 | 30);
    EQUAL(tag, 0);
    EQUAL(sync, 4);
    EQUAL(file, 1);
    EQUAL(most, 100);
    EQUAL(io, 3);
    short again[4];
    CHECK(_status_eq(LASTRECEIVE(again, &tag)));
    CHECK(memcmp(id, again, sizeof id) == 0);
    CHECK(_status_eq(LASTRECEIVE()));
    EQUAL(read_message(buffer, sizeof buffer, &count), 0);
    CHECK(_status_eq(LASTRECEIVE(id, &tag))); /* asks the kernel for the name */
    CHECK(memcmp(id, "$SERV ", 6) == 0);
    EQUAL(id[3], 20);
    EQUAL(tag, 1);
    CHECK(_status_eq(RECEIVEINFO(, , , , &most)));
    EQUAL(most, 0); /* a WRITE */
    EQUAL(read_message(buffer, sizeof buffer, &count), 0);
    CHECK(_status_eq(LASTRECEIVE(id)));
    EQUAL(id[3], 3 << 8 | 255); /* PIN 300 does not fit */
    CHECK(high.byte[3] != 255);
    EQUAL(read_message(buffer, sizeof buffer, &count), 6);
    CHECK(_status_eq(LASTRECEIVE(id, &tag)));
    CHECK(blank(id, sizeof id));
    EQUAL(tag, 3);
}

static void superseded_kernel(void) {
    static const uint8_t up[4] = {0xff, 0xfd, 0, 1};
    struct handle high = a_handle(3, 300, 0, 77);
    struct peer peer, named, distant;
    struct sketch write = request_of(1, WIRE_IO_WRITE, "w", 1);
    wire_frame_set_reply_max(write.header, 0);
    offer_link(&peer, &stranger);
    ask(&peer, 1, 4, "A");
    offer_link(&named, &server);
    send_sketch(&named, &write);
    struct packet *asked = take(WIRE_PAIR_INFO);
    EQUAL(wire_pair_info_by(asked->body), WIRE_BY_HANDLE);
    CHECK(memcmp(wire_pair_info_handle(asked->body), &server, sizeof server) == 0);
    answer_pair(6, "\\TEST.$SERV:3");
    offer_link(&distant, &high);
    ask(&distant, 1, 0, "B");
    settle(&distant);
    tell_system_message(&null, up, sizeof up);
}

const struct test received_tests[] = {
    {"FILE_GETRECEIVEINFOL_ has its own order and 32 bits for the reply", long_form_process, long_form_kernel, NULL},
    {"RECEIVEINFO and LASTRECEIVE give a process ID of four words", superseded_process, superseded_kernel, NULL},
    {NULL, NULL, NULL, NULL}};
