/* $RECEIVE: order by priority, limits, what is lost, and requests that nobody waits for any more. */
#include "harness.h"

enum { BROADCASTS = 128 };

static void cancel(struct peer *peer, uint32_t request) {
    struct sketch cancel = {.data = NULL};
    wire_frame_set_kind(cancel.header, WIRE_FRAME_CANCEL);
    wire_frame_set_request(cancel.header, request);
    send_sketch(peer, &cancel);
}

static void expect_reply(struct peer *peer, uint32_t request, short error) {
    uint8_t *frame = take_frame_of(peer, WIRE_FRAME_REPLY);
    EQUAL(wire_frame_request(frame), request);
    EQUAL(wire_frame_error(frame), error);
}

static void ask_urgently(struct peer *peer, uint32_t request, short priority, const char *text) {
    struct sketch sketch = request_of(request, WIRE_IO_WRITEREAD, text, (uint32_t)strlen(text));
    wire_frame_set_priority(sketch.header, priority);
    send_sketch(peer, &sketch);
}

static void tell_words(const short *words, int count) {
    uint8_t body[250] = {0};
    for (int i = 0; i < count; i++) wire_put(body + 2 * i, 2, (uint16_t)words[i]);
    tell_system_message(&null, body, 2 * (size_t)count);
}

static void tell_cpu_down(short cpu) {
    const short words[2] = {-2, cpu};
    tell_words(words, 2);
}

static void read_text(const char *text) {
    char buffer[16];
    int count = 0;
    EQUAL(read_message(buffer, sizeof buffer, &count), 0);
    EQUAL(count, strlen(text));
    CHECK(memcmp(buffer, text, strlen(text)) == 0);
    EQUAL(FILE_REPLY64_(, , , receive_information().z_messagetag), 0);
}

/* Reads a system message and leaves it unanswered; returns its second word. */
static short read_unanswered(short number) {
    short words[125] = {0};
    int count;
    EQUAL(read_message(words, sizeof words, &count), 6);
    EQUAL(words[0], number);
    return words[1];
}

static short read_system(short number) {
    short second = read_unanswered(number);
    EQUAL(FILE_REPLY64_(, , , receive_information().z_messagetag), 0);
    return second;
}

/* ----------------------------------------------------------------------------------------------- priorities */

static void priorities_process(void) {
    open_receive(0, 1);
    EQUAL(receive_setmode(36, true, 1, false, 0, NULL), 0);
    meet_kernel();
    EQUAL(read_system(-22), 1);
    read_text("high 1");
    read_text("high 2");
    read_text("usual 1");
    read_text("usual 2");
    EQUAL(read_system(-104), 0); /* behind what that opener sent */
    read_text("low");
    EQUAL(read_system(-2), 1); /* behind what came from that processor */
}

static void priorities_kernel(void) {
    static const short timer[4] = {-22, 1, 0, 0};
    struct handle other = a_handle(0, 40, 0, 0);
    struct peer peer, local;
    offer_link(&peer, &stranger);
    offer_link(&local, &other);
    begin_meeting();
    ask_urgently(&local, 1, 150, "usual 1");
    settle(&local);
    ask_urgently(&peer, 1, 100, "low");
    settle(&peer);
    ask_urgently(&local, 2, 199, "high 1");
    ask_urgently(&local, 3, 199, "high 2");
    ask_urgently(&local, 4, 150, "usual 2");
    settle(&local);
    tell_cpu_down(1);
    tell_words(timer, 4);
    tell_opener_gone(&other, 1, -1);
    end_meeting();
    for (int i = 0; i < 4; i++) take_frame_of(&local, WIRE_FRAME_REPLY);
    expect_reply(&peer, 1, 0);
}

/* What waits already is put into order; a message that a read has is left to it. */
static void reordered_process(void) {
    char buffer[16];
    short file = 0;
    int count = 0;
    open_receive(1, 1);
    EQUAL(FILE_READUPDATE64_(0, buffer, sizeof buffer), 0);
    meet_kernel();
    EQUAL(receive_setmode(36, true, 1, false, 0, NULL), 0);
    EQUAL(FILE_AWAITIO64_(&file, , &count), 0);
    CHECK(count == 5 && memcmp(buffer, "first", 5) == 0);
    EQUAL(FILE_REPLY64_(), 0);
    EQUAL(FILE_READUPDATE64_(0, buffer, sizeof buffer), 0);
    EQUAL(FILE_AWAITIO64_(&file, , &count), 0);
    CHECK(count == 4 && memcmp(buffer, "high", 4) == 0);
    EQUAL(FILE_REPLY64_(), 0);
}

