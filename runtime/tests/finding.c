/* Searching for names, and questions to processes that need no open (-106, -107, -109). */
#include "harness.h"

enum { SIMULATOR = 30, ROOM = 60 };

static void nothing_from_kernel(void) {}

static short length_of(const char *text) {
    return (short)strlen(text);
}

/* ------------------------------------------------------------------------------------- in the process under test */

static short start_search(const char *pattern, short level, short options) {
    short id = -1;
    EQUAL(FILENAME_FINDSTART_(&id, pattern, length_of(pattern), level, , , options), 0);
    CHECK(id > 0);
    return id;
}

/* The next result is that error and that name; type and subtype unless that is an error. */
static void expect_found(short id, short error, const char *name, short type, short subtype) {
    char found[ROOM];
    short length = -1, entity[5];
    EQUAL(FILENAME_FINDNEXT_(id, found, ROOM, &length, entity), error);
    if (length != length_of(name) || memcmp(found, name, (size_t)length) != 0) {
        fprintf(stderr, "    found %.*s, wanted %s\n", length < 0 ? 0 : length, found, name);
        failed(__FILE__, __LINE__, "name", length, length_of(name));
    }
    if (error) return;
    EQUAL(entity[0], type);
    EQUAL(entity[1], subtype);
    EQUAL(entity[2], -1);
    EQUAL(entity[3], -1);
    EQUAL(entity[4], -1);
}

static void expect_end_of_search(short id) {
    expect_found(id, 1, "", 0, 0);
    expect_found(id, 1, "", 0, 0);
    EQUAL(FILENAME_FINDFINISH_(id), 0);
    EQUAL(FILENAME_FINDFINISH_(id), 16);
}

/* ------------------------------------------------------------------------------------------------- in the script */

static void tell_pair(struct packet *asked, short result, const struct handle *primary, const char *name,
                      uint32_t next) {
    uint8_t body[256] = {0};
    size_t at = WIRE_PAIR_SIZE;
    wire_pair_set_result(body, result);
    memcpy(wire_pair_primary(body), primary, sizeof *primary);
    memcpy(wire_pair_backup(body), &null, sizeof null);
    memcpy(wire_pair_ancestor(body), &null, sizeof null);
    wire_pair_set_next(body, next);
    wire_put(body + at, 2, strlen(name));
    memcpy(body + at + 2, name, strlen(name));
    at += 2 + strlen(name) + 2;
    tell(WIRE_PAIR, asked->tag, 0, body, at, -1);
}

static void list_pair(uint32_t index, const char *name, uint32_t next) {
    struct packet *asked = take(WIRE_PAIR_INFO);
    EQUAL(wire_pair_info_by(asked->body), WIRE_BY_INDEX);
    EQUAL(wire_pair_info_index(asked->body), index);
    tell_pair(asked, name ? 4 : 8, name ? &server : &null, name ? name : "", next);
}

/* The process asks for that name, which is `primary`'s; for NULL there is none. */
static void name_pair(const char *wanted, const struct handle *primary, const char *descriptor) {
    struct packet *asked = take(WIRE_PAIR_INFO);
    EQUAL(wire_pair_info_by(asked->body), WIRE_BY_NAME);
    EQUAL(wire_get(asked->body + WIRE_PAIR_INFO_SIZE, 2), strlen(wanted));
    CHECK(memcmp(asked->body + WIRE_PAIR_INFO_SIZE + 2, wanted, strlen(wanted)) == 0);
    tell_pair(asked, primary ? 4 : 9, primary ? primary : &null, primary ? descriptor : "", 0);
}

static void tell_info(short error, short subtype, bool qualifiers) {
    uint8_t body[WIRE_INFO_SIZE + 10] = {0};
    struct packet *asked = take(WIRE_GET_INFO);
    EQUAL(wire_get_info_by(asked->body), WIRE_INFO_BY_HANDLE);
    wire_info_set_subtype(body, subtype);
    wire_info_set_qualifiers(body, qualifiers);
    tell(WIRE_INFO, asked->tag, error, body, sizeof body, -1);
}

static void name_server(short subtype, bool qualifiers) {
    name_pair("\\TEST.$SERV", &server, "\\TEST.$SERV:3");
    tell_info(0, subtype, qualifiers);
}

