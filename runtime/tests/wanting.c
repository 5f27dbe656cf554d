/* $RECEIVE: which system messages of other processes are delivered, and what becomes of the replies. */
#include "harness.h"

enum { MOST_WORDS = 130 };

static const short control[3] = {-32, 7, 8}, setmode[5] = {-33, 100, 5, 6, 6}, setmode_asking[5] = {-33, 100, 5, 6, 7},
                   resetsync[1] = {-34}, controlbuf[5] = {-35, 9, 4, 0x4142, 0x4344},
                   setparam[5] = {-37, 3, 2, 2, 0x4142}, setparam_asking[4] = {-37, 3, 1, 0};
/* -106 with the qualifier #A, -107 with a start name and a pattern */
static const short inquiry[6] = {-106, 0, 0, 0, 2, 0x2341},
                   next_name[10] = {-107, 1, 2, 18, 2, 0, 0, 0, 0x2341, 0x232a};

#define SEND(peer, number, words) send_words(peer, number, words, sizeof words / sizeof *words)

static void send_words(struct peer *peer, uint32_t request, const short *words, size_t count) {
    struct sketch sketch = system_of(request, words, (int)count);
    wire_frame_set_file(sketch.header, 4);
    wire_frame_set_label(sketch.header, 17);
    wire_frame_set_sync(sketch.header, 99);
    send_sketch(peer, &sketch);
}

static void expect_reply(struct peer *peer, uint32_t request, short error) {
    uint8_t *frame = take_frame_of(peer, WIRE_FRAME_REPLY);
    EQUAL(wire_frame_request(frame), request);
    EQUAL(wire_frame_error(frame), error);
}

static void expect_words(struct peer *peer, const short *words, size_t count) {
    EQUAL(peer->data, 2 * count);
    for (size_t i = 0; i < count; i++) EQUAL((short)wire_get(frame_data(peer) + 2 * i, 2), words[i]);
}

/* Reads a system message of so many words into the program's words. */
static void read_words(short *words, int count) {
    int bytes = 0;
    EQUAL(FILE_READUPDATE64_(0, (char *)words, 2 * MOST_WORDS, &bytes), 6);
    EQUAL(bytes, 2 * count);
}

static void open_with(short options) {
    short file;
    EQUAL(FILE_OPEN_("$RECEIVE", 8, &file, , , 0, 1, options), 0);
}

/* ------------------------------------------------------------------------------------------------ who wants what */

static void none_process(void) {
    open_with(ZSYS_VAL_OPENOPT_NOSYSTEMMSGS | ZSYS_VAL_OPENOPT_NOTRANS | ZSYS_VAL_OPENOPT_LOCALESUPPORT);
    meet_kernel();
}

static void none_kernel(void) {
    struct peer peer;
    offer_link(&peer, &stranger);
    begin_meeting();
    SEND(&peer, 1, control);
    expect_reply(&peer, 1, 7);
    SEND(&peer, 2, setmode);
    expect_reply(&peer, 2, 7);
    SEND(&peer, 3, resetsync);
    expect_reply(&peer, 3, 7);
    SEND(&peer, 4, controlbuf);
    expect_reply(&peer, 4, 7);
    SEND(&peer, 5, setparam);
    expect_reply(&peer, 5, 7);
    end_meeting();
}

static void same_words(const short *got, const short *wanted, int count) {
    for (int i = 0; i < count; i++) EQUAL(got[i], wanted[i]);
}

static void sent_by_opener(void) {
    zsys_ddl_receiveinformation_def information = receive_information();
    EQUAL(information.z_iotype, 0);
    EQUAL(information.z_filenum, 4);
    EQUAL(information.z_openlabel, 17);
    EQUAL(information.z_syncid, 99);
    CHECK(memcmp(&information.z_sender, &stranger, sizeof stranger) == 0);
}

static void usual_process(void) {
    short words[MOST_WORDS];
    open_with(0);
    read_words(words, 3);
    same_words(words, control, 3);
    sent_by_opener();
    EQUAL(FILE_REPLY64_(, , , , 2), 0);
    read_words(words, 4); /* without the flags */
    same_words(words, setmode, 4);
    sent_by_opener();
    EQUAL(FILE_REPLY64_("abcdef", 6), 0); /* nobody asked: dropped */
    read_words(words, 1);
    same_words(words, resetsync, 1);
    sent_by_opener();
    EQUAL(FILE_REPLY64_(), 0);
    read_words(words, 5);
    same_words(words, controlbuf, 3);
    CHECK(memcmp(words + 3, "ABCD", 4) == 0);
    sent_by_opener();
    EQUAL(FILE_REPLY64_("x", 1, , , 48), 0);
}

