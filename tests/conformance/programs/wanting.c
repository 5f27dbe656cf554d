/* Which messages of other processes come to $RECEIVE, and in which form: options of its open, and SETMODE 80. */
#include "check.h"
#include "requester.h"

/* The next message that does not tell of the end of an earlier check's processes. */
static int next(seen *read) {
    while (next_message(read)) {
        if (read->number != -101 && read->number != -104) return 1;
        REPLYX(, , , read->information.z_messagetag);
    }
    return 0;
}

static void answer(const seen *read, const void *data, short bytes, short error) {
    EXPECT(_status_eq(REPLYX((const char *)data, bytes, , read->information.z_messagetag, error)));
}

/* Has the requester open this process, whose $RECEIVE has these options, and SETMODE 80 this first parameter. */
static short wanted(short options, short mode) {
    short file;
    listen(1, 4, 0);
    if (!start_requester(1)) return -1;
    file = be_opened(0, 1, 0, 3);
    if (options) {
        FILE_CLOSE_(0);
        EXPECT_EQUAL(FILE_OPEN_("$RECEIVE", 8, &(short){0}, , , 1, 4, options), 0);
    }
    if (mode) EXPECT(_status_eq(SETMODE(0, 80, mode)));
    return file;
}

CHECK("without file-management messages CONTROL and its kind get error 7", "R-20",
      "CONTROL CONTROLBUF SETMODE SETPARAM RESETSYNC FILE_OPEN_") {
    short file = wanted(ZSYS_VAL_OPENOPT_NOSYSTEMMSGS, 7);
    REQUIRE(file > 0);
    EXPECT_EQUAL(perform(&(deed){DO_CONTROL, .file = file, .a = 1}).error, 7);
    EXPECT_EQUAL(perform(&(deed){DO_CONTROLBUF, .file = file, .a = 1, .text = "xy"}).error, 7);
    EXPECT_EQUAL(perform(&(deed){DO_SETMODE, .file = file, .a = 100}).error, 7);
    EXPECT_EQUAL(perform(&(deed){DO_SETPARAM, .file = file, .a = 1, .text = "xy"}).error, 7);
    EXPECT_EQUAL(perform(&(deed){DO_RESETSYNC, .file = file}).error, 7);
    EXPECT_EQUAL(perform(&(deed){DO_OPEN}).error, 0);
    EXPECT_EQUAL(perform(&(deed){DO_CLOSE, .file = file}).error, 0);
}

CHECK("messages of processors, processes and timers come all the same", "R-20", "FILE_OPEN_ SIGNALTIMEOUT") {
    partner child;
    seen read;
    short tag;
    listen(1, 4, ZSYS_VAL_OPENOPT_NOSYSTEMMSGS);
    EXPECT(_status_eq(SIGNALTIMEOUT(1, 9, , &tag)));
    REQUIRE(next_message(&read));
    EXPECT_EQUAL(read.number, -22);
    answer(&read, "", 0, 0);
    REQUIRE_EQUAL(start_partner(&child, "", 1, ""), 0);
    PROCESS_STOP_(child.handle);
    EXPECT(await_message(-101, &read));
}

CHECK("transaction ids and locale information are options that change nothing here", "", "FILE_OPEN_") {
    seen read;
    short file = wanted(ZSYS_VAL_OPENOPT_NOTRANS | ZSYS_VAL_OPENOPT_LOCALESUPPORT, 0);
    REQUIRE(file > 0);
    begin(&(deed){DO_WRITEREAD, .file = file, .text = "data", .read = 10});
    REQUIRE(next(&read));
    EXPECT_TEXT(read.data, read.bytes, "data");
    answer(&read, "ok", 2, 0);
    EXPECT_EQUAL(finish().count, 2);
}