static void reordered_kernel(void) {
    struct peer peer;
    offer_link(&peer, &stranger);
    begin_meeting();
    ask_urgently(&peer, 1, 10, "first");
    ask_urgently(&peer, 2, 20, "low");
    ask_urgently(&peer, 3, 30, "high");
    settle(&peer);
    end_meeting();
    expect_reply(&peer, 1, 0);
    expect_reply(&peer, 3, 0);
}

/* ------------------------------------------------------------------------------------------- cancellations */

static void told_process(void) {
    char buffer[16];
    int count;
    open_receive(0, 4);
    EQUAL(receive_setmode(80, true, 4, false, 0, NULL), 0);
    EQUAL(read_message(buffer, sizeof buffer, &count), 0);
    EQUAL(read_message(buffer, sizeof buffer, &count), 0);
    EQUAL(MESSAGESTATUS(0), 0);
    EQUAL(MESSAGESTATUS(), 0);
    EQUAL(MESSAGESTATUS(2), -1);
    EQUAL(MESSAGESTATUS(-1), -1);
    EQUAL(MESSAGESTATUS(4), -1);
    meet_kernel();
    EQUAL(MESSAGESTATUS(0), 0);
    EQUAL(MESSAGESTATUS(), 1);
    EQUAL(read_system(-38), 1);
    zsys_ddl_receiveinformation_def information = receive_information();
    EQUAL(information.z_filenum, -1);
    EQUAL(information.z_openlabel, -1);
    CHECK(memcmp(&information.z_sender, &null_handle, sizeof null_handle) == 0);
    EQUAL(FILE_REPLY64_("x", 1, , 1), 0);
    EQUAL(MESSAGESTATUS(1), -1);
    meet_kernel();
    EQUAL(MESSAGESTATUS(0), 1);                            /* the requester is dead */
    EQUAL(read_message(buffer, sizeof buffer, &count), 0); /* had been sent before the death */
    EQUAL(MESSAGESTATUS(), 1);
    EQUAL(FILE_REPLY64_(, , , 1), 0);
    EQUAL(read_system(-38), 0);
    EQUAL(FILE_REPLY64_("x", 1, , 0), 0);
    EQUAL(FILE_CLOSE_(0), 0);
    EQUAL(MESSAGESTATUS(), -1);
}

static void told_kernel(void) {
    struct peer peer;
    offer_link(&peer, &stranger);
    ask(&peer, 1, 0, "A");
    ask(&peer, 2, 0, "B");
    begin_meeting();
    cancel(&peer, 2);
    cancel(&peer, 2);
    settle(&peer);
    end_meeting();
    begin_meeting();
    ask(&peer, 3, 0, "C");
    ask(&peer, 4, 0, "D");
    cancel(&peer, 4); /* unread: it was never there */
    settle(&peer);
    freeze();
    cut(&peer);
    tell_peer_down(&stranger, &null);
    thaw();
    end_meeting();
}

static void forgotten_tags_process(void) {
    char buffer[16];
    int count;
    open_receive(0, 2);
    EQUAL(receive_setmode(80, true, 4, false, 0, NULL), 0);
    EQUAL(read_message(buffer, sizeof buffer, &count), 0);
    meet_kernel();
    EQUAL(FILE_CLOSE_(0), 0);
    open_receive(0, 2);
    read_text("B");
}

static void forgotten_tags_kernel(void) {
    struct peer peer;
    offer_link(&peer, &stranger);
    ask(&peer, 1, 0, "A");
    begin_meeting();
    cancel(&peer, 1);
    ask(&peer, 2, 0, "B");
    settle(&peer);
    end_meeting();
    expect_reply(&peer, 2, 0); /* and none for the first */
}

/* --------------------------------------------------------------------------------------------- lost openers */

static struct sketch open_of(uint32_t request) {
    const short words[30] = {-103};
    struct sketch sketch = system_of(request, words, 30);
    wire_frame_set_file(sketch.header, 5);
    return sketch;
}

