/* Replies to what was read from $RECEIVE: their forms, their errors, and what the requester gets of them. */
#include "check.h"
#include "requester.h"

static char buffer[2 * 1024 * 1024];

/* Has the requester open this process, with that nowait depth, and then opens $RECEIVE waited. */
static short served(short requests, short depth) {
    short file, number;
    listen(1, 1, 0);
    if (!start_requester(1)) return -1;
    file = be_opened(requests, 1, 0, -1);
    FILE_CLOSE_(0);
    EXPECT_EQUAL(FILE_OPEN_("$RECEIVE", 8, &number, , , 0, depth), 0);
    return file;
}

/* A request is read and not answered. */
static void be_asked(short file, int room) {
    begin(&(deed){DO_WRITEREAD, .file = file, .text = "q", .read = room});
    EXPECT_EQUAL(FILE_READUPDATE64_(0, buffer, 100), 0);
}

CHECK("every form of REPLY carries data, and counts what the requester takes", "R-51 MS-02",
      "REPLY REPLYX REPLYXL FILE_REPLY64_") {
    static const short data[6] = {0x6161, 0x6262, 0x6363, 0x6464, 0x6565, 0x6666};
    short file = served(0, 1);
    REQUIRE(file > 0);
    for (int room = 7; room <= 20; room += 13) {
        int taken = room < 12 ? room : 12;
        for (int form = 0; form < 4; form++) {
            unsigned short short_count = 99;
            __int32_t count = 99;
            outcome became;
            be_asked(file, room);
            switch (form) {
            case 0:
                EXPECT(_status_eq(REPLY(data, 12, &short_count)));
                break;
            case 1:
                EXPECT(_status_eq(REPLYX((const char *)data, 12, &short_count)));
                break;
            case 2:
                EXPECT_EQUAL(REPLYXL((const char *)data, 12, &count), 0);
                break;
            default:
                EXPECT_EQUAL(FILE_REPLY64_((const char *)data, 12, &count), 0);
            }
            EXPECT_EQUAL(form < 2 ? short_count : count, taken);
            became = finish();
            EXPECT_EQUAL(became.error, 0);
            EXPECT_EQUAL(became.count, taken);
            EXPECT_BYTES(became.data, data, taken);
        }
    }
}

CHECK("a reply without arguments is error 0 without data", "MS-01", "REPLY REPLYX REPLYXL FILE_REPLY64_") {
    short file = served(0, 1);
    REQUIRE(file > 0);
    for (int form = 0; form < 4; form++) {
        outcome became;
        be_asked(file, 20);
        if (form == 0) EXPECT(_status_eq(REPLY()));
        if (form == 1) EXPECT(_status_eq(REPLYX()));
        if (form == 2) EXPECT_EQUAL(REPLYXL(), 0);
        if (form == 3) EXPECT_EQUAL(FILE_REPLY64_(), 0);
        became = finish();
        EXPECT_EQUAL(became.error, 0);
        EXPECT_EQUAL(became.count, 0);
    }
}

CHECK("the error of a reply is the requester's, and the data go along", "R-50 R-46",
      "REPLY REPLYX REPLYXL FILE_REPLY64_") {
    static const short errors[4] = {1, 9, 10, 511};
    static const short data[1] = {0x6f6b};
    short file = served(0, 1);
    REQUIRE(file > 0);
    for (int form = 0; form < 4; form++) {
        outcome became;
        be_asked(file, 20);
        if (form == 0) EXPECT(_status_eq(REPLY(data, 2, , , errors[form])));
        if (form == 1) EXPECT(_status_eq(REPLYX((const char *)data, 2, , , errors[form])));
        if (form == 2) EXPECT_EQUAL(REPLYXL((const char *)data, 2, , , errors[form]), 0);
        if (form == 3) EXPECT_EQUAL(FILE_REPLY64_((const char *)data, 2, , , errors[form]), 0);
        became = finish();
        EXPECT_EQUAL(became.error, errors[form]);
        EXPECT_BYTES(became.data, data, 2);
    }
}