CHECK("CONTROL, CONTROLBUF and RESETSYNC are read with their parameters, and their error is the requester's",
      "R-20 R-50", "CONTROL CONTROLBUF RESETSYNC REPLYX") {
    seen read;
    short file = wanted(0, 0);
    REQUIRE(file > 0);
    begin(&(deed){DO_CONTROL, .file = file, .a = 26, .b = -4});
    REQUIRE(next(&read));
    EXPECT_EQUAL(read.number, -32);
    EXPECT_EQUAL(read.bytes, 6);
    EXPECT_EQUAL(word_of(read.data, 1), 26);
    EXPECT_EQUAL(word_of(read.data, 2), -4);
    EXPECT_EQUAL(read.information.z_filenum, file);
    EXPECT_EQUAL(read.information.z_openlabel, 3);
    answer(&read, "", 0, 2);
    EXPECT_EQUAL(finish().error, 2);
    begin(&(deed){DO_CONTROLBUF, .file = file, .a = 7, .text = "buffer"});
    REQUIRE(next(&read));
    EXPECT_EQUAL(read.number, -35);
    EXPECT_EQUAL(read.bytes, 12);
    EXPECT_EQUAL(word_of(read.data, 1), 7);
    EXPECT_EQUAL(word_of(read.data, 2), 6);
    EXPECT_TEXT(read.data + 6, 6, "buffer");
    answer(&read, "dropped", 7, 0);
    EXPECT_EQUAL(finish().error, 0);
    begin(&(deed){DO_RESETSYNC, .file = file});
    REQUIRE(next(&read));
    EXPECT_EQUAL(read.number, -34);
    EXPECT_EQUAL(read.bytes, 2);
    answer(&read, "", 0, 0);
    EXPECT_EQUAL(finish().error, 0);
}

CHECK("SETMODE is read without flags, and nothing is given back, unless SETMODE 80 asks for it", "R-20",
      "SETMODE REPLYX") {
    static const short old[3] = {-33, 8, 9};
    seen read;
    outcome became;
    short file = wanted(0, 0);
    REQUIRE(file > 0);
    begin(&(deed){DO_SETMODE, .file = file, .a = 101, .b = 4});
    REQUIRE(next(&read));
    EXPECT_EQUAL(read.number, -33);
    EXPECT_EQUAL(read.bytes, 8);
    EXPECT_EQUAL(word_of(read.data, 1), 101);
    EXPECT_EQUAL(word_of(read.data, 2), 4);
    answer(&read, old, 6, 0);
    EXPECT_EQUAL(finish().error, 0);
    EXPECT_EQUAL(perform(&(deed){DO_SETMODE, .file = file, .a = 101, .b = 4, .read = 1}).error, 2);
    EXPECT(_status_eq(SETMODE(0, 80, 1)));
    begin(&(deed){DO_SETMODE, .file = file, .a = 101, .b = 4, .c = 5, .read = 1});
    REQUIRE(next(&read));
    EXPECT_EQUAL(read.bytes, 10);
    EXPECT_EQUAL(word_of(read.data, 3), 5);
    EXPECT_EQUAL(word_of(read.data, 4), 7);
    answer(&read, old, 6, 0);
    became = finish();
    EXPECT_EQUAL(became.error, 0);
    EXPECT_EQUAL(became.last[0], 8);
    EXPECT_EQUAL(became.last[1], 9);
    begin(&(deed){DO_SETMODE, .file = file, .a = 101, .b = 4});
    REQUIRE(next(&read));
    EXPECT_EQUAL(read.bytes, 10);
    EXPECT_EQUAL(word_of(read.data, 4), 4); /* the first parameter alone */
    answer(&read, "", 0, 0);
    EXPECT_EQUAL(finish().error, 0);
}

