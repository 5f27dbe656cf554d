/* Process handles, and the names, strings and process IDs that stand for them. */
#include "check.h"

enum {
    FEOK = 0,
    FEBADNAME = 13,
    FENOSUCHDEV = 14,
    FENOSUCHSYS = 18,
    FEBOUNDSERR = 22,
    FEMISSPARM = 29,
    FEPATHDOWN = 201,
    FEBUFTOOSMALL = 563,
    FEBADPARMVALUE = 590,
    SAME = 2,
    SAME_PAIR = 1,
    DIFFERENT = 0,
    NAME_ONLY = 1,
    CPU_AND_PIN = 2
};

static short own[10], null[10], other_node[10];

PREPARE {
    PROCESSHANDLE_GETMINE_(own);
    PROCESSHANDLE_NULLIT_(null);
    memcpy(other_node, own, sizeof other_node);
    ((char *)other_node)[7] = 77;
}

/* A handle that is none: its kind says that it is unnamed, and it has a name. */
static void spoil(short *handle) {
    memcpy(handle, own, sizeof own);
    ((char *)handle)[0] = 1;
}

static void stop_and_wait(partner *to) {
    short handle[10];
    memcpy(handle, to->handle, sizeof handle);
    stop_partner(to);
    while (PROCESS_GETINFO_(handle) == 0) PROCESS_DELAY_(5000);
}

/* ------------------------------------------------------------------------------------------- by themselves */

CHECK("a process has one handle of ten words", "PR-03", "PROCESSHANDLE_GETMINE_") {
    short again[12];
    memset(again, 0x55, sizeof again);
    EXPECT_EQUAL(PROCESSHANDLE_GETMINE_(again), FEOK);
    EXPECT_BYTES(again, own, 20);
    EXPECT_EQUAL(again[10], 0x5555);
    EXPECT_EQUAL(PROCESSHANDLE_GETMINE_(), FEMISSPARM);
    EXPECT_EQUAL(PROCESSHANDLE_GETMINE_(NULL), FEBOUNDSERR);
}

CHECK("a null handle has -1 in each word", "PR-03", "PROCESSHANDLE_NULLIT_") {
    short handle[10] = {0};
    EXPECT_EQUAL(PROCESSHANDLE_NULLIT_(handle), FEOK);
    for (int i = 0; i < 10; i++) EXPECT_EQUAL(handle[i], -1);
    EXPECT_EQUAL(PROCESSHANDLE_NULLIT_(), FEMISSPARM);
    EXPECT_EQUAL(PROCESSHANDLE_NULLIT_(NULL), FEBOUNDSERR);
}

CHECK("handles compare as the same, as one pair or as different", "PR-03 PR-06", "PROCESSHANDLE_COMPARE_") {
    partner pair, later;
    creation made;
    short first[10];
    REQUIRE_EQUAL(start_partner(&pair, "$PAIR", 1, ""), 0);
    REQUIRE_EQUAL(send_order(open_partner(&pair, 0, 1), ORDER(START_BACKUP, .number = 2), &made, sizeof made, NULL), 0);
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_(pair.handle, pair.handle), SAME);
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_(pair.handle, made.handle), SAME_PAIR);
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_(pair.handle, own), DIFFERENT);
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_(own, null), DIFFERENT);
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_(null, own), DIFFERENT);
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_(null, null), SAME);
    memcpy(first, pair.handle, sizeof first);
    stop_and_wait(&pair);
    REQUIRE_EQUAL(start_partner(&later, "$PAIR", 1, ""), 0);
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_(later.handle, first), DIFFERENT);
}

/* --------------------------------------------------------------------------------------------- what is in them */