static void usual_kernel(void) {
    struct peer peer;
    offer_link(&peer, &stranger);
    SEND(&peer, 1, control);
    expect_reply(&peer, 1, 2);
    SEND(&peer, 2, setmode_asking); /* not without SETMODE 80 */
    expect_reply(&peer, 2, 2);
    SEND(&peer, 3, setmode);
    expect_reply(&peer, 3, 0);
    EQUAL(peer.data, 0);
    SEND(&peer, 4, setparam);
    expect_reply(&peer, 4, 2);
    SEND(&peer, 5, resetsync);
    expect_reply(&peer, 5, 0);
    SEND(&peer, 6, controlbuf);
    expect_reply(&peer, 6, 48);
    EQUAL(peer.data, 0);
}

/* ------------------------------------------------------------------------------------------ values given back */

static void values_process(void) {
    static const short old_modes[3] = {-33, 11, 12};
    short words[MOST_WORDS], old_values[4] = {-37, 3};
    short last[2] = {7, 7};
    memcpy(old_values + 2, "xyz?", 4);
    open_with(0);
    EQUAL(receive_setmode(80, true, 3, false, 0, last), 0);
    EQUAL(last[0], 0);
    EQUAL(last[1], 0);
    meet_kernel();
    read_words(words, 5);
    same_words(words, setmode_asking, 5);
    EQUAL(FILE_REPLY64_((char *)old_modes, 6), 0);
    read_words(words, 5);
    same_words(words, setparam, 4);
    CHECK(memcmp(words + 4, "AB", 2) == 0);
    EQUAL(FILE_REPLY64_(), 0);
    read_words(words, 4);
    same_words(words, setparam_asking, 4);
    EQUAL(FILE_REPLY64_((char *)old_values, 8), 0);
    read_words(words, 5); /* not given: for the requester to judge */
    EQUAL(FILE_REPLY64_(), 0);
    read_words(words, 5); /* refused: then there is nothing to look at */
    EQUAL(FILE_REPLY64_("junk", 4, , , 48), 0);
}

static void values_kernel(void) {
    static const short old_modes[3] = {-33, 11, 12}, old_values[3] = {-37, 3, 0x7879};
    struct peer peer;
    offer_link(&peer, &stranger);
    meet();
    SEND(&peer, 1, setmode_asking);
    expect_reply(&peer, 1, 0);
    expect_words(&peer, old_modes, 3);
    SEND(&peer, 2, setparam);
    expect_reply(&peer, 2, 0);
    SEND(&peer, 3, setparam_asking);
    expect_reply(&peer, 3, 0);
    EQUAL(peer.data, 7);
    for (int i = 0; i < 3; i++) EQUAL((short)wire_get(frame_data(&peer) + 2 * i, 2), old_values[i]);
    CHECK(frame_data(&peer)[6] == 'z');
    SEND(&peer, 4, setmode_asking);
    expect_reply(&peer, 4, 0);
    EQUAL(peer.data, 0);
    SEND(&peer, 5, setmode_asking);
    expect_reply(&peer, 5, 48);
}

/* Each reply is wrong in another way; the first to the SETMODE, the others to the SETPARAM. */
static const struct {
    short words[4];
    int bytes;
} wrong_values[] = {{{-33, 1}, 4}, {{-33, 1, 2, 3}, 8},  {{-37, 1, 2}, 6}, {{-33, 0}, 4},  {{-37}, 2},
                    {{-37, 3}, 6}, {{-37, -1, 0, 0}, 8}, {{-37, 257}, 8},  {{-106, 0}, 4}, {{-37}, 1}};
enum { WRONG_VALUES = sizeof wrong_values / sizeof *wrong_values, WRONG_SETMODES = 3 };

static void wrong_values_process(void) {
    short words[MOST_WORDS];
    open_with(0);
    EQUAL(receive_setmode(80, true, 3, false, 0, NULL), 0);
    meet_kernel();
    for (int i = 0; i < WRONG_VALUES; i++) {
        read_words(words, i < WRONG_SETMODES ? 5 : 4);
        EQUAL(FILE_REPLY64_((const char *)wrong_values[i].words, wrong_values[i].bytes), 2);
        EQUAL(last_error_of(0), 2);
        EQUAL(FILE_REPLY64_(), 74);
    }
}

static void wrong_values_kernel(void) {
    struct peer peer;
    offer_link(&peer, &stranger);
    meet();
    for (int i = 0; i < WRONG_VALUES; i++) {
        if (i < WRONG_SETMODES) SEND(&peer, (uint32_t)i, setmode_asking);
        else SEND(&peer, (uint32_t)i, setparam_asking);
        expect_reply(&peer, (uint32_t)i, 2);
        EQUAL(peer.data, 0);
    }
}