CHECK("the data of a reply to a WRITE are dropped", "R-21", "REPLYX") {
    unsigned short count = 99;
    outcome became;
    short file = served(0, 1);
    REQUIRE(file > 0);
    begin(&(deed){DO_WRITE, .file = file, .text = "written"});
    EXPECT_EQUAL(FILE_READUPDATE64_(0, buffer, 100), 0);
    EXPECT(_status_eq(REPLYX("answer", 6, &count)));
    EXPECT_EQUAL(count, 0);
    became = finish();
    EXPECT_EQUAL(became.error, 0);
    EXPECT_EQUAL(became.count, 7);
}

CHECK("a reply needs an open $RECEIVE with a receive depth, and something to answer", "",
      "REPLY REPLYX REPLYXL FILE_REPLY64_") {
    static const short data[1] = {1};
    short file;
    FILE_CLOSE_(0);
    EXPECT(_status_lt(REPLY(data, 2)));
    EXPECT_EQUAL(last_error(-1), 16);
    EXPECT(_status_lt(REPLYX((const char *)data, 2)));
    EXPECT_EQUAL(REPLYXL((const char *)data, 2), 16);
    EXPECT_EQUAL(FILE_REPLY64_((const char *)data, 2), 16);
    EXPECT_EQUAL(FILE_OPEN_("$RECEIVE", 8, &file), 0);
    EXPECT(_status_gt(REPLY(data, 2)));
    EXPECT_EQUAL(last_error(0), 2);
    EXPECT(_status_gt(REPLYX((const char *)data, 2)));
    EXPECT_EQUAL(REPLYXL((const char *)data, 2), 2);
    EXPECT_EQUAL(FILE_REPLY64_((const char *)data, 2), 2);
    FILE_CLOSE_(0);
    EXPECT_EQUAL(FILE_OPEN_("$RECEIVE", 8, &file, , , 0, 1), 0);
    EXPECT(_status_lt(REPLY(data, 2)));
    EXPECT_EQUAL(last_error(0), 74);
    EXPECT(_status_lt(REPLYX((const char *)data, 2)));
    EXPECT_EQUAL(REPLYXL((const char *)data, 2), 74);
    EXPECT_EQUAL(FILE_REPLY64_((const char *)data, 2), 74);
}

CHECK("a reply checks its arguments and leaves the message unanswered", "", "REPLY REPLYX REPLYXL FILE_REPLY64_") {
    short file = served(0, 1);
    REQUIRE(file > 0);
    be_asked(file, 20);
    EXPECT(_status_lt(REPLY(NULL, 2)));
    EXPECT_EQUAL(last_error(0), 22);
    EXPECT(_status_lt(REPLYX(NULL, 2)));
    EXPECT_EQUAL(REPLYXL(NULL, 2), 22);
    EXPECT_EQUAL(FILE_REPLY64_(NULL, 2), 22);
    EXPECT(_status_lt(REPLY((const short *)buffer, 57345)));
    EXPECT_EQUAL(last_error(0), 21);
    EXPECT(_status_lt(REPLYX(buffer, 57345)));
    EXPECT_EQUAL(REPLYXL(buffer, 2097153), 21);
    EXPECT_EQUAL(REPLYXL(buffer, -1), 21);
    EXPECT_EQUAL(FILE_REPLY64_(buffer, 2097153), 21);
    EXPECT_EQUAL(FILE_REPLY64_(buffer, -1), 21);
    EXPECT(_status_lt(REPLYX("x", 1, , 1)));
    EXPECT_EQUAL(last_error(0), 74);
    EXPECT(_status_eq(REPLYX("x", 1)));
    EXPECT_EQUAL(finish().count, 1);
}