CHECK("a handle tells CPU, PIN, node, name and instance", "PR-01 PR-03", "PROCESSHANDLE_DECOMPOSE_") {
    partner unnamed;
    short cpu = -1, pin = -1, node_length = -1, name_length = -1;
    __int32_t node = -1;
    long long sequence = -1, other_sequence = -1;
    char node_name[8], name[8];
    EXPECT_EQUAL(PROCESSHANDLE_DECOMPOSE_(own, &cpu, &pin, &node, node_name, (short)sizeof node_name, &node_length,
                                          name, (short)sizeof name, &name_length, &sequence),
                 FEOK);
    EXPECT_EQUAL(cpu, 0);
    EXPECT(pin > 0);
    EXPECT_EQUAL(node, 1);
    EXPECT_TEXT(node_name, node_length, "\\ALPHA");
    EXPECT_TEXT(name, name_length, "$CHK");
    EXPECT(sequence > 0);
    REQUIRE_EQUAL(start_partner(&unnamed, "", 3, ""), 0);
    EXPECT_EQUAL(PROCESSHANDLE_DECOMPOSE_(unnamed.handle, &cpu, , , , , , name, (short)sizeof name, &name_length,
                                          &other_sequence),
                 FEOK);
    EXPECT_EQUAL(cpu, 3);
    EXPECT_EQUAL(name_length, 0);
    EXPECT(other_sequence != sequence);
}

CHECK("a handle is decomposed when its process has gone, but for its name", "PR-03 PR-07", "PROCESSHANDLE_DECOMPOSE_") {
    partner named;
    short handle[10], cpu = -1, length = -1;
    char name[8];
    REQUIRE_EQUAL(start_partner(&named, "$SHORT", 2, ""), 0);
    memcpy(handle, named.handle, sizeof handle);
    EXPECT_EQUAL(PROCESSHANDLE_DECOMPOSE_(handle, , , , , , , name, 5, &length), FEBUFTOOSMALL);
    stop_and_wait(&named);
    EXPECT_EQUAL(PROCESSHANDLE_DECOMPOSE_(handle, &cpu), FEOK);
    EXPECT_EQUAL(cpu, 2);
    EXPECT_EQUAL(PROCESSHANDLE_DECOMPOSE_(handle, , , , , , , name, (short)sizeof name, &length), FENOSUCHDEV);
}

CHECK("what is no handle is refused where one is decomposed", "", "PROCESSHANDLE_DECOMPOSE_") {
    short cpu, length, bad[10];
    char name[8];
    spoil(bad);
    EXPECT_EQUAL(PROCESSHANDLE_DECOMPOSE_(null, &cpu), FEBADPARMVALUE);
    EXPECT_EQUAL(PROCESSHANDLE_DECOMPOSE_(bad, &cpu), FEBADPARMVALUE);
    EXPECT_EQUAL(PROCESSHANDLE_DECOMPOSE_(other_node, &cpu), FEOK);
    EXPECT_EQUAL(PROCESSHANDLE_DECOMPOSE_(other_node, , , , name, (short)sizeof name, &length), FENOSUCHSYS);
    EXPECT_EQUAL(PROCESSHANDLE_DECOMPOSE_(), FEMISSPARM);
    EXPECT_EQUAL(PROCESSHANDLE_DECOMPOSE_(own, , , , name), FEMISSPARM);
    EXPECT_EQUAL(PROCESSHANDLE_DECOMPOSE_(own, , , , , , , name, (short)sizeof name), FEMISSPARM);
    EXPECT_EQUAL(PROCESSHANDLE_DECOMPOSE_(NULL, &cpu), FEBOUNDSERR);
    EXPECT_EQUAL(PROCESSHANDLE_DECOMPOSE_(own, NULL), FEBOUNDSERR);
}

/* -------------------------------------------------------------------------------------------------- as names */

