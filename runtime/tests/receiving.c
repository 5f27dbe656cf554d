/* $RECEIVE: reading, slots, system messages, requests that are taken back. */
#include "harness.h"

/* ------------------------------------------------------------------------------------------- what is read */

static void read_process(void) {
    char buffer[100];
    int count = -1;
    short dialog = -1;
    meet_kernel();
    open_receive(0, 1);
    EQUAL(read_message(buffer, sizeof buffer, &count), 0);
    EQUAL(count, 5);
    CHECK(memcmp(buffer, "hello", 5) == 0);
    zsys_ddl_receiveinformation_def information = receive_information();
    EQUAL(information.z_iotype, 3);
    EQUAL(information.z_maxreplycount, 100);
    EQUAL(information.z_messagetag, 0);
    EQUAL(information.z_filenum, 1);
    EQUAL(information.z_syncid, -2);
    EQUAL(information.z_openlabel, 0);
    CHECK(memcmp(&information.z_sender, &stranger, sizeof stranger) == 0);
    EQUAL(FILE_GETRECEIVEINFO_((short *)&information, &dialog), 0);
    EQUAL(dialog, 0);
    EQUAL(FILE_REPLY64_("ok", 2, &count), 0);
    EQUAL(count, 2);
}

static void read_kernel(void) {
    struct peer peer;
    offer_link(&peer, &stranger);
    ask(&peer, 17, 0xfffffffe, "hello");
    meet();
    uint8_t *frame = take_frame_of(&peer, WIRE_FRAME_REPLY);
    EQUAL(wire_frame_request(frame), 17);
    EQUAL(wire_frame_error(frame), 0);
    EQUAL(peer.data, 2);
    CHECK(memcmp(frame_data(&peer), "ok", 2) == 0);
}

static void short_read_process(void) {
    char buffer[6] = "xxxxx";
    int count = -1;
    open_receive(0, 1);
    EQUAL(read_message(buffer, 3, &count), 0);
    EQUAL(count, 3);
    CHECK(memcmp(buffer, "helxx", 5) == 0);
    EQUAL(FILE_REPLY64_(), 0);
}

static void short_read_kernel(void) {
    struct peer peer;
    offer_link(&peer, &stranger);
    ask(&peer, 1, 0, "hello");
    take_frame_of(&peer, WIRE_FRAME_REPLY);
}

/* ------------------------------------------------------------------------------------------------- errors */

static void depth_errors(void) {
    char buffer[10];
    short file;
    int count;
    zsys_ddl_receiveinformation_def information;
    EQUAL(read_message(buffer, sizeof buffer, &count), 16);
    EQUAL(FILE_REPLY64_("x", 1), 16);
    EQUAL(FILE_GETRECEIVEINFO_((short *)&information), 16);
    EQUAL(FILE_OPEN_("$RECEIVE", 8, &file, , , 2, 1), 28);
    EQUAL(FILE_OPEN_("$receive  ", 10, &file), 0);
    EQUAL(file, 0);
    EQUAL(FILE_OPEN_("$RECEIVE", 8, &file), 12);
    CHECK(_status_gt(READUPDATEX(0, buffer, sizeof buffer)));
    EQUAL(last_error_of(0), 2);
    EQUAL(FILE_REPLY64_("x", 1), 2);
    EQUAL(FILE_CLOSE_(0), 0);
    EQUAL(FILE_CLOSE_(0), 16);
    open_receive(0, 1);
    EQUAL(FILE_REPLY64_("x", 1), 74);
    EQUAL(FILE_REPLY64_(NULL, 1), 22);
    EQUAL(FILE_REPLY64_("x", 2 * 1024 * 1024 + 1), 21);
    CHECK(_status_lt(READUPDATEX(0, buffer, 57345)));
    EQUAL(last_error_of(0), 21);
    EQUAL(read_message(buffer, -1, &count), 21);
    EQUAL(FILE_WRITE64_(0, "x", 1), 2);
    EQUAL(FILE_READUPDATE64_(5, buffer, 1), 16);
}

static void slots_process(void) {
    char buffer[10];
    int count;
    open_receive(0, 2);
    EQUAL(read_message(buffer, sizeof buffer, &count), 0);
    EQUAL(receive_information().z_messagetag, 0);
    EQUAL(read_message(buffer, sizeof buffer, &count), 0);
    EQUAL(receive_information().z_messagetag, 1);
    EQUAL(read_message(buffer, sizeof buffer, &count), 74);
    EQUAL(FILE_REPLY64_("x", 1), 29);
    EQUAL(FILE_REPLY64_("x", 1, , 2), 74);
    EQUAL(FILE_REPLY64_("x", 1, , -1), 74);
    EQUAL(FILE_REPLY64_("b", 1, , 1), 0);
    EQUAL(FILE_REPLY64_("b", 1, , 1), 74);
    EQUAL(read_message(buffer, sizeof buffer, &count), 0);
    CHECK(buffer[0] == 'C');
    EQUAL(receive_information().z_messagetag, 1);
    EQUAL(FILE_REPLY64_("c", 1, , 1), 0);
    EQUAL(FILE_REPLY64_("a", 1, , 0), 0);
}