CHECK("SETPARAM is read once SETMODE 80 lets it in, and gives values back", "R-20", "SETPARAM SETMODE REPLYX") {
    short old[5] = {-37, 5};
    seen read;
    outcome became;
    short file = wanted(0, 0);
    REQUIRE(file > 0);
    memcpy(old + 2, "fives", 5);
    EXPECT_EQUAL(perform(&(deed){DO_SETPARAM, .file = file, .a = 1, .text = "xy"}).error, 2);
    EXPECT(_status_eq(SETMODE(0, 80, 2)));
    begin(&(deed){DO_SETPARAM, .file = file, .a = 1, .text = "value"});
    REQUIRE(next(&read));
    EXPECT_EQUAL(read.number, -37);
    EXPECT_EQUAL(read.bytes, 13);
    EXPECT_EQUAL(word_of(read.data, 1), 1);
    EXPECT_EQUAL(word_of(read.data, 2), 2);
    EXPECT_EQUAL(word_of(read.data, 3), 5);
    EXPECT_TEXT(read.data + 8, 5, "value");
    answer(&read, "", 0, 0);
    EXPECT_EQUAL(finish().error, 0);
    begin(&(deed){DO_SETPARAM, .file = file, .a = 2, .read = 20});
    REQUIRE(next(&read));
    EXPECT_EQUAL(read.bytes, 8);
    EXPECT_EQUAL(word_of(read.data, 2), 1);
    answer(&read, old, 9, 0);
    became = finish();
    EXPECT_EQUAL(became.error, 0);
    EXPECT_TEXT(became.data, became.count, "fives");
}

CHECK("old values in a reply that cannot be are error 2 for both sides", "R-50", "SETPARAM SETMODE REPLYX") {
    static const short wrong_mode[2] = {-33, 8}, wrong_number[3] = {-37, 8, 9}, wrong_count[3] = {-37, 4, 9};
    seen read;
    short file = wanted(0, 3);
    REQUIRE(file > 0);
    for (int way = 0; way < 3; way++) {
        deed what = {way < 2 ? DO_SETMODE : DO_SETPARAM, .file = file, .a = 101, .read = 10};
        begin(&what);
        REQUIRE(next(&read));
        if (way == 0) EXPECT(_status_gt(REPLYX((const char *)wrong_mode, 4, , read.information.z_messagetag)));
        if (way == 1) EXPECT(_status_gt(REPLYX((const char *)wrong_number, 6, , read.information.z_messagetag)));
        if (way == 2) EXPECT(_status_gt(REPLYX((const char *)wrong_count, 6, , read.information.z_messagetag)));
        EXPECT_EQUAL(last_error(0), 2);
        EXPECT_EQUAL(finish().error, 2);
        EXPECT(_status_lt(REPLYX(, , , read.information.z_messagetag))); /* it is answered */
    }
}

CHECK("SETMODE 80 delivers cancellations: a request taken back, an open closed, a requester dead", "MS-09 MS-11",
      "SETMODE CANCELREQ FILE_CLOSE_ MESSAGESTATUS") {
    static const short null_words[10] = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
    seen read;
    short file;
    listen(1, 4, 0);
    REQUIRE(start_requester(1));
    EXPECT(_status_eq(SETMODE(0, 80, 4)));
    for (int way = 0; way < 3; way++) {
        short held;
        file = be_opened(4, 1, 0, -1);
        EXPECT_EQUAL(perform(&(deed){DO_START, .file = file, .text = "held", .read = 10, .a = 1}).error, 0);
        REQUIRE(next(&read));
        EXPECT_EQUAL(read.number, 0);
        held = read.information.z_messagetag;
        if (way == 0) EXPECT_EQUAL(perform(&(deed){DO_CANCEL, .file = file, .a = 1}).error, 0);
        if (way == 1) EXPECT_EQUAL(perform(&(deed){DO_CLOSE, .file = file}).error, 0);
        if (way == 2) PROCESS_STOP_(requester.handle);
        REQUIRE(next(&read));
        EXPECT_EQUAL(read.number, -38);
        EXPECT_EQUAL(read.bytes, 4);
        EXPECT_EQUAL(word_of(read.data, 1), held);
        EXPECT_EQUAL(read.information.z_filenum, -1);
        EXPECT_BYTES(&read.information.z_sender, null_words, 20);
        EXPECT_EQUAL(MESSAGESTATUS(held), 1);
        answer(&read, "", 0, 0);
        EXPECT(_status_eq(REPLYX("gone", 4, , held)));
    }
}