CHECK("a handle becomes a process file name and comes back", "PR-04 PR-05",
      "PROCESSHANDLE_TO_FILENAME_ FILENAME_TO_PROCESSHANDLE_") {
    partner unnamed;
    char name[48], plain[48];
    short length = -1, back[10];
    EXPECT_EQUAL(PROCESSHANDLE_TO_FILENAME_(own, name, (short)sizeof name, &length), FEOK);
    EXPECT(length > 12 && memcmp(name, "\\ALPHA.$CHK:", 12) == 0);
    EXPECT_EQUAL(FILENAME_TO_PROCESSHANDLE_(name, length, back), FEOK);
    EXPECT_BYTES(back, own, 20);
    EXPECT_EQUAL(PROCESSHANDLE_TO_FILENAME_(own, plain, (short)sizeof plain, &length, 1), FEOK);
    EXPECT_TEXT(plain, length, "\\ALPHA.$CHK");
    memset(back, 0, sizeof back);
    EXPECT_EQUAL(FILENAME_TO_PROCESSHANDLE_("$chk.#one.two", 13, back), FEOK);
    EXPECT_BYTES(back, own, 20);
    REQUIRE_EQUAL(start_partner(&unnamed, "", 3, ""), 0);
    EXPECT_EQUAL(PROCESSHANDLE_TO_FILENAME_(unnamed.handle, name, (short)sizeof name, &length), FEOK);
    EXPECT_TEXT(name, length, unnamed.descriptor);
    EXPECT(memcmp(name, "\\ALPHA.$:3:", 11) == 0);
    EXPECT_EQUAL(FILENAME_TO_PROCESSHANDLE_(name, length, back), FEOK);
    EXPECT_BYTES(back, unnamed.handle, 20);
    EXPECT_EQUAL(PROCESSHANDLE_TO_FILENAME_(null, plain, (short)sizeof plain, &length, 1), FEOK);
    EXPECT_TEXT(plain, length, "\\ALPHA.$CHK");
}

CHECK("a handle that has no name left gives none", "PR-07", "PROCESSHANDLE_TO_FILENAME_ FILENAME_TO_PROCESSHANDLE_") {
    partner named, unnamed;
    char name[48];
    short length = -1, back[10], handle[10], first[10];
    REQUIRE_EQUAL(start_partner(&named, "$SHORT", 1, ""), 0);
    REQUIRE_EQUAL(start_partner(&unnamed, "", 1, ""), 0);
    memcpy(handle, named.handle, sizeof handle);
    memcpy(first, unnamed.handle, sizeof first);
    EXPECT_EQUAL(PROCESSHANDLE_TO_FILENAME_(handle, name, (short)sizeof name, &length), FEOK);
    stop_and_wait(&named);
    EXPECT_EQUAL(FILENAME_TO_PROCESSHANDLE_(name, length, back), FENOSUCHDEV);
    EXPECT_EQUAL(PROCESSHANDLE_TO_FILENAME_(handle, name, (short)sizeof name, &length), FENOSUCHDEV);
    EXPECT_EQUAL(length, 0);
    REQUIRE_EQUAL(start_partner(&named, "$SHORT", 1, ""), 0);
    EXPECT_EQUAL(PROCESSHANDLE_TO_FILENAME_(handle, name, (short)sizeof name, &length), FENOSUCHDEV);
    PROCESSHANDLE_TO_FILENAME_(first, name, (short)sizeof name, &length);
    stop_and_wait(&unnamed);
    EXPECT_EQUAL(FILENAME_TO_PROCESSHANDLE_(name, length, back), FENOSUCHDEV);
}