static void lost_opener_process(void) {
    static const short granted[2] = {-103, 9};
    open_receive(0, 1);
    EQUAL(read_unanswered(-103), 0);
    meet_kernel();
    EQUAL(FILE_REPLY64_((const char *)granted, 4), 0);
    meet_kernel();
    EQUAL(read_system(-104), 0);
    zsys_ddl_receiveinformation_def information = receive_information();
    EQUAL(information.z_filenum, 5);
    EQUAL(information.z_openlabel, 9);
    CHECK(memcmp(&information.z_sender, &stranger, sizeof stranger) == 0);
    EQUAL(read_system(-2), 3);
}

static void send_open(struct peer *peer, uint32_t request) {
    struct sketch open = open_of(request);
    send_sketch(peer, &open);
}

static void cancelled_open_kernel(void) {
    struct peer peer;
    offer_link(&peer, &stranger);
    send_open(&peer, 1);
    begin_meeting();
    cancel(&peer, 1);
    settle(&peer);
    end_meeting();
    meet();
    tell_cpu_down(3);
}

static void tell_process_down(const struct handle *peer) {
    uint8_t body[WIRE_PEER_DOWN_SIZE] = {0};
    memcpy(wire_peer_down_handle(body), peer, sizeof *peer);
    wire_peer_down_set_reason(body, WIRE_DOWN_PROCESS);
    memcpy(wire_peer_down_successor(body), &null, sizeof null);
    tell(WIRE_PEER_DOWN, 0, 0, body, sizeof body, -1);
}

static void dead_opener_kernel(void) {
    struct peer peer;
    offer_link(&peer, &stranger);
    send_open(&peer, 1);
    begin_meeting();
    send_open(&peer, 2); /* unread: of no more use */
    freeze();
    cut(&peer);
    tell_process_down(&stranger);
    thaw();
    end_meeting();
    meet();
    tell_cpu_down(3);
}

/* The reply was under way when the opener died. The kernel may or may not have heard of the open. */
static void unheard_kernel(void) {
    struct peer peer;
    offer_link(&peer, &stranger);
    send_open(&peer, 1);
    meet();
    begin_meeting();
    expect_reply(&peer, 1, 0);
    EQUAL(wire_frame_label(peer.frame), 9);
    freeze();
    cut(&peer);
    tell_process_down(&stranger);
    thaw();
    tell_opener_gone(&stranger, 5, 9);
    end_meeting();
    tell_cpu_down(3);
}

static void lost_processor_process(void) {
    open_receive(0, 1);
    EQUAL(read_unanswered(-103), 0);
    meet_kernel();
    EQUAL(FILE_REPLY64_(), 0);
    EQUAL(read_system(-2), 1); /* which is what tells of its openers */
}

static void lost_processor_kernel(void) {
    struct peer peer;
    offer_link(&peer, &stranger);
    send_open(&peer, 1);
    begin_meeting();
    freeze();
    cut(&peer);
    tell_peer_down(&stranger, &null);
    thaw();
    end_meeting();
    tell_cpu_down(1);
}

static void refused_lost_opener_process(void) {
    open_receive(0, 1);
    EQUAL(read_unanswered(-103), 0);
    meet_kernel();
    EQUAL(FILE_REPLY64_(, , , , 48), 0);
    meet_kernel();
    EQUAL(read_system(-2), 3);
}

/* ---------------------------------------------------------------------------------------------------- limits */

static void overrun_process(void) {
    open_receive(0, 1);
    meet_kernel();
    for (int i = 0; i < BROADCASTS; i++) EQUAL(read_system(i % 2 ? -3 : -2), i % 16);
    EQUAL(read_system(-22), 1);
    read_system(-13);
    EQUAL(read_system(-22), 2);
    meet_kernel();
    EQUAL(read_system(-2), 5); /* those after it are delivered again */
}

static void overrun_kernel(void) {
    const short timer_1[4] = {-22, 1}, timer_2[4] = {-22, 2};
    begin_meeting();
    for (short i = 0; i < BROADCASTS; i++) {
        const short words[2] = {i % 2 ? -3 : -2, i % 16};
        tell_words(words, 2);
    }
    tell_words(timer_1, 4); /* no broadcast: not lost */
    tell_cpu_down(1);
    tell_cpu_down(2);
    tell_words(timer_2, 4);
    tell_cpu_down(3);
    end_meeting();
    begin_meeting();
    tell_cpu_down(5);
    end_meeting();
}