static void slots_kernel(void) {
    struct peer peer;
    offer_link(&peer, &stranger);
    ask(&peer, 1, 0, "A");
    ask(&peer, 2, 1, "B");
    ask(&peer, 3, 2, "C");
    for (const char *reply = "bca"; *reply; reply++) {
        uint8_t *frame = take_frame_of(&peer, WIRE_FRAME_REPLY);
        EQUAL(wire_frame_request(frame), *reply - 'a' + 1);
        EQUAL(*frame_data(&peer), *reply);
    }
}

/* ---------------------------------------------------------------------------------------- system messages */

static void unseen_process(void) {
    char buffer[10];
    short file;
    int count;
    meet_kernel();
    EQUAL(FILE_OPEN_("$RECEIVE", 8, &file, , , 0, 1, ZSYS_VAL_OPENOPT_NOSYSTEMMSGS), 0);
    EQUAL(read_message(buffer, sizeof buffer, &count), 6); /* -2 is no file-management message */
    EQUAL(FILE_REPLY64_(), 0);
    EQUAL(read_message(buffer, sizeof buffer, &count), 0);
    CHECK(buffer[0] == 'A');
    EQUAL(FILE_REPLY64_(), 0);
}

static void unseen_kernel(void) {
    static const uint8_t down[4] = {0xff, 0xfe, 0, 3};
    uint8_t message[64] = {0xff, 0x99};
    struct peer peer;
    struct sketch open = request_of(1, WIRE_IO_SYSTEM, message, sizeof message);
    wire_frame_set_message(open.header, -103);
    offer_link(&peer, &stranger);
    begin_meeting();
    send_sketch(&peer, &open);
    tell_system_message(&null, down, sizeof down);
    end_meeting();
    EQUAL(wire_frame_error(take_frame_of(&peer, WIRE_FRAME_REPLY)), 0);
    EQUAL(wire_frame_label(peer.frame), -1);
    ask(&peer, 2, 0, "A");
    take_frame_of(&peer, WIRE_FRAME_REPLY);
}

static void byte_order_process(void) {
    zsys_ddl_smsg_def message;
    int count;
    open_receive(0, 1);
    EQUAL(read_message(&message, sizeof message, &count), 6);
    EQUAL(count, 4);
    EQUAL(message.z_cpudown.z_msgnumber, -2);
    EQUAL(message.z_cpudown.z_cpunumber, 3);
    zsys_ddl_receiveinformation_def information = receive_information();
    CHECK(handle_equal((struct handle *)&information.z_sender, &null_handle));
    EQUAL(information.z_filenum, -1);
    EQUAL(information.z_openlabel, -1);
    EQUAL(information.z_iotype, 0);
    EQUAL(FILE_REPLY64_(), 0);
    EQUAL(read_message(&message, sizeof message, &count), 6);
    EQUAL(message.z_procdeath.u_z_msgnumber.z_msgnumber, -101);
    CHECK(memcmp(&message.z_procdeath.z_phandle, &server, sizeof server) == 0);
    EQUAL(message.z_procdeath.z_cputime, 0x0102030405060708);
    EQUAL(message.z_procdeath.z_completion_code, -4);
    EQUAL(message.z_procdeath.z_procname.zoffset, 0x102);
    EQUAL(message.z_procdeath.z_osspid, 0x01020304);
    EQUAL(FILE_REPLY64_(), 0);
}

static void byte_order_kernel(void) {
    static const uint8_t down[4] = {0xff, 0xfe, 0, 3};
    uint8_t death[82] = {0};
    tell_system_message(&null, down, sizeof down);
    wire_put(death, 2, (uint64_t)-101);
    memcpy(death + 2, &server, sizeof server);
    wire_put(death + 22, 8, 0x0102030405060708);
    wire_put(death + 32, 2, (uint64_t)-4);
    wire_put(death + 70, 2, 0x102);
    wire_put(death + 76, 4, 0x01020304);
    tell_system_message(&null, death, sizeof death);
}

/* --------------------------------------------------------------------------------------------- taken back */

static void cancelled_process(void) {
    char buffer[10];
    int count;
    open_receive(0, 1);
    EQUAL(read_message(buffer, sizeof buffer, &count), 0);
    CHECK(buffer[0] == 'A');
    meet_kernel();
    EQUAL(FILE_REPLY64_("x", 1), 0); /* to a request that was taken back */
    EQUAL(read_message(buffer, sizeof buffer, &count), 0);
    CHECK(buffer[0] == 'C');
    EQUAL(FILE_REPLY64_("x", 1), 0);
}

static void cancel(struct peer *peer, uint32_t request) {
    struct sketch cancel = {.data = NULL};
    wire_frame_set_kind(cancel.header, WIRE_FRAME_CANCEL);
    wire_frame_set_request(cancel.header, request);
    send_sketch(peer, &cancel);
}

