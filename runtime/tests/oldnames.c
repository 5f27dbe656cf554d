/* Names of the C-series: 12 words, blank filled. The node is \TEST, number 7. */
#include "harness.h"

static void nothing_from_kernel(void) {}

static short length_of(const char *text) {
    return (short)strlen(text);
}

/* An internal name from its letters; \ stands before a node number, @ for a word with CPU 3, PIN 9. */
static void words_of(const char *text, short words[12]) {
    char bytes[25];
    snprintf(bytes, sizeof bytes, "%-24s", text);
    bool numbered = bytes[6] == '@';
    if (bytes[0] == '\\') bytes[1] = (char)(bytes[1] - '0');
    memcpy(words, bytes, 24);
    if (numbered) words[3] = 3 << 8 | 9;
}

static void unnamed_words(int node, int cpu, int pin, uint32_t created, short words[12]) {
    memset(words, ' ', 24);
    words[0] = (short)(0x8000 | node);
    words[1] = (short)(created >> 16);
    words[2] = (short)created;
    words[3] = (short)(cpu << 8 | pin);
}

static void show(const char *name, const short words[12]) {
    fprintf(stderr, "    %s: %.24s\n", name, (const char *)words);
}

/* ------------------------------------------------------------------------------------ FILENAME_TO_OLDFILENAME_ */