static const char *shown(const uint8_t *bytes, uint32_t length) {
    static char text[3 * 200];
    for (uint32_t i = 0; i < length && i < 190; i++) sprintf(text + 3 * i, "%02x ", bytes[i]);
    return text;
}

static uint32_t take_question(struct peer *peer, const void *wanted, uint32_t length) {
    uint8_t *frame = take_request(peer, WIRE_IO_SYSTEM);
    if (peer->data != length || memcmp(frame_data(peer), wanted, length) != 0) {
        fprintf(stderr, "    asked %s\n", shown(frame_data(peer), peer->data));
        failed(__FILE__, __LINE__, "question", peer->data, length);
    }
    EQUAL(wire_frame_message(frame), (short)wire_get(wanted, 2));
    EQUAL(wire_frame_file(frame), -1);
    EQUAL(wire_frame_label(frame), -1);
    EQUAL(wire_frame_sync(frame), 0);
    EQUAL(wire_frame_reply_max(frame), 32);
    return wire_frame_request(frame);
}

/* -107 with a start name and a pattern; skip-if-same. */
static uint32_t take_name_question(struct peer *peer, const char *start, bool skip, const char *pattern) {
    uint8_t wanted[160] = {0xff, 0x95};
    size_t at = 16 + strlen(start);
    wire_put(wanted + 2, 2, skip);
    wire_put(wanted + 4, 2, strlen(start));
    wire_put(wanted + 6, 2, at);
    wire_put(wanted + 8, 2, strlen(pattern));
    memcpy(wanted + 16, start, strlen(start));
    memcpy(wanted + at, pattern, strlen(pattern));
    return take_question(peer, wanted, (uint32_t)(at + strlen(pattern)));
}

static uint32_t take_device_question(struct peer *peer, const char *qualifier) {
    uint8_t wanted[64] = {0xff, 0x96};
    wire_put(wanted + 8, 2, strlen(qualifier));
    memcpy(wanted + 10, qualifier, strlen(qualifier));
    return take_question(peer, wanted, (uint32_t)(10 + strlen(qualifier)));
}

static void reply_name(struct peer *peer, uint32_t request, short type, short subtype, const char *name) {
    uint8_t data[32] = {0xff, 0x95};
    wire_put(data + 2, 2, (uint64_t)type);
    wire_put(data + 4, 2, (uint64_t)subtype);
    memset(data + 6, 0xff, 6);
    wire_put(data + 12, 2, strlen(name));
    memcpy(data + 14, name, strlen(name));
    reply(peer, request, 0, data, (uint32_t)(14 + strlen(name)));
}

static void reply_device(struct peer *peer, uint32_t request, short type, short subtype, short reclen) {
    uint8_t data[14] = {0xff, 0x96};
    wire_put(data + 2, 2, (uint64_t)type);
    wire_put(data + 4, 2, (uint64_t)subtype);
    memset(data + 6, 0xff, 6);
    wire_put(data + 12, 2, (uint64_t)reclen);
    reply(peer, request, 0, data, sizeof data);
}

/* ---------------------------------------------------------------------------------------------------- arguments */