CHECK("with a receive depth above 1 a reply needs a tag that is in use", "FS-08",
      "REPLY REPLYX REPLYXL FILE_REPLY64_") {
    static const short data[1] = {1};
    outcome became;
    short file = served(4, 3);
    REQUIRE(file > 0);
    for (short i = 0; i < 2; i++) {
        EXPECT_EQUAL(perform(&(deed){DO_START, .file = file, .text = "q", .read = 10, .a = i}).error, 0);
        EXPECT_EQUAL(FILE_READUPDATE64_(0, buffer, 100), 0);
    }
    EXPECT(_status_lt(REPLY(data, 2)));
    EXPECT_EQUAL(last_error(0), 29);
    EXPECT(_status_lt(REPLYX((const char *)data, 2)));
    EXPECT_EQUAL(REPLYXL((const char *)data, 2), 29);
    EXPECT_EQUAL(FILE_REPLY64_((const char *)data, 2), 29);
    EXPECT(_status_lt(REPLY(data, 2, , 2)));
    EXPECT_EQUAL(last_error(0), 74);
    EXPECT(_status_lt(REPLYX((const char *)data, 2, , 3)));
    EXPECT_EQUAL(REPLYXL((const char *)data, 2, , -1), 74);
    EXPECT_EQUAL(FILE_REPLY64_((const char *)data, 2, , 32767), 74);
    EXPECT(_status_eq(REPLY(data, 2, , 1)));
    EXPECT(_status_lt(REPLY(data, 2, , 1)));
    EXPECT_EQUAL(last_error(0), 74);
    EXPECT_EQUAL(FILE_REPLY64_((const char *)data, 2, , 0), 0);
    became = perform(&(deed){DO_AWAIT, .a = 1000});
    EXPECT_EQUAL(became.tag, 0);
    became = perform(&(deed){DO_AWAIT, .a = 1000});
    EXPECT_EQUAL(became.tag, 1);
}

CHECK("two MiB are replied in the long forms, 57344 bytes in the short ones", "R-25",
      "REPLYXL FILE_REPLY64_ REPLYX REPLY") {
    unsigned short short_count = 0;
    __int32_t count = 0;
    short file = served(0, 1);
    REQUIRE(file > 0);
    memset(buffer, 'r', sizeof buffer);
    for (int form = 0; form < 4; form++) {
        begin(&(deed){DO_LARGE_READ, .file = file});
        EXPECT_EQUAL(FILE_READUPDATE64_(0, buffer, 0), 0);
        if (form == 0) EXPECT(_status_eq(REPLY((const short *)buffer, 57344, &short_count)));
        if (form == 1) EXPECT(_status_eq(REPLYX(buffer, 57344, &short_count)));
        if (form == 2) EXPECT_EQUAL(REPLYXL(buffer, 2097152, &count), 0);
        if (form == 3) EXPECT_EQUAL(FILE_REPLY64_(buffer, 2097152, &count), 0);
        EXPECT_EQUAL(form < 2 ? short_count : count, form < 2 ? 57344 : 2097152);
        EXPECT_EQUAL(finish().count, form < 2 ? 57344 : 2097152);
    }
}

/* ------------------------------------------------------------------------------------------------ system messages */