CHECK("file names of handles say what is wrong", "", "PROCESSHANDLE_TO_FILENAME_ FILENAME_TO_PROCESSHANDLE_") {
    char name[48];
    short length = -1, back[10], bad[10];
    spoil(bad);
    EXPECT_EQUAL(PROCESSHANDLE_TO_FILENAME_(own, name, 10, &length, 1), FEBUFTOOSMALL);
    EXPECT_EQUAL(PROCESSHANDLE_TO_FILENAME_(own, name, -1, &length), FEBADPARMVALUE);
    EXPECT_EQUAL(PROCESSHANDLE_TO_FILENAME_(own, name, (short)sizeof name, &length, 2), FEBADPARMVALUE);
    EXPECT_EQUAL(PROCESSHANDLE_TO_FILENAME_(bad, name, (short)sizeof name, &length), FEBADPARMVALUE);
    EXPECT_EQUAL(PROCESSHANDLE_TO_FILENAME_(other_node, name, (short)sizeof name, &length), FENOSUCHSYS);
    EXPECT_EQUAL(PROCESSHANDLE_TO_FILENAME_(, name, (short)sizeof name, &length), FEMISSPARM);
    EXPECT_EQUAL(PROCESSHANDLE_TO_FILENAME_(own, , (short)sizeof name, &length), FEMISSPARM);
    EXPECT_EQUAL(PROCESSHANDLE_TO_FILENAME_(own, name, , &length), FEMISSPARM);
    EXPECT_EQUAL(PROCESSHANDLE_TO_FILENAME_(own, name, (short)sizeof name), FEMISSPARM);
    EXPECT_EQUAL(PROCESSHANDLE_TO_FILENAME_(own, NULL, (short)sizeof name, &length), FEBOUNDSERR);
    EXPECT_EQUAL(FILENAME_TO_PROCESSHANDLE_("$NONE", 5, back), FENOSUCHDEV);
    EXPECT_EQUAL(FILENAME_TO_PROCESSHANDLE_("$:3:2000:17", 11, back), FENOSUCHDEV);
    EXPECT_EQUAL(FILENAME_TO_PROCESSHANDLE_("$:9:2:17", 8, back), FEPATHDOWN);
    EXPECT_EQUAL(FILENAME_TO_PROCESSHANDLE_("\\OTHER.$CHK", 11, back), FENOSUCHSYS);
    EXPECT_EQUAL(FILENAME_TO_PROCESSHANDLE_("$1", 2, back), FEBADNAME);
    EXPECT_EQUAL(FILENAME_TO_PROCESSHANDLE_("$CHK", 0, back), FEBADNAME);
    EXPECT_EQUAL(FILENAME_TO_PROCESSHANDLE_(, 4, back), FEMISSPARM);
    EXPECT_EQUAL(FILENAME_TO_PROCESSHANDLE_("$CHK", , back), FEMISSPARM);
    EXPECT_EQUAL(FILENAME_TO_PROCESSHANDLE_("$CHK", 4), FEMISSPARM);
    EXPECT_EQUAL(FILENAME_TO_PROCESSHANDLE_(NULL, 4, back), FEBOUNDSERR);
    EXPECT_EQUAL(FILENAME_TO_PROCESSHANDLE_("$CHK", 4, NULL), FEBOUNDSERR);
}

CHECK("a handle is shown to people by name or by CPU and PIN", "PR-04 PR-05", "PROCESSHANDLE_TO_STRING_") {
    char text[32], expected[32];
    short pin, length = -1;
    PROCESSHANDLE_DECOMPOSE_(own, , &pin);
    sprintf(expected, "\\ALPHA.0,%d", pin);
    EXPECT_EQUAL(PROCESSHANDLE_TO_STRING_(own, text, (short)sizeof text, &length), FEOK);
    EXPECT_TEXT(text, length, "\\ALPHA.$CHK");
    EXPECT_EQUAL(PROCESSHANDLE_TO_STRING_(own, text, (short)sizeof text, &length, "\\ALPHA", 6), FEOK);
    EXPECT_TEXT(text, length, "$CHK");
    EXPECT_EQUAL(PROCESSHANDLE_TO_STRING_(own, text, (short)sizeof text, &length, "\\OTHER", 6), FEOK);
    EXPECT_TEXT(text, length, "\\ALPHA.$CHK");
    EXPECT_EQUAL(PROCESSHANDLE_TO_STRING_(own, text, (short)sizeof text, &length, , , NAME_ONLY), FEOK);
    EXPECT_TEXT(text, length, "\\ALPHA.$CHK");
    EXPECT_EQUAL(PROCESSHANDLE_TO_STRING_(own, text, (short)sizeof text, &length, , , CPU_AND_PIN), FEOK);
    EXPECT_TEXT(text, length, expected);
}