CHECK("without SETMODE 80 no cancellation is delivered, and what was answered never is", "MS-09", "SETMODE CANCELREQ") {
    seen read;
    short tag, file;
    listen(1, 4, 0);
    REQUIRE(start_requester(1));
    file = be_opened(4, 1, 0, -1);
    EXPECT_EQUAL(perform(&(deed){DO_START, .file = file, .text = "held", .read = 10, .a = 1}).error, 0);
    REQUIRE(next(&read));
    EXPECT_EQUAL(perform(&(deed){DO_CANCEL, .file = file, .a = 1}).error, 0);
    answer(&read, "", 0, 0);
    EXPECT(_status_eq(SETMODE(0, 80, 4)));
    EXPECT_EQUAL(perform(&(deed){DO_START, .file = file, .text = "held", .read = 10, .a = 2}).error, 0);
    REQUIRE(next(&read));
    answer(&read, "", 0, 0);
    EXPECT_EQUAL(perform(&(deed){DO_CANCEL, .file = file, .a = 2}).error, 0);
    EXPECT(_status_eq(SIGNALTIMEOUT(30, 9, , &tag)));
    REQUIRE(next(&read));
    EXPECT_EQUAL(read.number, -22);
    answer(&read, "", 0, 0);
}

CHECK("SETMODE of $RECEIVE gives old values back, keeps what is left out, and begins anew with each open", "",
      "SETMODE") {
    static const short functions[5] = {30, 36, 72, 74, 80}, values[5] = {1, 1, 1, -1, 6};
    short last[2], file;
    FILE_CLOSE_(0);
    EXPECT(_status_lt(SETMODE(0, 80, 1)));
    for (int opens = 0; opens < 2; opens++) {
        EXPECT_EQUAL(FILE_OPEN_("$RECEIVE", 8, &file, , , 1, 1), 0);
        for (int i = 0; i < 5; i++) {
            last[0] = last[1] = 77;
            EXPECT(_status_eq(SETMODE(0, functions[i], values[i], 0, last)));
            EXPECT_EQUAL(last[0], 0);
            EXPECT_EQUAL(last[1], 0);
            EXPECT(_status_eq(SETMODE(0, functions[i], , , last)));
            EXPECT_EQUAL(last[0], values[i]);
        }
        EXPECT(_status_gt(SETMODE(0, 4, 1)));
        EXPECT_EQUAL(last_error(0), 2);
        EXPECT_EQUAL(FILE_CLOSE_(0), 0);
    }
}

CHECK("a time-out of AWAITIO on $RECEIVE takes the read back, unless SETMODE 74 says no", "", "SETMODE AWAITIOX") {
    char text[10];
    short file = 0;
    listen(1, 1, 0);
    EXPECT_EQUAL(FILE_READUPDATE64_(0, text, 10), 0);
    EXPECT(_status_lt(AWAITIOX(&file, , , , 1)));
    EXPECT_EQUAL(last_error(0), 40);
    file = 0;
    EXPECT(_status_lt(AWAITIOX(&file, , , , 0)));
    EXPECT_EQUAL(last_error(0), 26);
    EXPECT(_status_eq(SETMODE(0, 74, -1)));
    EXPECT_EQUAL(FILE_READUPDATE64_(0, text, 10), 0);
    file = 0;
    EXPECT(_status_lt(AWAITIOX(&file, , , , 1)));
    EXPECT_EQUAL(last_error(0), 40);
    file = 0;
    EXPECT(_status_lt(AWAITIOX(&file, , , , 0)));
    EXPECT_EQUAL(last_error(0), 40);
}