CHECK("the reply to an open is a label, nothing, or an error", "R-15 R-50 R-13", "REPLYX FILE_OPEN_") {
    short reply[3] = {-103, 5, 0};
    outcome opened;
    short number;
    listen(1, 1, 0);
    REQUIRE(start_requester(1));
    FILE_CLOSE_(0);
    EXPECT_EQUAL(FILE_OPEN_("$RECEIVE", 8, &number, , , 0, 1), 0);
    for (int way = 0; way < 6; way++) {
        static const short errors[6] = {0, 0, 566, 566, 48, 28}, labels[6] = {5, -1, 0, 0, 0, 0};
        seen read;
        begin(&(deed){DO_OPEN, .sync = 1});
        EXPECT_EQUAL(FILE_READUPDATE64_(0, buffer, 250), 6);
        EXPECT_EQUAL(word_of(buffer, 0), -103);
        if (way == 3) reply[0] = -104;
        if (way == 0 || way == 3) EXPECT(_status_eq(REPLYX((const char *)reply, 4)));
        if (way == 1) EXPECT(_status_eq(REPLYX()));
        if (way == 2) EXPECT(_status_eq(REPLYX((const char *)reply, 6)));
        if (way > 3) EXPECT(_status_eq(REPLYX(, , , , errors[way])));
        opened = finish();
        EXPECT_EQUAL(opened.error, errors[way]);
        if (errors[way]) {
            EXPECT_EQUAL(opened.file, -1);
            continue;
        }
        begin(&(deed){DO_WRITE, .file = opened.file, .text = "x"});
        EXPECT_EQUAL(FILE_READUPDATE64_(0, buffer, 250), 0);
        EXPECT_EQUAL(FILE_GETRECEIVEINFO_((short *)&read.information), 0);
        EXPECT_EQUAL(read.information.z_openlabel, labels[way]);
        EXPECT(_status_eq(REPLYX()));
        EXPECT_EQUAL(finish().error, 0);
    }
}

CHECK("a message of the system is answered by anything", "R-20", "REPLYX") {
    seen read;
    short tag;
    listen(1, 1, 0);
    EXPECT(_status_eq(SIGNALTIMEOUT(1, 5, , &tag)));
    REQUIRE(next_message(&read));
    EXPECT_EQUAL(read.number, -22);
    EXPECT(_status_eq(REPLYX("whatever", 8, , , 511)));
    EXPECT(_status_lt(REPLYX()));
    EXPECT_EQUAL(last_error(0), 74);
}

/* ----------------------------------------------------------------------------------- requesters that have gone */

CHECK("a reply to a request that was taken back goes nowhere, without an error", "MS-09", "REPLYX MESSAGESTATUS") {
    short file = served(4, 2);
    REQUIRE(file > 0);
    EXPECT_EQUAL(perform(&(deed){DO_START, .file = file, .text = "a", .read = 10, .a = 1}).error, 0);
    EXPECT_EQUAL(FILE_READUPDATE64_(0, buffer, 100), 0);
    EXPECT_EQUAL(MESSAGESTATUS(0), 0);
    EXPECT_EQUAL(MESSAGESTATUS(), 0);
    EXPECT_EQUAL(MESSAGESTATUS(1), -1);
    EXPECT_EQUAL(MESSAGESTATUS(-1), -1);
    EXPECT_EQUAL(MESSAGESTATUS(2), -1);
    EXPECT_EQUAL(perform(&(deed){DO_CANCEL, .file = file, .a = 1}).error, 0);
    EXPECT_EQUAL(perform(&(deed){DO_START, .file = file, .text = "b", .read = 10, .a = 2}).error, 0);
    EXPECT_EQUAL(FILE_READUPDATE64_(0, buffer, 100), 0); /* sent after the cancellation */
    EXPECT_EQUAL(MESSAGESTATUS(0), 1);
    EXPECT_EQUAL(MESSAGESTATUS(), 0);
    EXPECT(_status_eq(REPLYX("gone", 4, , 0)));
    EXPECT_EQUAL(MESSAGESTATUS(0), -1);
    EXPECT(_status_eq(REPLYX("here", 4, , 1)));
    EXPECT_EQUAL(MESSAGESTATUS(), -1);
    EXPECT_EQUAL(perform(&(deed){DO_AWAIT, .a = 1000}).tag, 2);
    EXPECT_EQUAL(perform(&(deed){DO_AWAIT, .a = 0}).error, 26);
    FILE_CLOSE_(0);
    EXPECT_EQUAL(MESSAGESTATUS(0), -1);
}

