/* System messages as C-series programs get them. */
#include "harness.h"

enum { WORDS = 125 };

static void put(uint8_t *message, int word, int value) {
    wire_put(message + 2 * word, 2, (uint16_t)value);
}

static void open_old(short depth) {
    short file;
    EQUAL(FILE_OPEN_("$RECEIVE", 8, &file, , , 0, depth, ZSYS_VAL_OPENOPT_OLDFMTSYSMSG), 0);
}

static void read_old(short *words, int bytes) {
    int count;
    memset(words, 0x55, WORDS * sizeof *words);
    EQUAL(read_message(words, WORDS * sizeof *words, &count), 6);
    EQUAL(count, bytes);
}

static void expect_reply(struct peer *peer, uint32_t request, short error) {
    uint8_t *frame = take_frame_of(peer, WIRE_FRAME_REPLY);
    EQUAL(wire_frame_request(frame), request);
    EQUAL(wire_frame_error(frame), error);
}

/* --------------------------------------------------------------------------------------------------- opens */

static void opens_process(void) {
    static const short label[2] = {-103, 9};
    short words[WORDS];
    open_old(1);
    read_old(words, 36);
    EQUAL(words[0], -30);
    EQUAL(words[1], 1 << 10 | 3 << 4 | 5); /* read access, protected, five nowait operations */
    EQUAL(words[2], 2);
    for (int word = 3; word < 8; word++) EQUAL(words[word], 0);
    EQUAL(words[8], 0x0203);
    CHECK(memcmp(words + 9, "#Q1     SECOND  ", 16) == 0);
    EQUAL(words[17], 2);
    EQUAL(FILE_REPLY64_((const char *)label, 4), 0); /* C-series opens have no label */
    read_old(words, 36);
    EQUAL(words[1], 0x80);
    EQUAL((uint16_t)words[3], 0x8007);
    EQUAL(words[6], 1 << 8 | 30);
    EQUAL(words[7], -4);
    CHECK(memcmp(words + 9, "                ", 16) == 0);
    EQUAL(words[17], 0);
    EQUAL(FILE_REPLY64_(, , , , 48), 0);
    read_old(words, 2);
    EQUAL(words[0], -31);
    EQUAL(receive_information().z_filenum, 6);
    EQUAL(FILE_REPLY64_(), 0);
}

static void opens_kernel(void) {
    struct peer peer;
    uint8_t message[80] = {0};
    offer_link(&peer, &stranger);
    put(message, 0, -103);
    put(message, 1, 1);
    put(message, 2, 3);
    put(message, 3, 5);
    put(message, 4, 2);
    put(message, 6, 0x0203);
    put(message, 7, 4);
    put(message, 18, 10);
    memcpy(message + 60, "#Q1.SECOND", 10);
    struct sketch open = request_of(1, WIRE_IO_SYSTEM, message, 70);
    wire_frame_set_message(open.header, -103);
    send_sketch(&peer, &open);
    expect_reply(&peer, 1, 0);
    EQUAL(wire_frame_label(peer.frame), -1);
    memset(message, 0, sizeof message);
    put(message, 0, -103);
    put(message, 5, 16384); /* nowait open */
    put(message, 7, 1);
    memcpy(message + 16, &stranger, sizeof stranger);
    put(message, 21, 4);
    open = request_of(2, WIRE_IO_SYSTEM, message, 60);
    wire_frame_set_message(open.header, -103);
    send_sketch(&peer, &open);
    expect_reply(&peer, 2, 48);
    const short close_words[2] = {-104, 0};
    struct sketch close = system_of(3, close_words, 2);
    wire_frame_set_file(close.header, 6);
    send_sketch(&peer, &close);
    expect_reply(&peer, 3, 0);
}

/* -------------------------------------------------------------------------------------------------- deaths */

static void deaths_process(void) {
    short words[WORDS];
    int64_t cpu_time;
    open_old(1);
    read_old(words, 45); /* an unnamed process that abended by itself */
    EQUAL(words[0], -6);
    EQUAL((uint16_t)words[1], 0x8007);
    EQUAL(words[4], 1 << 8 | 30);
    EQUAL(words[5], 14);
    memcpy(&cpu_time, words + 6, sizeof cpu_time);
    EQUAL(cpu_time, 0x0102030405060708);
    EQUAL(words[10], 12);
    EQUAL(words[11], 5);
    EQUAL(words[12], 33);
    CHECK(memcmp(words + 13, "TANDEM..", 8) == 0);
    EQUAL(words[17], 4);
    EQUAL(words[18], 6);
    EQUAL(words[19], 5);
    CHECK(memcmp(words + 20, "sorry", 5) == 0);
    EQUAL(FILE_REPLY64_(), 0);
    read_old(words, 40); /* a name that somebody else stopped */
    EQUAL(words[0], -5);
    CHECK(memcmp(words + 1, "$AB   ", 6) == 0);
    EQUAL(words[4], -1);
    EQUAL(words[11], 6);
    EQUAL(words[12], 0x0203);
    EQUAL((uint16_t)words[13], 0x8007);
    EQUAL(words[16], 1 << 8 | 30);
    EQUAL(FILE_REPLY64_(), 0);
    read_old(words, 10); /* a name that vanished with its processor */
    EQUAL(words[0], -2);
    CHECK(memcmp(words + 1, "$ABCDE", 6) == 0);
    EQUAL(words[4], -1);
    EQUAL(FILE_REPLY64_(), 0);
    read_old(words, 4); /* a processor */
    EQUAL(words[0], -2);
    EQUAL(words[1], 3);
    EQUAL(FILE_REPLY64_(), 0);
}