static void start_arguments(void) {
    static const struct {
        const char *pattern;
        short level, options;
        const char *start;
        short error;
    } rows[] = {
        {"$*", -1, 0, "", 0},      {"$*", 0, 0, "", 0},          {"$*", 1, 0, "", 590},
        {"$*", -2, 0, "", 590},    {"$a.#*", 1, 0, "", 0},       {"$a.#*", 2, 0, "", 590},
        {"\\*", 0, 0, "", 590},    {"$a.#b.c", 2, 0, "", 0},     {"$a.#b", 2, 0, "", 590},
        {"*", 2, 0, "", 0},        {"*.*", 2, 0, "", 590},       {"*", 2, 256, "", 590},
        {"$a", 0, 0, "$a", 0},     {"$a*", 0, 0, "$ab", 0},      {"$a*", 0, 0, "$b", 590},
        {"$a*", 0, 0, "$ab:5", 0}, {"$a*", 0, 0, "$ab.#c", 590}, {"$*.#*", 0, 0, "$a.#b", 0},
        {"$a*", 0, 0, "1", 13},    {"$a..b", 0, 0, "", 13},      {"=map", 0, 0, "", 13},
        {"$a b", 0, 0, "", 13},    {"$*", 0, 255 & ~64, "", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const typeof(rows[0]) *row = &rows[i];
        short id = -1;
        short error = FILENAME_FINDSTART_(&id, row->pattern, length_of(row->pattern), row->level, , , row->options,
                                          row->start, length_of(row->start));
        if (error != row->error) fprintf(stderr, "    %s, level %d, from %s\n", row->pattern, row->level, row->start);
        EQUAL(error, row->error);
        if (!error) EQUAL(FILENAME_FINDFINISH_(id), 0);
    }
}

static void omitted_arguments(void) {
    short id = -1, length = -1, entity[5];
    char name[ROOM];
    EQUAL(FILENAME_FINDSTART_(), 29);
    EQUAL(FILENAME_FINDSTART_(NULL), 22);
    EQUAL(FILENAME_FINDSTART_(&id, "$*"), 29);
    EQUAL(FILENAME_FINDSTART_(&id, , 2), 29);
    EQUAL(FILENAME_FINDSTART_(&id, NULL, 2), 22);
    EQUAL(FILENAME_FINDSTART_(&id, "$*", -1), 21);
    EQUAL(FILENAME_FINDSTART_(&id, "$*", 2, , , , , "$a"), 29);
    EQUAL(FILENAME_FINDSTART_(&id, "$*", 2, , , , , NULL, 2), 22);
    EQUAL(id, -1);
    EQUAL(FILENAME_FINDSTART_(&id), 0);
    EQUAL(FILENAME_FINDNEXT_(), 29);
    EQUAL(FILENAME_FINDNEXT_(id, name), 29);
    EQUAL(FILENAME_FINDNEXT_(id, name, ROOM), 29);
    EQUAL(FILENAME_FINDNEXT_(id, , ROOM, &length), 29);
    EQUAL(FILENAME_FINDNEXT_(id, NULL, ROOM, &length), 22);
    EQUAL(FILENAME_FINDNEXT_(id, name, ROOM, NULL), 22);
    EQUAL(FILENAME_FINDNEXT_(id, name, -1, &length), 21);
    EQUAL(FILENAME_FINDNEXT_(id, name, ROOM, &length, NULL), 22);
    EQUAL(FILENAME_FINDNEXT_((short)(id + 1), name, ROOM, &length, entity), 16);
    EQUAL(FILENAME_FINDNEXT_(0, name, ROOM, &length, entity), 16);
    EQUAL(FILENAME_FINDFINISH_(), 29);
    EQUAL(FILENAME_FINDFINISH_(17), 16);
    EQUAL(FILENAME_FINDFINISH_(id), 0);
}

static void many_searches(void) {
    short ids[16], id = -1;
    for (int i = 0; i < 16; i++) EQUAL(FILENAME_FINDSTART_(&ids[i]), 0);
    EQUAL(FILENAME_FINDSTART_(&id), 34);
    EQUAL(FILENAME_FINDFINISH_(ids[7]), 0);
    EQUAL(FILENAME_FINDSTART_(&id), 0);
    EQUAL(id, ids[7]);
    for (int i = 0; i < 16; i++) EQUAL(FILENAME_FINDFINISH_(ids[i]), 0);
}

/* ---------------------------------------------------------------------------------------------- nodes, processes */

static void nodes(void) {
    short id = start_search("\\*", -1, 0);
    expect_found(id, 0, "\\TEST", -1, -1);
    expect_end_of_search(id);
    id = start_search("\\T?ST", -1, 0);
    expect_found(id, 0, "\\TEST", -1, -1);
    expect_end_of_search(id);
    expect_end_of_search(start_search("\\F*", -1, 0));
    expect_end_of_search(start_search("\\F*.$*", -1, 0));
    expect_found(start_search("\\FAR", -1, 0), 18, "", 0, 0);
    expect_found(start_search("\\FAR.$*", -1, 0), 18, "", 0, 0);
}

static void named_processes(void) {
    short id = start_search("$s*", -1, 0);
    expect_found(id, 0, "\\TEST.$SA:1", 0, 5);
    expect_found(id, 0, "\\TEST.$SC:3", 0, 0);
    expect_end_of_search(id);
}

/* They come in order whatever the table's is; one that is gone by then is passed over. */
static void three_processes(void) {
    list_pair(0, "\\TEST.$SC:3", 7);
    list_pair(7, "\\TEST.$OTHER:9", 8);
    list_pair(8, "\\TEST.$SA:1", 12);
    list_pair(12, "\\TEST.$SB:2", 13);
    list_pair(13, NULL, 0);
    name_pair("\\TEST.$SA", &server, "\\TEST.$SA:1");
    tell_info(0, 5, false);
    name_pair("\\TEST.$SB", NULL, "");
    name_pair("\\TEST.$SC", &stranger, "\\TEST.$SC:3");
    tell_info(0, 0, false);
}

static void chosen_processes(void) {
    short id = -1;
    EQUAL(FILENAME_FINDSTART_(&id, "$*", 2, 0, 0, 5), 0);
    expect_found(id, 0, "$SA:1", 0, 5);
    expect_found(id, 1, "", 0, 0);
    EQUAL(FILENAME_FINDSTART_(&id, "$*", 2, 0, , 5, 4), 0);
    expect_found(id, 0, "$SB:2", 0, 0);
    expect_found(id, 1, "", 0, 0);
    EQUAL(FILENAME_FINDSTART_(&id, "$*", 2, 0, 3), 0);
    expect_found(id, 1, "", 0, 0);
    EQUAL(FILENAME_FINDSTART_(&id, "$*", 2, 0, 3, , 2), 0);
    expect_found(id, 0, "$SA:1", 0, 5);
    expect_found(id, 0, "$SB:2", 0, 0);
    expect_found(id, 1, "", 0, 0);
}

static void two_processes_four_times(void) {
    for (int i = 0; i < 4; i++) {
        list_pair(0, "\\TEST.$SA:1", 1);
        list_pair(1, "\\TEST.$SB:2", 2);
        list_pair(2, NULL, 0);
        name_pair("\\TEST.$SA", &server, "\\TEST.$SA:1");
        tell_info(0, 5, false);
        name_pair("\\TEST.$SB", &stranger, "\\TEST.$SB:2");
        tell_info(0, 0, false);
    }
}

static void from_a_start_name(void) {
    short id = -1;
    EQUAL(FILENAME_FINDSTART_(&id, "$*", 2, 0, , , , "$sb", 3), 0);
    expect_found(id, 0, "$SB:2", 0, 0);
    expect_found(id, 1, "", 0, 0);
    EQUAL(FILENAME_FINDSTART_(&id, "$*", 2, 0, , , 1, "$sa:1", 5), 0);
    expect_found(id, 0, "$SB:2", 0, 0);
    EQUAL(FILENAME_FINDSTART_(&id, "$*", 2, 0, , , , "$saa", 4), 0);
    expect_found(id, 0, "$SB:2", 0, 0);
    EQUAL(FILENAME_FINDSTART_(&id, "$sb", 3, 0, , , 1, "$sb", 3), 0);
    expect_found(id, 1, "", 0, 0);
}

static void start_names(void) {
    for (int i = 0; i < 3; i++) {
        list_pair(0, "\\TEST.$SA:1", 1);
        list_pair(1, "\\TEST.$SB:2", 2);
        list_pair(2, NULL, 0);
        name_pair("\\TEST.$SB", &stranger, "\\TEST.$SB:2");
        tell_info(0, 0, false);
    }
}

static void one_process(void) {
    char small[10];
    short length = -1, id = start_search("$serv", -1, 0);
    EQUAL(FILENAME_FINDNEXT_(id, small, sizeof small, &length), 563);
    expect_found(id, 0, "\\TEST.$SERV:3", 0, 0);
    expect_end_of_search(id);
    id = start_search("$none", 0, 0);
    expect_found(id, 14, "", 0, 0);
    expect_found(id, 14, "", 0, 0);
    expect_found(start_search("$vol.*.*", 0, 0), 14, "", 0, 0);
    id = start_search("$:1:30:9", 0, 0);
    expect_found(id, 0, "$:1:30:9", 0, 0);
    expect_end_of_search(id);
    id = start_search("$serv:3", 0, 0);
    EQUAL(FILENAME_FINDNEXT_(id), 0);
    expect_end_of_search(id);
}

static void serves_one_process(void) {
    name_server(0, false);
    name_pair("\\TEST.$NONE", NULL, "");
    name_pair("\\TEST.$NONE", NULL, "");
    name_pair("\\TEST.$VOL", NULL, "");
    answer_find(&stranger, &null, false, "\\TEST.$:1:30:9");
    tell_info(0, 0, false);
    name_pair("\\TEST.$SERV:3", &server, "\\TEST.$SERV:3");
    tell_info(0, 0, false);
}

/* -------------------------------------------------------------------------------------------------- qualifiers */

static void subordinate_names(void) {
    short id = start_search("$serv.#*", -1, 0);
    expect_found(id, 0, "\\TEST.$SERV:3.#A", 0, 0);
    expect_found(id, 0, "\\TEST.$SERV:3.#B", 0, 0);
    expect_end_of_search(id);
    id = start_search("$serv.#a.*", 2, 0);
    expect_found(id, 0, "X", 0, 0);
    EQUAL(FILENAME_FINDFINISH_(id), 0);
}

static void tells_names(void) {
    struct peer peer;
    name_server(0, true);
    accept_link(&peer, &server);
    uint32_t request = take_name_question(&peer, "", false, "#*");
    CHECK(request >> 31);
    reply_name(&peer, request, 7, 7, "#a");
    reply_name(&peer, take_name_question(&peer, "#A", true, "#*"), 7, 7, "#B");
    reply(&peer, take_name_question(&peer, "#B", true, "#*"), 1, NULL, 0);
    name_server(0, true);
    reply_name(&peer, take_name_question(&peer, "", false, "#A.*"), 7, 7, "#A.X");
    no_more_frames(&peer);
}

static void names_from_a_start(void) {
    short id = -1;
    EQUAL(FILENAME_FINDSTART_(&id, "$serv.#*", 8, 1, , , , "$serv.#b", 8), 0);
    expect_found(id, 0, "#B", 0, 0);
    EQUAL(FILENAME_FINDSTART_(&id, "$serv.#*", 8, 1, , , 1, "$serv.#b", 8), 0);
    expect_found(id, 0, "#C", 0, 0);
}

static void tells_names_from_a_start(void) {
    struct peer peer;
    name_server(0, true);
    accept_link(&peer, &server);
    reply_name(&peer, take_name_question(&peer, "#B", false, "#*"), 0, 0, "#B");
    name_server(0, true);
    reply_name(&peer, take_name_question(&peer, "#B", true, "#*"), 0, 0, "#C");
}

static void names_nobody_tells(void) {
    expect_end_of_search(start_search("$serv.#*", -1, 0));
    expect_end_of_search(start_search("$serv.#*", -1, 16));
    expect_end_of_search(start_search("$serv.*.*", -1, 16));
}

static void tells_no_names(void) {
    name_server(0, false);
    name_server(0, true);
    name_server(0, true);
}

/* Three servers: the first answers badly, the second dies, the third tells a name. */
static void names_of_bad_servers(void) {
    short id = start_search("$s*.#*", 0, 0);
    expect_found(id, 48, "\\TEST.$SA:1", 0, 0);
    expect_found(id, 0, "$SC:3.#OK", 0, 0);
    expect_found(id, 2, "\\TEST.$SC:3", 0, 0);
    expect_end_of_search(id);
}

static void bad_servers(void) {
    struct peer peer, other;
    list_pair(0, "\\TEST.$SA:1", 1);
    list_pair(1, "\\TEST.$SB:2", 2);
    list_pair(2, "\\TEST.$SC:3", 3);
    list_pair(3, NULL, 0);
    name_pair("\\TEST.$SA", &server, "\\TEST.$SA:1");
    tell_info(0, 0, true);
    accept_link(&peer, &server);
    reply(&peer, take_name_question(&peer, "", false, "#*"), 48, NULL, 0);
    name_pair("\\TEST.$SB", &stranger, "\\TEST.$SB:2");
    tell_info(0, 0, true);
    refuse_link(&stranger, 14);
    name_pair("\\TEST.$SC", &server_backup, "\\TEST.$SC:3");
    tell_info(0, 0, true);
    accept_link(&other, &server_backup);
    reply_name(&other, take_name_question(&other, "", false, "#*"), 0, 0, "#OK");
    reply_name(&other, take_name_question(&other, "#OK", true, "#*"), 0, 0, "#OK"); /* the same again */
}

static void malformed_names(void) {
    short id;
    for (int i = 0; i < 4; i++) {
        id = start_search("$serv.#*", 0, 0);
        expect_found(id, 2, "\\TEST.$SERV:3", 0, 0);
        expect_end_of_search(id);
    }
}

static void replies_malformed_names(void) {
    static const uint8_t empty[14] = {0xff, 0x95}, other[16] = {0xff, 0x96, [13] = 2, '#', 'A'};
    struct peer peer;
    name_server(0, true);
    accept_link(&peer, &server);
    reply(&peer, take_name_question(&peer, "", false, "#*"), 0, NULL, 0);
    name_server(0, true);
    reply(&peer, take_name_question(&peer, "", false, "#*"), 0, empty, sizeof empty);
    name_server(0, true);
    reply(&peer, take_name_question(&peer, "", false, "#*"), 0, other, sizeof other);
    name_server(0, true);
    reply_name(&peer, take_name_question(&peer, "", false, "#*"), 0, 0, "NAME");
}

/* A takeover during the question: the successor is asked. A death without one ends it. */
static void names_through_takeover(void) {
    short id = start_search("$serv.#*", 0, 8);
    expect_found(id, 0, "$SERV:3.#A", 0, 0);
    expect_found(id, 201, "\\TEST.$SERV:3", 0, 0);
    expect_end_of_search(id);
}

static void takes_over(void) {
    struct peer peer, successor;
    name_server(0, true);
    accept_link(&peer, &server);
    uint32_t request = take_name_question(&peer, "", false, "#*");
    tell_peer_down(&server, &server_backup);
    cut(&peer);
    accept_link(&successor, &server_backup);
    EQUAL(take_name_question(&successor, "", false, "#*"), request);
    reply_name(&successor, request, 0, 0, "#A");
    /* The process that told the name is the one that is asked on. */
    refuse_link(&server, 14);
}

/* ------------------------------------------------------------------------------------------- device simulation */

static void simulated_devices(void) {
    short id = start_search("$serv", 0, 0);
    expect_found(id, 0, "$SERV:3", 6, 4);
    expect_end_of_search(id);
    id = start_search("$serv", 0, 32);
    expect_found(id, 0, "$SERV:3", 0, SIMULATOR);
    expect_end_of_search(id);
    id = start_search("$serv.#*", 0, 16);
    expect_found(id, 0, "$SERV:3.#T", 6, 0);
    EQUAL(FILENAME_FINDFINISH_(id), 0);
    EQUAL(FILENAME_FINDSTART_(&id, "$serv.#*", 8, 1, 6), 0);
    expect_found(id, 0, "#T", 5, 0);
}

static void simulates(void) {
    struct peer peer;
    name_server(SIMULATOR, true);
    accept_link(&peer, &server);
    reply_device(&peer, take_device_question(&peer, ""), 6, 4, 80);
    name_server(SIMULATOR, true);
    name_server(SIMULATOR, true);
    reply_name(&peer, take_name_question(&peer, "", false, "#*"), 6, 0, "#T");
    name_server(SIMULATOR, true);
    reply_device(&peer, take_device_question(&peer, ""), 6, 4, 80);
    reply_name(&peer, take_name_question(&peer, "", false, "#*"), 5, 0, "#T");
    no_more_frames(&peer);
}

/* --------------------------------------------------------------------------------------------------- nowait */

static void nowait_search(void) {
    short id = start_search("$serv.#*", 0, 64), length = -1, words[40];
    char name[ROOM];
    int count;
    open_receive(0, 1);
    EQUAL(FILENAME_FINDNEXT_(id, name, ROOM, &length, , 77), 0);
    EQUAL(FILENAME_FINDNEXT_(id), 28);
    meet_kernel();
    EQUAL(FILENAME_FINDNEXT_(id), 28);
    EQUAL(length, -1);
    EQUAL(read_message(words, sizeof words, &count), 6);
    EQUAL(count, 38);
    EQUAL(words[0], -109);
    EQUAL(words[1], id);
    EQUAL(words[2], 0);
    EQUAL(words[3], 0);
    EQUAL(words[4], 0);
    EQUAL(words[8], 10);
    int32_t tag;
    memcpy(&tag, &words[9], sizeof tag);
    EQUAL(tag, 77);
    CHECK(memcmp(&words[14], "$SERV:3.#A", 10) == 0);
    REPLYX();
    EQUAL(FILENAME_FINDNEXT_(id), 0);
    EQUAL(read_message(words, sizeof words, &count), 6);
    EQUAL(count, 28);
    EQUAL(words[2], 1);
    EQUAL(words[8], 0);
    memcpy(&tag, &words[9], sizeof tag);
    EQUAL(tag, 0);
    EQUAL(FILENAME_FINDFINISH_(id), 0);
}

static void answers_later(void) {
    struct peer peer;
    name_pair("\\TEST.$SERV", &server, "\\TEST.$SERV:3");
    begin_meeting();
    tell_info(0, 0, true);
    accept_link(&peer, &server);
    uint32_t request = take_name_question(&peer, "", false, "#*");
    reply_name(&peer, request, 0, 0, "#A");
    settle(&peer);
    end_meeting();
    reply(&peer, take_name_question(&peer, "#A", true, "#*"), 1, NULL, 0);
}

static void finished_search(void) {
    short id = start_search("$serv.#*", 0, 64);
    EQUAL(FILENAME_FINDNEXT_(id), 0);
    meet_kernel();
    EQUAL(FILENAME_FINDFINISH_(id), 0);
    id = start_search("$serv.#*", 0, 64);
    EQUAL(FILENAME_FINDNEXT_(id), 0);
    EQUAL(FILENAME_FINDFINISH_(id), 0);
    meet_kernel();
}

static void is_cancelled(void) {
    struct peer peer;
    name_pair("\\TEST.$SERV", &server, "\\TEST.$SERV:3");
    begin_meeting();
    tell_info(0, 0, true);
    accept_link(&peer, &server);
    uint32_t request = take_name_question(&peer, "", false, "#*");
    end_meeting();
    EQUAL(wire_frame_request(take_frame_of(&peer, WIRE_FRAME_CANCEL)), request);
    struct packet *asked = take(WIRE_PAIR_INFO);
    uint32_t tag = asked->tag;
    begin_meeting();
    struct packet late = {.tag = tag};
    tell_pair(&late, 4, &server, "\\TEST.$SERV:3", 0); /* too late: nothing follows */
    end_meeting();
    no_more_frames(&peer);
}

/* -------------------------------------------------------------------------------------------- inquire_device */

static void expect_device(const char *name, int64_t limit, short error, short type, short subtype, short reclen) {
    struct device device = {-7, -7, -7};
    EQUAL(inquire_device(name, limit, &device), error);
    if (error == 40) return;
    EQUAL(device.type, type);
    EQUAL(device.subtype, subtype);
    EQUAL(device.reclen, reclen);
}

static void devices(void) {
    expect_device("$RECEIVE", -1, 0, 2, 0, 132);
    expect_device("\\TEST.$DATA.A.B", -1, 14, 0, 0, 0);
    expect_device("\\TEST.$DATA.#1234", -1, 14, 0, 0, 0);
    expect_device("\\TEST", -1, 13, 0, 0, 0);
    expect_device("\\TEST.$NONE", -1, 14, 0, 0, 0);
    expect_device("\\FAR.$SERV", -1, 18, 0, 0, 0);
    expect_device("\\TEST.$SERV", -1, 0, 0, 7, 132);
    expect_device("\\TEST.$SERV.#Q.R", INQUIRE_NEVER, 0, 0, SIMULATOR, 132);
    expect_device("\\TEST.$SERV.#Q.R", -1, 0, 6, 4, 80);
    expect_device("\\TEST.$SERV", -1, 11, 0, 0, 0);
    expect_device("\\TEST.$SERV", -1, 0, 0, 0, 0);
    expect_device("\\TEST.$SERV", -1, 0, 0, 0, 0);
    expect_device("\\TEST.$MINE", -1, 0, 0, SIMULATOR, 132);
    expect_device("\\TEST.$:2:5:77", -1, 0, 0, SIMULATOR, 132);
    expect_device("\\TEST.$SERV", 20000, 40, 0, 0, 0);
    expect_device("\\TEST.$SERV", 20000, 40, 0, 0, 0);
    meet_kernel();
}

static void find_server(short subtype) {
    answer_find(&server, &null, false, "\\TEST.$SERV:3");
    tell_info(0, subtype, false);
}

static void has_devices(void) {
    static const uint8_t bad[14] = {0xff, 0x95, 0, 6};
    struct peer peer;
    refuse_find(14);
    refuse_find(18);
    find_server(7);
    find_server(SIMULATOR);
    find_server(SIMULATOR);
    accept_link(&peer, &server);
    reply_device(&peer, take_device_question(&peer, "#Q.R"), 6, 4, 80);
    find_server(SIMULATOR);
    reply(&peer, take_device_question(&peer, ""), 11, NULL, 0);
    find_server(SIMULATOR);
    reply(&peer, take_device_question(&peer, ""), 2, NULL, 0); /* the server's reply was malformed */
    find_server(SIMULATOR);
    reply(&peer, take_device_question(&peer, ""), 0, bad, sizeof bad);
    answer_find(&own_handle, &null, true, "\\TEST.$MINE:5");
    tell_info(0, SIMULATOR, false);
    answer_find(&own_handle, &null, false, "\\TEST.$:2:5:77");
    tell_info(0, SIMULATOR, false);
    find_server(SIMULATOR);
    uint32_t request = take_device_question(&peer, "");
    EQUAL(wire_frame_request(take_frame_of(&peer, WIRE_FRAME_CANCEL)), request);
    uint32_t tag = take(WIRE_FIND)->tag;
    begin_meeting(); /* the time was over while the kernel was looking */
    uint8_t found[WIRE_FOUND_SIZE + 2] = {0};
    memcpy(wire_found_handle(found), &server, sizeof server);
    tell(WIRE_FOUND, tag, 0, found, sizeof found, -1);
    end_meeting();
    no_more_frames(&peer);
}

static short noted_error;
static struct device noted_device;
static int notes;

static void note(void *context, short error, const struct device *device) {
    CHECK(context == &notes);
    notes++;
    noted_error = error;
    noted_device = *device;
}

static void devices_nowait(void) {
    inquire_device_nowait("$RECEIVE", note, &notes);
    EQUAL(notes, 1);
    inquire_device_nowait("\\TEST.$SERV", note, &notes);
    EQUAL(notes, 1);
    meet_kernel();
    EQUAL(notes, 2);
    EQUAL(noted_error, 0);
    EQUAL(noted_device.type, 6);
}

static void has_devices_later(void) {
    struct peer peer;
    answer_find(&server, &null, false, "\\TEST.$SERV:3");
    begin_meeting();
    tell_info(0, SIMULATOR, false);
    accept_link(&peer, &server);
    reply_device(&peer, take_device_question(&peer, ""), 6, 4, 80);
    settle(&peer);
    end_meeting();
}

#define QUIET(sentence, process) \
    { sentence, process, nothing_from_kernel, NULL }
const struct test find_tests[] = {
    QUIET("FILENAME_FINDSTART_ checks pattern, level, options and start name", start_arguments),
    QUIET("FILENAME_FIND procedures without their arguments", omitted_arguments),
    QUIET("a process has sixteen searches", many_searches),
    QUIET("a search for nodes finds the own one", nodes),
    {"a search finds processes in order of their names", named_processes, three_processes, NULL},
    {"a search chooses by device type and subtype", chosen_processes, two_processes_four_times, NULL},
    {"a search begins at its start name", from_a_start_name, start_names, NULL},
    {"a search for one process finds it once, or error 14", one_process, serves_one_process, NULL},
    {"a search asks processes for subordinate names (-107)", subordinate_names, tells_names, NULL},
    {"a search for subordinate names begins at its start name", names_from_a_start, tells_names_from_a_start, NULL},
    {"a search asks nobody who does not want to be asked", names_nobody_tells, tells_no_names, NULL},
    {"a search goes on behind servers that refuse, are gone or answer badly", names_of_bad_servers, bad_servers, NULL},
    {"malformed subordinate names are error 2", malformed_names, replies_malformed_names, NULL},
    {"a question goes to the successor of a process", names_through_takeover, takes_over, NULL},
    {"simulators tell their device type (-106)", simulated_devices, simulates, NULL},
    {"a nowait search tells by -109", nowait_search, answers_later, NULL},
    {"a finished search takes its question back", finished_search, is_cancelled, NULL},
    {"devices are known by their names", devices, has_devices, NULL},
    {"devices are known by their names, nowait", devices_nowait, has_devices_later, NULL},
    {NULL, NULL, NULL, NULL}};
