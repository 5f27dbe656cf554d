/* System messages in the form of the C-series: option 2 of FILE_OPEN_, and always after OPEN. */
#include "check.h"
#include "requester.h"

static int next(seen *read, short number) {
    while (next_message(read)) {
        if (read->number == number) return 1;
        REPLYX(, , , read->information.z_messagetag);
    }
    return 0;
}

static void answer(const seen *read) {
    EXPECT(_status_eq(REPLYX(, , , read->information.z_messagetag)));
}

/* A short, as C-series programs have it in their messages: process IDs and names are left alone. */
static void expect_words(const seen *read, int from, int count, short value) {
    for (int word = from; word < from + count; word++) EXPECT_EQUAL(word_of(read->data, word), value);
}

CHECK("a C-series open tells flags, sync depth, access id and qualifiers", "PR-08 R-57",
      "FILE_OPEN_ LASTRECEIVE REPLYX") {
    static const short label[2] = {-103, 9};
    seen read;
    short expected[4], id[4];
    outcome opened;
    listen(1, 2, ZSYS_VAL_OPENOPT_OLDFMTSYSMSG);
    REQUIRE(start_requester(1));
    begin(&(deed){DO_OPEN, .depth = 3, .sync = 2, .text = "#ONE.TWO"});
    REQUIRE(next(&read, -30));
    EXPECT_EQUAL(read.error, 6);
    EXPECT_EQUAL(read.bytes, 36);
    EXPECT_EQUAL(word_of(read.data, 1), 3);
    EXPECT_EQUAL(word_of(read.data, 2), 2);
    expect_words(&read, 3, 5, 0);
    EXPECT_EQUAL(word_of(read.data, 8), PROCESSACCESSID());
    EXPECT_BYTES(read.data + 18, "#ONE    TWO     ", 16);
    EXPECT_EQUAL(word_of(read.data, 17), 0);
    EXPECT(_status_eq(LASTRECEIVE(id)));
    EXPECT_EQUAL(PROCESSHANDLE_TO_CRTPID_(requester.handle, expected), 0);
    EXPECT_BYTES(id, expected, 8);
    EXPECT(_status_eq(REPLYX((const char *)label, 4, , read.information.z_messagetag)));
    opened = finish();
    EXPECT_EQUAL(opened.error, 0);
    begin(&(deed){DO_WRITE, .file = opened.file, .text = "x"});
    REQUIRE(next(&read, 0));
    EXPECT_EQUAL(read.information.z_openlabel, -1);
    answer(&read);
    EXPECT_EQUAL(finish().error, 0);
    EXPECT_EQUAL(perform(&(deed){DO_CLOSE, .file = opened.file}).error, 0);
    REQUIRE(next(&read, -31));
    EXPECT_EQUAL(read.bytes, 2);
    EXPECT(_status_eq(LASTRECEIVE(id)));
    EXPECT_BYTES(id, expected, 8);
    answer(&read);
}

CHECK("a C-series open is refused by its error, and a nowait one says so", "R-50", "FILE_OPEN_ REPLYX") {
    seen read;
    listen(1, 2, ZSYS_VAL_OPENOPT_OLDFMTSYSMSG);
    REQUIRE(start_requester(1));
    EXPECT_EQUAL(perform(&(deed){DO_START_OPEN, .depth = 1}).error, 0);
    REQUIRE(next(&read, -30));
    EXPECT_EQUAL(word_of(read.data, 1), 0x81);
    EXPECT(_status_eq(REPLYX(, , , read.information.z_messagetag, 48)));
    EXPECT_EQUAL(perform(&(deed){DO_AWAIT, .a = 1000}).error, 48);
}