static void cancelled_kernel(void) {
    struct peer peer;
    offer_link(&peer, &stranger);
    ask(&peer, 1, 0, "A");
    begin_meeting();
    ask(&peer, 2, 1, "B");
    cancel(&peer, 1);
    cancel(&peer, 2);
    cancel(&peer, 99);
    ask(&peer, 3, 2, "C");
    settle(&peer);
    end_meeting();
    EQUAL(wire_frame_request(take_frame_of(&peer, WIRE_FRAME_REPLY)), 3);
}

/* ------------------------------------------------------------------------------------------------- nowait */

static void nowait_process(void) {
    char first[10], second[10];
    short file = 0;
    int count = -1;
    long long tag = 0, address = 0;
    open_receive(1, 2);
    EQUAL(FILE_READUPDATE64_(0, first, sizeof first, &count, 11), 0);
    EQUAL(FILE_READUPDATE64_(0, second, sizeof second, &count, 12), 28);
    EQUAL(count, -1);
    EQUAL(FILE_AWAITIO64_(&file, &address, &count, &tag), 0);
    EQUAL(tag, 11);
    EQUAL(count, 1);
    CHECK(address == (intptr_t)first && first[0] == 'A');
    EQUAL(FILE_READUPDATE64_(0, second, sizeof second, , 12), 0);
    EQUAL(FILE_REPLY64_("a", 1, , 0), 0);
    EQUAL(FILE_AWAITIO64_(&file, , , &tag), 0);
    EQUAL(tag, 12);
    CHECK(second[0] == 'B');
    EQUAL(FILE_REPLY64_("b", 1, , 0), 0);
}

static void nowait_kernel(void) {
    struct peer peer;
    offer_link(&peer, &stranger);
    ask(&peer, 1, 0, "A");
    EQUAL(wire_frame_request(take_frame_of(&peer, WIRE_FRAME_REPLY)), 1);
    ask(&peer, 2, 1, "B");
    EQUAL(wire_frame_request(take_frame_of(&peer, WIRE_FRAME_REPLY)), 2);
}

/* The message is there when the read is taken back, or when $RECEIVE is closed: it is still to be read. */
static void kept_process(void) {
    char first[10], second[10], third[10];
    int count = -1;
    open_receive(1, 1);
    EQUAL(FILE_READUPDATE64_(0, first, sizeof first), 0);
    meet_kernel();
    CHECK(_status_eq(CANCEL(0)));
    memset(first, 'x', sizeof first);
    EQUAL(FILE_READUPDATE64_(0, second, sizeof second), 0);
    EQUAL(FILE_CLOSE_(0), 0);
    memset(second, 'x', sizeof second);
    open_receive(0, 1);
    EQUAL(read_message(third, sizeof third, &count), 0);
    CHECK(count == 3 && memcmp(third, "one", 3) == 0);
    EQUAL(FILE_REPLY64_(), 0);
    EQUAL(read_message(third, sizeof third, &count), 0);
    CHECK(count == 3 && memcmp(third, "two", 3) == 0);
    EQUAL(FILE_REPLY64_(), 0);
}

static void closed_full_process(void) {
    char first[10], second[10];
    int count = -1;
    open_receive(1, 1);
    EQUAL(FILE_READUPDATE64_(0, first, sizeof first), 0);
    meet_kernel();
    EQUAL(FILE_CLOSE_(0), 0);
    memset(first, 'x', sizeof first);
    open_receive(0, 1);
    EQUAL(read_message(second, sizeof second, &count), 0);
    CHECK(count == 3 && memcmp(second, "one", 3) == 0);
    EQUAL(FILE_REPLY64_(), 0);
    EQUAL(read_message(second, sizeof second, &count), 0);
    CHECK(count == 3 && memcmp(second, "two", 3) == 0);
    EQUAL(FILE_REPLY64_(), 0);
}

static void kept_kernel(void) {
    struct peer peer;
    begin_meeting();
    offer_link(&peer, &stranger);
    ask(&peer, 1, 0, "one");
    ask(&peer, 2, 1, "two");
    settle(&peer);
    end_meeting();
    take_frame_of(&peer, WIRE_FRAME_REPLY);
    take_frame_of(&peer, WIRE_FRAME_REPLY);
}

static void no_script(void) {}

const struct test receive_tests[] = {
    {"a message waits for $RECEIVE and tells who sent it", read_process, read_kernel, NULL},
    {"a longer message is cut to the read count", short_read_process, short_read_kernel, NULL},
    {"$RECEIVE errors 2 12 16 21 22 28 74", depth_errors, no_script, NULL},
    {"unanswered messages fill the slots, error 74; a reply frees one", slots_process, slots_kernel, NULL},
    {"without system messages opens succeed unseen", unseen_process, unseen_kernel, NULL},
    {"system messages have the program's byte order", byte_order_process, byte_order_kernel, NULL},
    {"a request that was taken back is not read, or not answered", cancelled_process, cancelled_kernel, NULL},
    {"a message that met a read which is taken back is read by the next", kept_process, kept_kernel, NULL},
    {"a message that met a read whose $RECEIVE is closed is read after the next open", closed_full_process, kept_kernel,
     NULL},
    {"a nowait read of $RECEIVE may be outstanding while messages are answered", nowait_process, nowait_kernel, NULL},
    {NULL, NULL, NULL, NULL}};