static void to_old(void) {
    static const struct {
        const char *name;
        short error;
        const char *old;
    } rows[] = {
        {"$vol.sub.file", 0, "$VOL    SUB     FILE"},
        {"sub.file", 0, "$SYSTEM SUB     FILE"},
        {"file", 0, "$SYSTEM NOSUBVOLFILE"},
        {"#1234", 0, "$SYSTEM #1234"},
        {"$serv", 0, "$SERV"},
        {"$serv:5.#q.r", 0, "$SERV   #Q      R"},
        {"$longdev", 0, "$LONGDEV"},
        {"$receive", 0, "$RECEIVE"},
        {"\\test.$serv", 0, "\\7SERV"},
        {"\\test.$vol.s.f", 0, "\\7VOL   S       F"},
        {"\\test.$longde", 0, "\\7LONGDE"},
        {"\\test.$longdev", 0, "$LONGDEV"},
        {"\\test.file", 0, "\\7SYSTEMNOSUBVOLFILE"},
        {"=my^map", 0, "=MY^MAP"},
        {"\\test", 13, ""},
        {"$vol.sub", 13, ""},
        {"file*", 13, ""},
        {"", 13, ""},
        {"$:1:256:3", 560, ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const typeof(rows[0]) *row = &rows[i];
        short words[12], wanted[12], before[12];
        memset(words, 0x55, sizeof words);
        memset(before, 0x55, sizeof before);
        EQUAL(FILENAME_TO_OLDFILENAME_(row->name, length_of(row->name), words), row->error);
        words_of(row->old, wanted);
        if (memcmp(words, row->error ? before : wanted, sizeof words) != 0) show(row->name, words);
        CHECK(memcmp(words, row->error ? before : wanted, sizeof words) == 0);
    }
    short words[12], wanted[12];
    EQUAL(FILENAME_TO_OLDFILENAME_("$:3:255:70000", 13, words), 0);
    unnamed_words(7, 3, 255, 70000, wanted);
    CHECK(memcmp(words, wanted, sizeof words) == 0);
}

static void to_old_arguments(void) {
    short words[12];
    EQUAL(FILENAME_TO_OLDFILENAME_(, 1, words), 29);
    EQUAL(FILENAME_TO_OLDFILENAME_("F", , words), 29);
    EQUAL(FILENAME_TO_OLDFILENAME_("F", 1), 29);
    EQUAL(FILENAME_TO_OLDFILENAME_(NULL, 1, words), 22);
    EQUAL(FILENAME_TO_OLDFILENAME_("F", 1, NULL), 22);
    EQUAL(FILENAME_TO_OLDFILENAME_("F", -1, words), 21);
}

/* Another node: asked of the kernel by its name. */
static void to_old_of_other_node(void) {
    short words[12], wanted[12];
    EQUAL(FILENAME_TO_OLDFILENAME_("\\far.$serv", 10, words), 0);
    words_of("\\9SERV", wanted);
    CHECK(memcmp(words, wanted, sizeof words) == 0);
    EQUAL(FILENAME_TO_OLDFILENAME_("\\far.$longdev", 13, words), 20);
    EQUAL(FILENAME_TO_OLDFILENAME_("\\none.$serv", 11, words), 18);
}

static void answer_node(short error, int number, const char *name) {
    uint8_t body[64] = {0};
    uint32_t tag = take(WIRE_GET_NODE)->tag;
    wire_node_set_number(body, number);
    wire_put(body + WIRE_NODE_SIZE, 2, strlen(name));
    memcpy(body + WIRE_NODE_SIZE + 2, name, strlen(name));
    tell(WIRE_NODE, tag, error, body, WIRE_NODE_SIZE + 2 + strlen(name), -1);
}

static void knows_far(void) {
    answer_node(0, 9, "\\FAR");
    answer_node(0, 9, "\\FAR");
    answer_node(18, -1, "");
}

/* ------------------------------------------------------------------------------------ OLDFILENAME_TO_FILENAME_ */

static void from_old(void) {
    static const struct {
        const char *old;
        short error;
        const char *name;
    } rows[] = {
        {"$VOL    SUB     FILE", 0, "\\TEST.$VOL.SUB.FILE"},
        {"$vol    sub     file", 0, "\\TEST.$VOL.SUB.FILE"},
        {"\\7VOL   SUB     FILE", 0, "\\TEST.$VOL.SUB.FILE"},
        {"$SYSTEM #1234", 0, "\\TEST.$SYSTEM.#1234"},
        {"$LONGDEV", 0, "\\TEST.$LONGDEV"},
        {"$VOL    SUB", 0, "\\TEST.$VOL.SUB"},
        {"$RECEIVE", 0, "$RECEIVE"},
        {"=MAP", 0, "=MAP"},
        {"", 13, ""},
        {"VOL     SUB     FILE", 13, ""},
        {"NONE", 13, ""},
        {"$VOL    1       FILE", 13, ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const typeof(rows[0]) *row = &rows[i];
        short words[12], length = -1;
        char name[60];
        words_of(row->old, words);
        EQUAL(OLDFILENAME_TO_FILENAME_(words, name, sizeof name, &length), row->error);
        EQUAL(length, length_of(row->name));
        CHECK(memcmp(name, row->name, strlen(row->name)) == 0);
    }
}

static void from_old_arguments(void) {
    short words[12], length = -1;
    char name[60];
    words_of("$VOL    SUB     FILE", words);
    EQUAL(OLDFILENAME_TO_FILENAME_(words, name, 19, &length), 0);
    EQUAL(OLDFILENAME_TO_FILENAME_(words, name, 18, &length), 563);
    EQUAL(length, 0);
    EQUAL(OLDFILENAME_TO_FILENAME_(, name, 60, &length), 29);
    EQUAL(OLDFILENAME_TO_FILENAME_(words, , 60, &length), 29);
    EQUAL(OLDFILENAME_TO_FILENAME_(words, name, , &length), 29);
    EQUAL(OLDFILENAME_TO_FILENAME_(words, name, 60), 29);
    EQUAL(OLDFILENAME_TO_FILENAME_(NULL, name, 60, &length), 22);
    EQUAL(OLDFILENAME_TO_FILENAME_(words, NULL, 60, &length), 22);
    EQUAL(OLDFILENAME_TO_FILENAME_(words, name, 60, NULL), 22);
    EQUAL(OLDFILENAME_TO_FILENAME_(words, name, -1, &length), 21);
}

static void expect_name(const short *words, short error, const char *wanted) {
    short old[12], length = -1;
    char name[60];
    memcpy(old, words, sizeof old);
    EQUAL(OLDFILENAME_TO_FILENAME_(old, name, sizeof name, &length), error);
    EQUAL(length, length_of(wanted));
    CHECK(memcmp(name, wanted, strlen(wanted)) == 0);
}

static void from_old_of_process(void) {
    short words[12];
    words_of("$SERV", words);
    expect_name(words, 0, "\\TEST.$SERV:3");
    words_of("$SERV @ #Q      R", words);
    expect_name(words, 0, "\\TEST.$SERV:3.#Q.R");
    words_of("\\7SERV@", words);
    expect_name(words, 0, "\\TEST.$SERV:3");
    words_of("$NONE", words);
    expect_name(words, 14, "");
    unnamed_words(7, 3, 9, 70000, words);
    expect_name(words, 0, "\\TEST.$:3:9:70000");
    expect_name(words, 14, "");
    unnamed_words(7, 3, 9, 70001, words);
    expect_name(words, 14, "");
}

static void answer_named(short result, const char *name) {
    struct packet *asked = take(WIRE_PAIR_INFO);
    EQUAL(wire_pair_info_by(asked->body), WIRE_BY_NAME);
    answer_pair(result, name);
}

static void answer_info(short error, int sequence, const char *descriptor) {
    uint8_t body[256] = {0};
    struct handle handle = a_handle(3, 9, 0, sequence);
    struct packet *asked = take(WIRE_GET_INFO);
    size_t at = WIRE_INFO_SIZE;
    EQUAL(wire_get_info_by(asked->body), WIRE_INFO_BY_PIN);
    EQUAL(wire_get_info_cpu(asked->body), 3);
    EQUAL(wire_get_info_pin(asked->body), 9);
    memcpy(wire_info_handle(body), &handle, sizeof handle);
    wire_put(body + at, 2, strlen(descriptor));
    memcpy(body + at + 2, descriptor, strlen(descriptor));
    at += 2 + strlen(descriptor) + 8;
    tell(WIRE_INFO, asked->tag, error, body, at, -1);
}

static void knows_processes(void) {
    answer_named(0, "\\TEST.$SERV:3");
    answer_named(0, "\\TEST.$SERV:3");
    answer_named(4, "\\TEST.$SERV:3");
    answer_named(9, "");
    answer_info(0, 70000, "\\TEST.$:3:9:70000");
    answer_info(4, 0, "");
    answer_info(0, 70000, "\\TEST.$:3:9:70000");
}

static void from_old_of_unknown_node(void) {
    short words[12];
    words_of("\\9VOL   SUB     FILE", words);
    expect_name(words, 0, "\\FAR.$VOL.SUB.FILE");
    expect_name(words, 18, "\\9.$VOL.SUB.FILE");
}

static void knows_far_once(void) {
    answer_node(0, 9, "\\FAR");
    answer_node(18, -1, "");
}

/* ------------------------------------------------------------------------------------- FNAMEEXPAND and its kind */

static void expanding(void) {
    static const struct {
        const char *external, *defaults;
        short length;
        const char *internal;
    } rows[] = {
        {"file", "$DATA   MINE    ", 4, "$DATA   MINE    FILE"},
        {"file ", "$DATA   MINE    ", 4, "$DATA   MINE    FILE"},
        {"sub.file", "$DATA   MINE    ", 8, "$DATA   SUB     FILE"},
        {"$vol.file.x,", "$DATA   MINE    ", 11, "$VOL    FILE    X"},
        {"$serv.#q.r", "$DATA   MINE    ", 10, "$SERV   #Q      R"},
        {"$serv:5", "$DATA   MINE    ", 5, "$SERV"},
        {"#1234", "$DATA   MINE    ", 5, "$DATA   #1234"},
        {"$receive", "\\7DATA  MINE    ", 8, "$RECEIVE"},
        {"$longdev", "$DATA   MINE    ", 8, "$LONGDEV"},
        {"file", "\\7DATA  MINE    ", 4, "\\7DATA  MINE    FILE"},
        {"$vol", "\\7DATA  MINE    ", 4, "\\7VOL"},
        {"\\test.$vol", "$DATA   MINE    ", 10, "\\7VOL"},
        {"\\test.$longdev", "$DATA   MINE    ", 14, "$LONGDEV"},
        {"\\test.$longdev", "\\7DATA  MINE    ", 0, NULL},
        {"=my_map", "$DATA   MINE    ", 7, "=MY_MAP"},
        {"\\test", "$DATA   MINE    ", 0, NULL},
        {"1file", "$DATA   MINE    ", 0, NULL},
        {"a.b.c", "$DATA   MINE    ", 0, NULL},
        {"filename9", "$DATA   MINE    ", 0, NULL},
        {"", "$DATA   MINE    ", 0, NULL},
        {" file", "$DATA   MINE    ", 0, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const typeof(rows[0]) *row = &rows[i];
        short words[12], wanted[12], before[12], defaults[12];
        char external[64];
        memset(words, 0x55, sizeof words);
        memset(before, 0x55, sizeof before);
        words_of(row->defaults, defaults);
        strcpy(external, row->external);
        EQUAL(FNAMEEXPAND(external, words, defaults), row->length);
        if (row->internal) words_of(row->internal, wanted);
        if (memcmp(words, row->internal ? wanted : before, sizeof words) != 0) show(row->external, words);
        CHECK(memcmp(words, row->internal ? wanted : before, sizeof words) == 0);
    }
}

static void expanding_in_place(void) {
    short words[12] = {0}, defaults[12], wanted[12];
    words_of("$DATA   MINE    ", defaults);
    memcpy(words, "sub.file", 9);
    EQUAL(FNAMEEXPAND((char *)words, words, defaults), 8);
    words_of("$DATA   SUB     FILE", wanted);
    CHECK(memcmp(words, wanted, sizeof words) == 0);
    EQUAL(FNAMEEXPAND(, words, defaults), 0);
    EQUAL(FNAMEEXPAND("F", , defaults), 0);
    EQUAL(FNAMEEXPAND("F", words), 0);
    EQUAL(FNAMEEXPAND(NULL, words, defaults), 0);
    EQUAL(FNAMEEXPAND("F", NULL, defaults), 0);
    EQUAL(FNAMEEXPAND("F", words, NULL), 0);
}

static void expanding_with_unknown_node(void) {
    short words[12], defaults[12], wanted[12];
    words_of("$DATA   MINE    ", defaults);
    EQUAL(FNAMEEXPAND("\\none.$vol", words, defaults), 10);
    words_of("\\0VOL", wanted);
    ((uint8_t *)wanted)[1] = 255;
    CHECK(memcmp(words, wanted, sizeof words) == 0);
}

static void knows_no_node(void) {
    answer_node(18, -1, "");
}

static void collapsing(void) {
    static const char *const rows[][2] = {
        {"$VOL    SUB     FILE", "$VOL.SUB.FILE"},
        {"\\7VOL   SUB     FILE", "\\TEST.$VOL.SUB.FILE"},
        {"$SERV @ #Q      R", "$SERV.#Q.R"},
        {"$RECEIVE", "$RECEIVE"},
        {"=MAP", "=MAP"},
        {"$VOL", "$VOL"},
    };
    short words[12];
    char external[40];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        words_of(rows[i][0], words);
        EQUAL(FNAMECOLLAPSE(words, external), length_of(rows[i][1]));
        CHECK(memcmp(external, rows[i][1], strlen(rows[i][1])) == 0);
    }
    EQUAL(FNAMECOLLAPSE(, external), 0);
    EQUAL(FNAMECOLLAPSE(words), 0);
    EQUAL(FNAMECOLLAPSE(NULL, external), 0);
    EQUAL(FNAMECOLLAPSE(words, NULL), 0);
    words_of("\\9VOL   SUB     FILE", words);
    EQUAL(FNAMECOLLAPSE(words, external), 17);
    CHECK(memcmp(external, "\\??.$VOL.SUB.FILE", 17) == 0);
}

static void comparing(void) {
    static const struct {
        const char *a, *b;
        short result;
    } rows[] = {
        {"$VOL    SUB     FILE", "$VOL    SUB     FILE", 0},
        {"$VOL    SUB     FILE", "$vol    sub     file", 0},
        {"$VOL    SUB     FILE", "\\7VOL   SUB     FILE", 0},
        {"$VOL    SUB     FILE", "\\8VOL   SUB     FILE", -1},
        {"$VOL    SUB     FILE", "$VOL    SUB     OTHER", 1},
        {"$VOL    SUB     FILE", "$VOL    OTHER   FILE", 1},
        {"$VOL    SUB     FILE", "$VOL2   SUB     FILE", -1},
        {"$SERV @ #Q", "$SERV   #Q", 0},
        {"$SERV   #Q", "$SERV   #q", 1},
        {"$SERV", "$SERV   #Q", 1},
        {"=MAP", "$SERV   #X", 0},
        {"=MAP", "$SERV", 1},
        {"=SORT", "=SORT", 0},
        {"=SORT", "=SORT2", -1},
        {"=SORT", "$SERV", -1},
        {"=NONE", "$SERV", -198},
        {"$SERV", "=NONE", -198},
        {"SERV", "$SERV", -13},
        {"=1", "$SERV", -13},
    };
    short a[12], b[12];
    EQUAL(DEFINESETATTR("FILE            ", "$serv.#x", 8), 0);
    EQUAL(DEFINEADD("=MAP                    "), 0);
    EQUAL(DEFINESETATTR("CLASS           ", "SORT", 4), 0);
    EQUAL(DEFINEADD("=SORT                   "), 0);
    EQUAL(DEFINEADD("=SORT2                  "), 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        words_of(rows[i].a, a);
        words_of(rows[i].b, b);
        if (FNAMECOMPARE(a, b) != rows[i].result) fprintf(stderr, "    %s, %s\n", rows[i].a, rows[i].b);
        EQUAL(FNAMECOMPARE(a, b), rows[i].result);
    }
    unnamed_words(7, 3, 9, 70000, a);
    unnamed_words(7, 3, 9, 70000, b);
    EQUAL(FNAMECOMPARE(a, b), 0);
    unnamed_words(7, 3, 9, 70001, b);
    EQUAL(FNAMECOMPARE(a, b), -1);
    EQUAL(FNAMECOMPARE(, b), -29);
    EQUAL(FNAMECOMPARE(a), -29);
    EQUAL(FNAMECOMPARE(NULL, b), -22);
    EQUAL(FNAMECOMPARE(a, NULL), -22);
}

#define QUIET(sentence, process) \
    { sentence, process, nothing_from_kernel, NULL }
const struct test old_name_tests[] = {
    QUIET("FILENAME_TO_OLDFILENAME_ makes internal names", to_old),
    QUIET("FILENAME_TO_OLDFILENAME_ without its arguments", to_old_arguments),
    {"FILENAME_TO_OLDFILENAME_ numbers other nodes", to_old_of_other_node, knows_far, NULL},
    QUIET("OLDFILENAME_TO_FILENAME_ makes names with a node", from_old),
    QUIET("OLDFILENAME_TO_FILENAME_ without its arguments", from_old_arguments),
    {"OLDFILENAME_TO_FILENAME_ looks processes up", from_old_of_process, knows_processes, NULL},
    {"OLDFILENAME_TO_FILENAME_ shows the number of an unknown node", from_old_of_unknown_node, knows_far_once, NULL},
    QUIET("FNAMEEXPAND completes from the default names", expanding),
    QUIET("FNAMEEXPAND may write over what it reads", expanding_in_place),
    {"FNAMEEXPAND gives an unknown node the number 255", expanding_with_unknown_node, knows_no_node, NULL},
    {"FNAMECOLLAPSE makes external names", collapsing, knows_no_node, NULL},
    QUIET("FNAMECOMPARE tells how much is the same", comparing),
    {NULL, NULL, NULL, NULL}};