CHECK("a string of a handle whose name has gone has CPU and PIN", "PR-07", "PROCESSHANDLE_TO_STRING_") {
    partner named;
    char text[32], expected[32];
    short handle[10], pin, length = -1;
    REQUIRE_EQUAL(start_partner(&named, "$SHORT", 3, ""), 0);
    memcpy(handle, named.handle, sizeof handle);
    PROCESSHANDLE_DECOMPOSE_(handle, , &pin);
    sprintf(expected, "3,%d", pin);
    stop_and_wait(&named);
    EXPECT_EQUAL(PROCESSHANDLE_TO_STRING_(handle, text, (short)sizeof text, &length, "\\alpha", 6), FEOK);
    EXPECT_TEXT(text, length, expected);
    EXPECT_EQUAL(PROCESSHANDLE_TO_STRING_(handle, text, (short)sizeof text, &length, , , NAME_ONLY), FENOSUCHDEV);
}

CHECK("strings of handles say what is wrong", "", "PROCESSHANDLE_TO_STRING_") {
    char text[32];
    short length = -1;
    EXPECT_EQUAL(PROCESSHANDLE_TO_STRING_(own, text, 10, &length), FEBUFTOOSMALL);
    EXPECT_EQUAL(PROCESSHANDLE_TO_STRING_(own, text, (short)sizeof text, &length, , , 3), FEBADPARMVALUE);
    EXPECT_EQUAL(PROCESSHANDLE_TO_STRING_(null, text, (short)sizeof text, &length), FEBADPARMVALUE);
    EXPECT_EQUAL(PROCESSHANDLE_TO_STRING_(own, text, (short)sizeof text, &length, "ALPHA", 5), FEBADNAME);
    EXPECT_EQUAL(PROCESSHANDLE_TO_STRING_(own, text, (short)sizeof text), FEMISSPARM);
    EXPECT_EQUAL(PROCESSHANDLE_TO_STRING_(own, text, , &length), FEMISSPARM);
    EXPECT_EQUAL(PROCESSHANDLE_TO_STRING_(own, , (short)sizeof text, &length), FEMISSPARM);
    EXPECT_EQUAL(PROCESSHANDLE_TO_STRING_(, text, (short)sizeof text, &length), FEMISSPARM);
    EXPECT_EQUAL(PROCESSHANDLE_TO_STRING_(own, text, (short)sizeof text, &length, "\\ALPHA"), FEMISSPARM);
    EXPECT_EQUAL(PROCESSHANDLE_TO_STRING_(NULL, text, (short)sizeof text, &length), FEBOUNDSERR);
}

/* ------------------------------------------------------------------------------------------- as process IDs */

CHECK("a handle becomes a process ID of four words and comes back", "PR-08",
      "PROCESSHANDLE_TO_CRTPID_ CRTPID_TO_PROCESSHANDLE_") {
    partner unnamed;
    short id[4], pin, flag = -1, back[10];
    PROCESSHANDLE_DECOMPOSE_(own, , &pin);
    EXPECT_EQUAL(PROCESSHANDLE_TO_CRTPID_(own, id), FEOK);
    EXPECT_BYTES(id, "$CHK  ", 6);
    EXPECT_EQUAL(id[3], pin);
    EXPECT_EQUAL(CRTPID_TO_PROCESSHANDLE_(id, back, &flag), FEOK);
    EXPECT_BYTES(back, own, 20);
    EXPECT_EQUAL(flag, 0);
    EXPECT_EQUAL(PROCESSHANDLE_TO_CRTPID_(own, id, 1, 1), FEOK);
    EXPECT_EQUAL(id[3], -1);
    EXPECT_EQUAL(CRTPID_TO_PROCESSHANDLE_(id, back, &flag, -1), FEOK);
    EXPECT_BYTES(back, own, 20);
    EXPECT_EQUAL(flag, 1);
    memset(&id[3], ' ', 2);
    EXPECT_EQUAL(CRTPID_TO_PROCESSHANDLE_(id, back, &flag), FEOK);
    EXPECT_EQUAL(flag, 1);
    REQUIRE_EQUAL(start_partner(&unnamed, "", 2, ""), 0);
    PROCESSHANDLE_DECOMPOSE_(unnamed.handle, , &pin);
    EXPECT_EQUAL(PROCESSHANDLE_TO_CRTPID_(unnamed.handle, id, 1), FEOK);
    EXPECT_EQUAL(id[0] & 0xff00, 0x8000);
    EXPECT_EQUAL(id[3], 2 << 8 | pin);
    EXPECT_EQUAL(CRTPID_TO_PROCESSHANDLE_(id, back, &flag), FEOK);
    EXPECT_BYTES(back, unnamed.handle, 20);
    EXPECT_EQUAL(flag, 0);
}