/* --------------------------------------------------------------------------------------------------- inquiries */

static void sent_by_nobody(void) {
    zsys_ddl_receiveinformation_def information = receive_information();
    EQUAL(information.z_iotype, 0);
    EQUAL(information.z_filenum, -1);
    EQUAL(information.z_openlabel, -1);
    CHECK(memcmp(&information.z_sender, &null_handle, sizeof null_handle) == 0);
}

static void inquiries_process(void) {
    static const short device[7] = {-106, 3, 40, -1, -1, -1, 4096};
    short words[MOST_WORDS], name[9] = {-107, 0, 0, -1, -1, -1, 3};
    memcpy(name + 7, "#BC?", 4);
    open_with(ZSYS_VAL_OPENOPT_NOSYSTEMMSGS); /* which does not keep inquiries away */
    for (int i = 0; i < 3; i++) {
        read_words(words, 6);
        same_words(words, inquiry, 5);
        CHECK(memcmp(words + 5, "#A", 2) == 0);
        sent_by_nobody();
        if (i == 0) EQUAL(FILE_REPLY64_((const char *)device, 14), 0);
        if (i == 1) EQUAL(FILE_REPLY64_((const char *)device, 12), 2);
        if (i == 2) EQUAL(FILE_REPLY64_(, , , , 48), 0);
    }
    for (int i = 0; i < 3; i++) {
        read_words(words, 10);
        same_words(words, next_name, 8);
        CHECK(memcmp(words + 8, "#A#*", 4) == 0);
        sent_by_nobody();
        if (i == 0) EQUAL(FILE_REPLY64_((const char *)name, 18), 0);
        if (i == 1) EQUAL(FILE_REPLY64_((const char *)name, 16), 2);
        if (i == 2) EQUAL(FILE_REPLY64_(, , , , 1), 0);
    }
}

static void inquiries_kernel(void) {
    static const short device[7] = {-106, 3, 40, -1, -1, -1, 4096}, plain[7] = {-106, 0, 0, -1, -1, -1, 132},
                       name[7] = {-107, 0, 0, -1, -1, -1, 3};
    struct peer peer;
    offer_link(&peer, &stranger);
    SEND(&peer, 1, inquiry);
    expect_reply(&peer, 1, 0);
    expect_words(&peer, device, 7);
    SEND(&peer, 2, inquiry);
    expect_reply(&peer, 2, 0);
    expect_words(&peer, plain, 7);
    SEND(&peer, 3, inquiry);
    expect_reply(&peer, 3, 48);
    EQUAL(peer.data, 0);
    SEND(&peer, 4, next_name);
    expect_reply(&peer, 4, 0);
    EQUAL(peer.data, 17);
    for (int i = 0; i < 7; i++) EQUAL((short)wire_get(frame_data(&peer) + 2 * i, 2), name[i]);
    CHECK(memcmp(frame_data(&peer) + 14, "#BC", 3) == 0);
    SEND(&peer, 5, next_name);
    expect_reply(&peer, 5, 2);
    EQUAL(peer.data, 0);
    SEND(&peer, 6, next_name);
    expect_reply(&peer, 6, 1);
}

/* ------------------------------------------------------------------------------------- opens that were there first */

static void send_open(struct peer *peer, uint32_t request, short options) {
    short words[30] = {-103};
    words[5] = options;
    SEND(peer, request, words);
}

static void early_process(void) {
    char buffer[8];
    int count;
    meet_kernel();
    open_with(ZSYS_VAL_OPENOPT_NOSYSTEMMSGS);
    meet_kernel();
    EQUAL(read_message(buffer, sizeof buffer, &count), 0);
    EQUAL(FILE_REPLY64_(), 0);
}

static void early_kernel(void) {
    struct peer peer;
    offer_link(&peer, &stranger);
    begin_meeting();
    send_open(&peer, 1, ZSYS_VAL_OPENOPT_NOWAITOPEN);
    send_open(&peer, 2, 0);
    settle(&peer);
    no_more_frames(&peer);
    end_meeting();
    expect_reply(&peer, 2, 0); /* when $RECEIVE was opened */
    begin_meeting();
    send_open(&peer, 3, ZSYS_VAL_OPENOPT_NOWAITOPEN);
    expect_reply(&peer, 3, 0); /* $RECEIVE was open already */
    end_meeting();
    expect_reply(&peer, 1, 0); /* at the first read */
    ask(&peer, 4, 0, "x");
    expect_reply(&peer, 4, 0);
}

/* ------------------------------------------------------------------------------------------------------ READ */