CHECK("a C-series death is a stop or an abend of a process ID", "DL-02", "FILE_OPEN_ PROCESS_STOP_") {
    static const short ways[2] = {BY_STOP, BY_ABEND}, numbers[2] = {-5, -6}, codes[2] = {7, 5};
    seen read;
    listen(1, 2, ZSYS_VAL_OPENOPT_OLDFMTSYSMSG);
    for (int way = 0; way < 2; way++) {
        partner child;
        short file, id[4];
        REQUIRE_EQUAL(start_partner(&child, "", 1, ""), 0);
        EXPECT_EQUAL(PROCESSHANDLE_TO_CRTPID_(child.handle, id), 0);
        file = open_partner(&child, 0, 0);
        send_order(file, ORDER(DIE, .option = ways[way], .count = 7, .error = 44, .text = "enough"), NULL, 0, NULL);
        REQUIRE(next(&read, numbers[way]));
        EXPECT_BYTES(read.data + 2, id, 8);
        EXPECT_EQUAL(word_of(read.data, 5), 14);
        EXPECT_EQUAL(word_of(read.data, 10), 0);
        EXPECT_EQUAL(word_of(read.data, 11), codes[way]);
        EXPECT_EQUAL(word_of(read.data, 12), way == 0 ? 44 : 0);
        EXPECT_EQUAL(read.bytes, 40 + word_of(read.data, 19));
        if (way == 0) EXPECT_TEXT(read.data + 40, word_of(read.data, 19), "enough");
        answer(&read);
        FILE_CLOSE_(file);
    }
}

CHECK("a C-series death of a name has the name, and who stopped it", "DL-02", "FILE_OPEN_ PROCESS_STOP_") {
    partner child;
    seen read;
    short own[10], id[4];
    listen(1, 2, ZSYS_VAL_OPENOPT_OLDFMTSYSMSG);
    REQUIRE_EQUAL(start_partner(&child, "$OLD", 1, ""), 0);
    EXPECT_EQUAL(PROCESSHANDLE_GETMINE_(own), 0);
    EXPECT_EQUAL(PROCESSHANDLE_TO_CRTPID_(own, id), 0);
    EXPECT_EQUAL(PROCESS_STOP_(child.handle), 0);
    REQUIRE(next(&read, -5));
    EXPECT_BYTES(read.data + 2, "$OLD  ", 6);
    EXPECT_EQUAL(word_of(read.data, 4), -1);
    EXPECT_EQUAL(word_of(read.data, 11), 6);
    EXPECT_EQUAL(word_of(read.data, 12), CREATORACCESSID());
    EXPECT_BYTES(read.data + 26, id, 8);
    answer(&read);
}

CHECK("what both series have in common is not changed", "R-20", "FILE_OPEN_ SETMODE SIGNALTIMEOUT") {
    seen read;
    short file, tag;
    listen(1, 2, ZSYS_VAL_OPENOPT_OLDFMTSYSMSG);
    REQUIRE(start_requester(1));
    begin(&(deed){DO_OPEN});
    REQUIRE(next(&read, -30));
    answer(&read);
    file = finish().file;
    begin(&(deed){DO_CONTROL, .file = file, .a = 3, .b = 4});
    REQUIRE(next(&read, -32));
    EXPECT_EQUAL(word_of(read.data, 1), 3);
    EXPECT_EQUAL(word_of(read.data, 2), 4);
    answer(&read);
    EXPECT_EQUAL(finish().error, 0);
    EXPECT(_status_eq(SIGNALTIMEOUT(1, 5, 6, &tag)));
    REQUIRE(next(&read, -22));
    EXPECT_EQUAL(word_of(read.data, 1), 5);
    EXPECT_EQUAL(words_of(read.data, 2), 6);
    answer(&read);
}

CHECK("OPEN gives C-series messages, and opens only if its flags say so", "PR-08", "OPEN") {
    short name[12], file, flags[2] = {1, 0x4001};
    seen read;
    outcome opened;
    memset(name, ' ', sizeof name);
    memcpy(name, "$RECEIVE", 8);
    listen(1, 2, 0);
    REQUIRE(start_requester(1));
    for (int way = 0; way < 2; way++) {
        FILE_CLOSE_(0);
        EXPECT(_status_eq(OPEN(name, &file, flags[way], 2)));
        EXPECT_EQUAL(file, 0);
        begin(&(deed){DO_OPEN});
        if (way == 1) {
            REQUIRE(next(&read, -30));
            EXPECT_EQUAL(read.bytes, 36);
            answer(&read);
        }
        opened = finish();
        EXPECT_EQUAL(opened.error, 0);
    }
}