CHECK("a request that was taken back before it was read was never there", "MS-09", "READUPDATEX CANCELREQ") {
    short file = served(4, 1);
    REQUIRE(file > 0);
    EXPECT_EQUAL(perform(&(deed){DO_START, .file = file, .text = "a", .read = 10, .a = 1}).error, 0);
    EXPECT_EQUAL(perform(&(deed){DO_CANCEL, .file = file, .a = 1}).error, 0);
    EXPECT_EQUAL(perform(&(deed){DO_START, .file = file, .text = "b", .read = 10, .a = 2}).error, 0);
    EXPECT_EQUAL(FILE_READUPDATE64_(0, buffer, 100), 0);
    EXPECT_EQUAL(buffer[0], 'b');
    EXPECT(_status_eq(REPLYX()));
}

CHECK("the requests of a dead requester are cancelled, and its open is closed", "DL-01 MS-11", "MESSAGESTATUS REPLYX") {
    seen read;
    short file;
    listen(1, 3, 0);
    REQUIRE(start_requester(1));
    file = be_opened(4, 1, 0, 9);
    EXPECT_EQUAL(perform(&(deed){DO_START, .file = file, .text = "a", .read = 10, .a = 1}).error, 0);
    REQUIRE(next_message(&read));
    EXPECT_EQUAL(read.number, 0);
    EXPECT_EQUAL(MESSAGESTATUS(0), 0);
    PROCESS_STOP_(requester.handle);
    do {
        REQUIRE(next_message(&read));
        EXPECT(_status_eq(REPLYX(, , , read.information.z_messagetag)));
    } while (read.number != -104);
    EXPECT_EQUAL(read.information.z_filenum, file);
    EXPECT_EQUAL(read.information.z_openlabel, 9);
    EXPECT_BYTES(&read.information.z_sender, requester.handle, 20);
    EXPECT_EQUAL(MESSAGESTATUS(0), 1);
    EXPECT(_status_eq(REPLYX("gone", 4, , 0)));
    EXPECT_EQUAL(MESSAGESTATUS(0), -1);
}

CHECK("an open that dies with its opener before it is answered ends with a close", "DL-01 R-54", "REPLYX") {
    seen read;
    listen(1, 3, 0);
    REQUIRE(start_requester(1));
    begin(&(deed){DO_OPEN, .sync = 1});
    do {
        REQUIRE(next_message(&read));
        if (read.number != -103) EXPECT(_status_eq(REPLYX(, , , read.information.z_messagetag)));
    } while (read.number != -103);
    short tag = read.information.z_messagetag, file = read.information.z_filenum;
    PROCESS_STOP_(requester.handle);
    REQUIRE(await_message(-101, &read));
    EXPECT(_status_eq(REPLYX(, , , tag)));
    REQUIRE(await_message(-104, &read));
    EXPECT_EQUAL(read.information.z_filenum, file);
    EXPECT_BYTES(&read.information.z_sender, requester.handle, 20);
}

CHECK("a nowait open that is closed before it is answered ends with a close", "R-17 R-54", "FILE_OPEN_ FILE_CLOSE_") {
    static const short label[2] = {-103, 8};
    seen read;
    outcome opened;
    listen(1, 3, 0);
    REQUIRE(start_requester(1));
    opened = perform(&(deed){DO_START_OPEN, .depth = 1, .sync = 1});
    EXPECT_EQUAL(opened.error, 0);
    do {
        REQUIRE(next_message(&read));
        if (read.number != -103) EXPECT(_status_eq(REPLYX(, , , read.information.z_messagetag)));
    } while (read.number != -103);
    EXPECT_EQUAL(perform(&(deed){DO_CLOSE, .file = opened.file}).error, 0);
    EXPECT(_status_eq(REPLYX((const char *)label, 4, , read.information.z_messagetag)));
    REQUIRE(await_message(-104, &read));
    EXPECT_EQUAL(read.information.z_filenum, opened.file);
    EXPECT_BYTES(&read.information.z_sender, requester.handle, 20);
}