static void tell_death(const struct handle *who, int code, const struct handle *killer, const char *text,
                       const char *descriptor) {
    uint8_t message[200] = {0};
    size_t text_length = strlen(text), at = 82 + ((text_length + 1) & ~(size_t)1);
    put(message, 0, -101);
    memcpy(message + 2, who, sizeof *who);
    wire_put(message + 22, 8, 0x0102030405060708);
    put(message, 15, 12);
    put(message, 16, code);
    put(message, 17, code == 6 ? 0x0203 : 33);
    memcpy(message + 36, "TANDEM..", 8);
    put(message, 22, 4);
    put(message, 23, 6);
    memcpy(message + 48, killer, sizeof *killer);
    put(message, 34, (int)text_length);
    put(message, 35, (int)at);
    put(message, 36, (int)strlen(descriptor));
    put(message, 37, code == 5);
    memcpy(message + 82, text, text_length);
    memcpy(message + at, descriptor, strlen(descriptor));
    tell_system_message(&null, message, at + strlen(descriptor));
}

static void deaths_kernel(void) {
    static const uint8_t down[4] = {0xff, 0xfe, 0, 3};
    tell_death(&stranger, 5, &null, "sorry", "");
    tell_death(&server, 6, &stranger, "", "\\TEST.$AB:12");
    tell_death(&server, -4, &null, "", "\\TEST.$ABCDE:3");
    tell_system_message(&null, down, sizeof down);
}

/* The other member of the program's own pair has a name, and the process ID of one member. */
static void partner_process(void) {
    short words[WORDS];
    open_old(1);
    read_old(words, 40);
    EQUAL(words[0], -5);
    CHECK(memcmp(words + 1, "$SERV ", 6) == 0);
    EQUAL(words[4], 20);
    EQUAL(FILE_REPLY64_(), 0);
}

static void partner_kernel(void) {
    tell_death(&server, 0, &null, "", "");
    EQUAL(wire_pair_info_by(take(WIRE_PAIR_INFO)->body), WIRE_BY_HANDLE);
    answer_pair(4, "\\TEST.$SERV:3");
}

/* --------------------------------------------------------------------------------------------------- others */

static void others_process(void) {
    static const short device[3] = {-40, 3 << 6 | 40, 4096};
    short words[WORDS];
    open_old(1);
    read_old(words, 18);
    EQUAL(words[0], -40);
    CHECK(memcmp(words + 1, "#A              ", 16) == 0);
    EQUAL(FILE_REPLY64_((const char *)device, 6), 0);
    read_old(words, 18);
    EQUAL(FILE_REPLY64_((const char *)device, 4), 2);
    read_old(words, 10);
    EQUAL(words[0], -20);
    EQUAL(words[1], -1);
    EQUAL(words[2], 7);
    EQUAL(words[3], 0x0102);
    EQUAL(words[4], 0x0304);
    EQUAL(FILE_REPLY64_(), 0);
    read_old(words, 12);
    EQUAL(words[0], -9);
    EQUAL((uint16_t)words[1], 0x8007);
    EQUAL(words[4], 1 << 8 | 30);
    EQUAL(words[5], 12);
    EQUAL(FILE_REPLY64_(), 0);
    meet_kernel();
    read_old(words, 8); /* the same in both series */
    EQUAL(words[0], -22);
    EQUAL(words[1], 5);
    EQUAL(FILE_REPLY64_(), 0);
    read_old(words, 8);
    EQUAL(words[0], -33);
    EQUAL(words[1], 100);
    EQUAL(FILE_REPLY64_(), 0);
}

static void others_kernel(void) {
    static const short device[7] = {-106, 3, 40, -1, -1, -1, 4096}, setmode[5] = {-33, 100};
    const short inquiry[6] = {-106, 0, 0, 0, 2, 0x2341}, next_name[9] = {-107, 1, 0, 16, 2, 0, 0, 0, 0x232a};
    uint8_t message[24] = {0};
    struct peer peer;
    offer_link(&peer, &stranger);
    for (uint32_t i = 1; i <= 2; i++) {
        struct sketch sketch = system_of(i, inquiry, 6);
        send_sketch(&peer, &sketch);
        expect_reply(&peer, i, 0);
        EQUAL(peer.data, 14);
        for (int word = 0; word < 7; word++) {
            short value = (short)wire_get(frame_data(&peer) + 2 * word, 2);
            if (i == 1) EQUAL(value, device[word]);
        }
    }
    struct sketch unknown = system_of(3, next_name, 9); /* which the C-series does not have */
    send_sketch(&peer, &unknown);
    expect_reply(&peer, 3, 2);
    put(message, 0, -105);
    put(message, 1, 4);
    wire_put(message + 4, 4, 0x01020304);
    tell_system_message(&null, message, 8);
    put(message, 0, -112);
    put(message, 1, 12);
    memcpy(message + 4, &stranger, sizeof stranger);
    tell_system_message(&null, message, 24);
    memset(message, 0, sizeof message);
    put(message, 0, -22);
    put(message, 1, 5);
    tell_system_message(&null, message, 8);
    struct sketch mode = system_of(4, setmode, 5);
    meet(); /* the timer is there */
    send_sketch(&peer, &mode);
    expect_reply(&peer, 4, 0);
}

const struct test old_format_tests[] = {
    {"C-series opens and closes", opens_process, opens_kernel, NULL},
    {"C-series deaths: a process, a name, a name lost with its processor, a processor", deaths_process, deaths_kernel,
     NULL},
    {"the C-series death of a pair's member has name, processor and PIN", partner_process, partner_kernel, NULL},
    {"C-series inquiry, break, job process; what is the same in both series", others_process, others_kernel, NULL},
    {NULL, NULL, NULL, NULL}};