static void reading_process(void) {
    short words[MOST_WORDS];
    char buffer[8];
    uint32_t count = 0;
    short file;
    EQUAL(receive_read_replying(buffer, sizeof buffer, 0, &count), 16);
    EQUAL(FILE_OPEN_("$RECEIVE", 8, &file), 0); /* receive depth 0 */
    meet_kernel();
    EQUAL(receive_read_replying((char *)words, sizeof words, 0, &count), 6);
    EQUAL(words[0], -103);
    EQUAL(receive_read_replying(buffer, 3, 0, &count), 0);
    EQUAL(count, 3);
    CHECK(memcmp(buffer, "abc", 3) == 0);
    EQUAL(receive_information().z_maxreplycount, 100);
    EQUAL(MESSAGESTATUS(), -1);
    EQUAL(FILE_REPLY64_("x", 1), 2);
    EQUAL(FILE_CLOSE_(0), 0);
    open_receive(1, 1);
    EQUAL(FILE_READUPDATE64_(0, buffer, 8), 0);
    file = 0;
    EQUAL(FILE_AWAITIO64_(&file), 0);
    EQUAL(FILE_READUPDATE64_(0, buffer, 8), 74);
    EQUAL(receive_read_replying(buffer, sizeof buffer, 77, &count), 0); /* needs no slot */
    long long tag = 0;
    EQUAL(FILE_AWAITIO64_(&file, , , &tag), 0);
    EQUAL(tag, 77);
    CHECK(memcmp(buffer, "second", 6) == 0);
    meet_kernel();
    EQUAL(FILE_REPLY64_("first", 5), 0);
}

static void reading_kernel(void) {
    struct peer peer;
    offer_link(&peer, &stranger);
    meet();
    send_open(&peer, 1, 0);
    expect_reply(&peer, 1, 0);
    EQUAL(wire_frame_label(peer.frame), -1);
    ask(&peer, 2, 0, "abcdef");
    expect_reply(&peer, 2, 0);
    EQUAL(peer.data, 0);
    ask(&peer, 3, 0, "first");
    ask(&peer, 4, 0, "second");
    expect_reply(&peer, 4, 0);
    EQUAL(peer.data, 0);
    meet();
    expect_reply(&peer, 3, 0);
    EQUAL(peer.data, 5);
}

/* --------------------------------------------------------------------------------------------------- SETMODE */

static void modes(void) {
    short last[2];
    EQUAL(receive_setmode(36, true, 1, false, 0, NULL), 16);
    open_receive(1, 1);
    static const short functions[5] = {30, 36, 72, 74, 80}, good[5] = {3, 1, 2, -1, 7}, bad[5] = {2, 2, 3, 2, 8};
    for (int i = 0; i < 5; i++) {
        EQUAL(receive_setmode(functions[i], true, bad[i], false, 0, NULL), 590);
        EQUAL(receive_setmode(functions[i], true, good[i], true, 1, NULL), 590);
        EQUAL(receive_setmode(functions[i], true, good[i], true, 0, last), 0);
        EQUAL(last[0], 0);
        EQUAL(receive_setmode(functions[i], false, 0, false, 0, last), 0); /* keeps its value */
        EQUAL(last[0], good[i]);
        EQUAL(last[1], 0);
    }
    CHECK(!receive_timeout_cancels());
    EQUAL(receive_setmode(81, true, 1, false, 0, last), 2);
    EQUAL(last_error_of(0), 2);
    EQUAL(FILE_CLOSE_(0), 0);
    open_receive(1, 1); /* which begins with the defaults */
    for (int i = 0; i < 5; i++) {
        EQUAL(receive_setmode(functions[i], false, 0, false, 0, last), 0);
        EQUAL(last[0], 0);
    }
    CHECK(receive_timeout_cancels());
}

static void no_script(void) {}

const struct test wanted_tests[] = {
    {"without file-management messages CONTROL and its kind get error 7", none_process, none_kernel, NULL},
    {"CONTROL, SETMODE, RESETSYNC and CONTROLBUF are read; SETPARAM and old modes get error 2", usual_process,
     usual_kernel, NULL},
    {"SETMODE 80 lets SETPARAM in, and old values out", values_process, values_kernel, NULL},
    {"old values that cannot be are error 2 for both sides", wrong_values_process, wrong_values_kernel, NULL},
    {"inquiries come from nobody, and want data", inquiries_process, inquiries_kernel, NULL},
    {"of opens that came before $RECEIVE the nowait ones wait for the first read", early_process, early_kernel, NULL},
    {"READ answers at once, whatever the receive depth", reading_process, reading_kernel, NULL},
    {"modes of $RECEIVE have values, old values and defaults", modes, no_script, NULL},
    {NULL, NULL, NULL, NULL}};
