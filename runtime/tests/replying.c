/* Replies to messages, opens and closes; closing $RECEIVE. */
#include "harness.h"

static bool sent_by(const struct handle *sender) {
    zsys_ddl_receiveinformation_def information = receive_information();
    return memcmp(&information.z_sender, sender, sizeof *sender) == 0;
}

/* ------------------------------------------------------------------------------------------------ replies */

static void long_reply_process(void) {
    char buffer[10], answer[150];
    unsigned short written = 0;
    int count;
    memset(answer, 'r', sizeof answer);
    open_receive(0, 1);
    EQUAL(read_message(buffer, sizeof buffer, &count), 0);
    CHECK(_status_eq(REPLYX(answer, sizeof answer, &written, , 5)));
    EQUAL(written, 100);
}

static void long_reply_kernel(void) {
    struct peer peer;
    offer_link(&peer, &stranger);
    ask(&peer, 1, 0, "x");
    uint8_t *frame = take_frame_of(&peer, WIRE_FRAME_REPLY);
    EQUAL(peer.data, 100);
    EQUAL(wire_frame_error(frame), 5);
}

static void open_replies_process(void) {
    zsys_ddl_smsg_open_def open;
    short words[4] = {-103, 9, 0, 0};
    int count;
    open_receive(0, 1);
    for (int i = 0; i < 6; i++) {
        EQUAL(read_message(&open, sizeof open, &count), 6);
        EQUAL(open.u_z_msgnumber.z_msgnumber, -103);
        EQUAL(open.z_syncdepth, 1);
        EQUAL(open.z_flags, 0);
        EQUAL(receive_information().z_openlabel, -1);
        EQUAL(receive_information().z_iotype, 0);
        CHECK(sent_by(&stranger));
        if (i == 0) EQUAL(FILE_REPLY64_(), 0);
        if (i == 1) EQUAL(FILE_REPLY64_((char *)words, 4), 0);
        if (i == 2) EQUAL(FILE_REPLY64_((char *)words, 3), 0);
        if (i == 3) EQUAL(FILE_REPLY64_((char *)words, 5), 0);
        if (i == 4) words[0] = -104;
        if (i == 4) EQUAL(FILE_REPLY64_((char *)words, 4), 0);
        if (i == 5) EQUAL(FILE_REPLY64_(, , , , 48), 0);
    }
}

static void open_replies_kernel(void) {
    static const short errors[6] = {0, 0, 566, 566, 566, 48}, labels[6] = {-1, 9, -1, -1, -1, -1};
    uint8_t message[64] = {0};
    struct peer peer;
    wire_put(message, 2, (uint64_t)-103);
    wire_put(message + 8, 2, 1);
    offer_link(&peer, &stranger);
    for (int i = 0; i < 6; i++) {
        struct sketch open = request_of((uint32_t)i + 1, WIRE_IO_SYSTEM, message, sizeof message);
        wire_frame_set_message(open.header, -103);
        send_sketch(&peer, &open);
        uint8_t *frame = take_frame_of(&peer, WIRE_FRAME_REPLY);
        EQUAL(wire_frame_error(frame), errors[i]);
        EQUAL(wire_frame_label(frame), labels[i]);
        EQUAL(peer.data, 0);
    }
}

static struct sketch close_of(uint32_t request, const uint8_t *message) {
    struct sketch close = request_of(request, WIRE_IO_SYSTEM, message, 4);
    wire_frame_set_message(close.header, -104);
    wire_frame_set_label(close.header, 3);
    wire_frame_set_file(close.header, 8);
    return close;
}

static void close_process(void) {
    zsys_ddl_smsg_close_def message;
    int count;
    meet_kernel();
    open_receive(0, 1);
    EQUAL(read_message(&message, sizeof message, &count), 6);
    EQUAL(count, 4);
    EQUAL(message.z_msgnumber, -104);
    EQUAL(receive_information().z_openlabel, 3);
    EQUAL(receive_information().z_filenum, 8);
    CHECK(sent_by(&stranger));
    EQUAL(FILE_REPLY64_(), 0);
    meet_kernel();
}

static void close_kernel(void) {
    static const uint8_t message[4] = {0xff, 0x98};
    struct peer peer;
    struct sketch close = close_of(5, message);
    offer_link(&peer, &stranger);
    begin_meeting();
    send_sketch(&peer, &close);
    EQUAL(wire_frame_request(take_frame_of(&peer, WIRE_FRAME_REPLY)), 5);
    end_meeting();
    meet();
    no_more_frames(&peer);
}

static void gone_kernel(void) {
    begin_meeting();
    tell_opener_gone(&stranger, 8, 3);
    end_meeting();
    meet();
}

static void closed_receive_process(void) {
    char buffer[10];
    int count;
    open_receive(0, 1);
    EQUAL(read_message(buffer, sizeof buffer, &count), 0);
    EQUAL(FILE_CLOSE_(0), 0);
    open_receive(0, 1);
    EQUAL(read_message(buffer, sizeof buffer, &count), 0);
    CHECK(buffer[0] == 'B');
    EQUAL(FILE_REPLY64_(), 0);
}

static void closed_receive_kernel(void) {
    struct peer peer;
    offer_link(&peer, &stranger);
    ask(&peer, 1, 0, "A");
    ask(&peer, 2, 1, "B");
    EQUAL(wire_frame_error(take_frame_of(&peer, WIRE_FRAME_REPLY)), 201);
    uint8_t *frame = take_frame_of(&peer, WIRE_FRAME_REPLY);
    EQUAL(wire_frame_request(frame), 2);
    EQUAL(wire_frame_error(frame), 0);
}

const struct test reply_tests[] = {
    {"a reply is cut to what the requester takes, its error goes along", long_reply_process, long_reply_kernel, NULL},
    {"the reply to an open is a label, nothing, an error, or error 566", open_replies_process, open_replies_kernel,
     NULL},
    {"a close is answered before it is read", close_process, close_kernel, NULL},
    {"the kernel's word that an opener is gone is read as its close", close_process, gone_kernel, NULL},
    {"closing $RECEIVE answers what was read with 201 and keeps the rest", closed_receive_process,
     closed_receive_kernel, NULL},
    {NULL, NULL, NULL, NULL}};