static void limit_process(void) {
    short value = -7;
    char buffer[8];
    int count;
    EQUAL(CONTROLMESSAGESYSTEM(0), 29);
    EQUAL(CONTROLMESSAGESYSTEM(, 5), 29);
    EQUAL(CONTROLMESSAGESYSTEM(2, 5), 2);
    EQUAL(CONTROLMESSAGESYSTEM(0, 0), 21);
    EQUAL(CONTROLMESSAGESYSTEM(0, 4096), 21);
    EQUAL(CONTROLMESSAGESYSTEM(1, -1), 21);
    EQUAL(MESSAGESYSTEMINFO(0), 29);
    EQUAL(MESSAGESYSTEMINFO(0, NULL), 22);
    EQUAL(MESSAGESYSTEMINFO(2, &value), 2);
    EQUAL(MESSAGESYSTEMINFO(0, &value), 0);
    EQUAL(value, 4095);
    EQUAL(CONTROLMESSAGESYSTEM(1, 7), 0);
    EQUAL(MESSAGESYSTEMINFO(1, &value), 0);
    EQUAL(value, 7);
    EQUAL(outgoing_limit, 7);
    EQUAL(CONTROLMESSAGESYSTEM(0, 2), 0);
    EQUAL(MESSAGESYSTEMINFO(0, &value), 0);
    EQUAL(value, 2);
    open_receive(0, 1);
    EQUAL(read_message(buffer, sizeof buffer, &count), 0);
    meet_kernel();
    EQUAL(MESSAGESYSTEMINFO(4, &value), 0);
    EQUAL(value, 4); /* two requests, one of them read; the timer, the close */
    EQUAL(MESSAGESYSTEMINFO(5, &value), 0);
    EQUAL(value, 0);
    EQUAL(FILE_REPLY64_(), 0);
    read_text("B");
    EQUAL(read_system(-22), 0);
    EQUAL(read_system(-104), 0);
}

static void limit_kernel(void) {
    const short timer[4] = {-22}, close[2] = {-104}, open[30] = {-103};
    struct peer peer;
    offer_link(&peer, &stranger);
    ask(&peer, 1, 0, "A");
    begin_meeting();
    ask(&peer, 2, 0, "B");
    ask(&peer, 3, 0, "C");
    expect_reply(&peer, 3, 30);
    struct sketch message = system_of(4, open, 30);
    send_sketch(&peer, &message);
    expect_reply(&peer, 4, 30);
    tell_words(timer, 4);
    settle(&peer);
    message = system_of(5, close, 2);
    send_sketch(&peer, &message);
    expect_reply(&peer, 5, 0);
    end_meeting();
    expect_reply(&peer, 1, 0);
    expect_reply(&peer, 2, 0);
}

const struct test queue_tests[] = {
    {"SETMODE 36 queues by priority, first come first served within one; a death follows what the dead sent (MS-08)",
     priorities_process, priorities_kernel, NULL},
    {"SETMODE 36 orders what waits already, but for the message that a read has", reordered_process, reordered_kernel,
     NULL},
    {"a request that was taken back or whose sender died: -38 and MESSAGESTATUS 1 (MS-09, MS-11)", told_process,
     told_kernel, NULL},
    {"-38 does not outlive its open of $RECEIVE", forgotten_tags_process, forgotten_tags_kernel, NULL},
    {"an open that was taken back and then granted ends with -104", lost_opener_process, cancelled_open_kernel, NULL},
    {"an open whose opener died and that is then granted ends with -104 (DL-01)", lost_opener_process,
     dead_opener_kernel, NULL},
    {"an open whose grant was not heard ends with one -104 (DL-01)", lost_opener_process, unheard_kernel, NULL},
    {"an opener lost with its processor is told by -2 alone", lost_processor_process, lost_processor_kernel, NULL},
    {"an open whose opener died and that is refused has no end", refused_lost_opener_process, dead_opener_kernel, NULL},
    {"broadcasts that are not read in time are lost, and one -13 says so", overrun_process, overrun_kernel, NULL},
    {"beyond the limit of CONTROLMESSAGESYSTEM senders get error 30", limit_process, limit_kernel, NULL},
    {NULL, NULL, NULL, NULL}};