CHECK("the backup of a pair has the name and its own place in its process ID", "PR-08",
      "PROCESSHANDLE_TO_CRTPID_ CRTPID_TO_PROCESSHANDLE_") {
    partner pair;
    creation made;
    short id[4], back[10], pin;
    REQUIRE_EQUAL(start_partner(&pair, "$PAIR", 1, ""), 0);
    REQUIRE_EQUAL(send_order(open_partner(&pair, 0, 1), ORDER(START_BACKUP, .number = 3), &made, sizeof made, NULL), 0);
    PROCESSHANDLE_DECOMPOSE_(made.handle, , &pin);
    EXPECT_EQUAL(PROCESSHANDLE_TO_CRTPID_(made.handle, id), FEOK);
    EXPECT_BYTES(id, "$PAIR ", 6);
    EXPECT_EQUAL(id[3], 3 << 8 | pin);
    EXPECT_EQUAL(CRTPID_TO_PROCESSHANDLE_(id, back), FEOK);
    EXPECT_BYTES(back, made.handle, 20);
}

CHECK("process IDs say what is wrong", "PR-08", "PROCESSHANDLE_TO_CRTPID_ CRTPID_TO_PROCESSHANDLE_") {
    partner gone;
    short id[4], back[10], flag;
    EXPECT_EQUAL(PROCESSHANDLE_TO_CRTPID_(null, id), FEBADPARMVALUE);
    EXPECT_EQUAL(PROCESSHANDLE_TO_CRTPID_(own, id, 2), FEBADPARMVALUE);
    EXPECT_EQUAL(PROCESSHANDLE_TO_CRTPID_(other_node, id), FENOSUCHSYS);
    EXPECT_EQUAL(PROCESSHANDLE_TO_CRTPID_(own, id, , 77), FENOSUCHSYS);
    EXPECT_EQUAL(PROCESSHANDLE_TO_CRTPID_(, id), FEMISSPARM);
    EXPECT_EQUAL(PROCESSHANDLE_TO_CRTPID_(own), FEMISSPARM);
    EXPECT_EQUAL(PROCESSHANDLE_TO_CRTPID_(own, NULL), FEBOUNDSERR);
    PROCESSHANDLE_TO_CRTPID_(own, id);
    EXPECT_EQUAL(CRTPID_TO_PROCESSHANDLE_(id, back, , 77), FENOSUCHSYS);
    EXPECT_EQUAL(CRTPID_TO_PROCESSHANDLE_(, back), FEMISSPARM);
    EXPECT_EQUAL(CRTPID_TO_PROCESSHANDLE_(id), FEMISSPARM);
    EXPECT_EQUAL(CRTPID_TO_PROCESSHANDLE_(id, back, NULL), FEBOUNDSERR);
    id[3] = 2 << 8 | 250;
    EXPECT_EQUAL(CRTPID_TO_PROCESSHANDLE_(id, back), FENOSUCHDEV);
    REQUIRE_EQUAL(start_partner(&gone, "", 2, ""), 0);
    EXPECT_EQUAL(PROCESSHANDLE_TO_CRTPID_(gone.handle, id), FEOK);
    stop_and_wait(&gone);
    EXPECT_EQUAL(CRTPID_TO_PROCESSHANDLE_(id, back, &flag), FENOSUCHDEV);
}

CHECK("a process finds its process ID, and that of others by CPU and PIN", "PR-08", "GETCRTPID MYPID") {
    partner unnamed;
    short id[4], expected[4], pin;
    PROCESSHANDLE_DECOMPOSE_(own, , &pin);
    EXPECT_EQUAL(MYPID(), pin);
    EXPECT(_status_eq(GETCRTPID(MYPID(), id)));
    EXPECT_BYTES(id, "$CHK  ", 6);
    EXPECT_EQUAL(id[3], pin);
    REQUIRE_EQUAL(start_partner(&unnamed, "", 3, ""), 0);
    PROCESSHANDLE_DECOMPOSE_(unnamed.handle, , &pin);
    PROCESSHANDLE_TO_CRTPID_(unnamed.handle, expected);
    EXPECT(_status_eq(GETCRTPID((short)(3 << 8 | pin), id)));
    EXPECT_BYTES(id, expected, 8);
    EXPECT(_status_lt(GETCRTPID((short)(3 << 8 | 250), id)));
    EXPECT(_status_lt(GETCRTPID((short)(9 << 8 | 2), id)));
    EXPECT(_status_lt(GETCRTPID(MYPID())));
}

/* --------------------------------------------------------------------------------------------- the table of names */

static int shows(const short *entry, const char *name, short primary, short backup) {
    return memcmp(entry, name, 6) == 0 && entry[3] == primary && entry[4] == backup;
}

CHECK("the table of names shows pairs with their members and their ancestor", "DC-01 PR-08",
      "LOOKUPPROCESSNAME GETPPDENTRY") {
    partner pair;
    creation made;
    short entry[9], other[9], id[4], pin, backup_pin, found = 0;
    REQUIRE_EQUAL(start_partner(&pair, "$PAIR", 1, ""), 0);
    REQUIRE_EQUAL(send_order(open_partner(&pair, 0, 1), ORDER(START_BACKUP, .number = 2), &made, sizeof made, NULL), 0);
    PROCESSHANDLE_DECOMPOSE_(pair.handle, , &pin);
    PROCESSHANDLE_DECOMPOSE_(made.handle, , &backup_pin);
    PROCESSHANDLE_TO_CRTPID_(own, id);
    memcpy(entry, "$PAIR ", 6);
    EXPECT(_status_eq(LOOKUPPROCESSNAME(entry)));
    EXPECT(shows(entry, "$PAIR ", (short)(1 << 8 | pin), (short)(2 << 8 | backup_pin)));
    EXPECT_BYTES(entry + 5, id, 8);
    for (short index = 0; _status_eq(GETPPDENTRY(index, 1, other)); index++) {
        if (memcmp(other, "$PAIR ", 6) == 0) found++;
        if (memcmp(other, "$PAIR ", 6) == 0) EXPECT_BYTES(other, entry, sizeof entry);
    }
    EXPECT_EQUAL(found, 1);
}

CHECK("the table of names says what is not in it", "PR-08", "LOOKUPPROCESSNAME GETPPDENTRY") {
    short entry[9];
    memcpy(entry, "$NONE ", 6);
    EXPECT(_status_lt(LOOKUPPROCESSNAME(entry)));
    EXPECT(_status_lt(LOOKUPPROCESSNAME()));
    EXPECT(_status_gt(GETPPDENTRY(9000, 1, entry)));
    EXPECT(_status_lt(GETPPDENTRY(0, 77, entry)));
    EXPECT(_status_lt(GETPPDENTRY(, 1, entry)));
    EXPECT(_status_lt(GETPPDENTRY(0, 1)));
}
