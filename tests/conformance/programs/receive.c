/* $RECEIVE: opening it, reading it in all forms, and what is known of what was read. */
#include "check.h"
#include "requester.h"

static char buffer[2 * 1024 * 1024];

/* Leaves nothing of what came for an earlier check, and $RECEIVE closed. */
static void begin_quietly(void) {
    listen(1, 1, 0);
    FILE_CLOSE_(0);
}

/* Reads the next open message. What tells of the end of an earlier check's processes is answered and forgotten. */
static void read_open(void) {
    EXPECT_EQUAL(FILE_READUPDATE64_(0, buffer, 250), 6);
    while (word_of(buffer, 0) == -101 || word_of(buffer, 0) == -104) {
        REPLYX();
        EXPECT_EQUAL(FILE_READUPDATE64_(0, buffer, 250), 6);
    }
}

/* Has the requester open this process, with that nowait depth and label 7, and then opens $RECEIVE waited. */
static short served(short requests, short depth) {
    short file, number, error;
    listen(1, 1, 0);
    if (!start_requester(1)) return -1;
    file = be_opened(requests, 1, 0, 7);
    FILE_CLOSE_(0);
    error = FILE_OPEN_("$RECEIVE", 8, &number, , , 0, depth);
    EXPECT_EQUAL(error, 0);
    return file;
}

CHECK("$RECEIVE is opened once, with a receive depth of up to 4047 and a nowait depth of up to 1", "FS-08",
      "FILE_OPEN_") {
    short file = -7;
    EXPECT_EQUAL(FILE_OPEN_("$RECEIVE", 8, &file, , , 2, 1), 28);
    EXPECT_EQUAL(file, -1);
    EXPECT_EQUAL(FILE_OPEN_("$RECEIVE", 8, &file, , , 0, 4048), 590);
    EXPECT_EQUAL(FILE_OPEN_("$RECEIVE", 8, &file, , , 0, -1), 590);
    EXPECT_EQUAL(FILE_OPEN_("$RECEIVE", 8, &file, , , -1, 1), 590);
    EXPECT_EQUAL(FILE_OPEN_("$RECEIVE", 8, &file, , , 1, 1, ZSYS_VAL_OPENOPT_NOWAITOPEN), 2);
    EXPECT_EQUAL(FILE_OPEN_("$receive", 8, &file, , , 1, 4047), 0);
    EXPECT_EQUAL(file, 0);
    EXPECT_EQUAL(FILE_OPEN_("$RECEIVE", 8, &file, , , 0, 1), 12);
    EXPECT_EQUAL(FILE_CLOSE_(0), 0);
    EXPECT_EQUAL(FILE_CLOSE_(0), 16);
}

CHECK("every form of READUPDATE reads a message that waits for its reply", "R-20 MS-02 MS-04",
      "READUPDATE READUPDATEX READUPDATEXL FILE_READUPDATE64_") {
    static short words[8];
    unsigned short short_count = 0;
    __int32_t count = 0;
    outcome became;
    short file = served(0, 1);
    REQUIRE(file > 0);
    for (int form = 0; form < 4; form++) {
        begin(&(deed){DO_WRITEREAD, .file = file, .text = "hello", .read = 20});
        memset(words, 0, sizeof words);
        switch (form) {
        case 0:
            EXPECT(_status_eq(READUPDATE(0, words, sizeof words, &short_count)));
            break;
        case 1:
            EXPECT(_status_eq(READUPDATEX(0, (char *)words, sizeof words, &short_count)));
            break;
        case 2:
            EXPECT_EQUAL(READUPDATEXL(0, (char *)words, sizeof words, &count), 0);
            break;
        default:
            EXPECT_EQUAL(FILE_READUPDATE64_(0, (char *)words, sizeof words, &count), 0);
        }
        EXPECT_EQUAL(form < 2 ? short_count : count, 5);
        EXPECT_BYTES(words, "hello\0\0\0", 8);
        EXPECT_EQUAL(last_error(0), 0);
        EXPECT(_status_eq(REPLYX("there", 5)));
        became = finish();
        EXPECT_EQUAL(became.error, 0);
        EXPECT_TEXT(became.data, became.count, "there");
        short_count = 0;
        count = 0;
    }
}

CHECK("a system message is CCG and error 6 in every form, with its data", "R-20",
      "READUPDATE READUPDATEX READUPDATEXL FILE_READUPDATE64_") {
    static short words[125];
    unsigned short short_count = 0;
    __int32_t count = 0;
    short file = served(0, 1);
    REQUIRE(file > 0);
    for (int form = 0; form < 4; form++) {
        begin(&(deed){DO_CONTROL, .file = file, .a = 5, .b = (short)form});
        switch (form) {
        case 0:
            EXPECT(_status_gt(READUPDATE(0, words, sizeof words, &short_count)));
            break;
        case 1:
            EXPECT(_status_gt(READUPDATEX(0, (char *)words, sizeof words, &short_count)));
            break;
        case 2:
            EXPECT_EQUAL(READUPDATEXL(0, (char *)words, sizeof words, &count), 6);
            break;
        default:
            EXPECT_EQUAL(FILE_READUPDATE64_(0, (char *)words, sizeof words, &count), 6);
        }
        EXPECT_EQUAL(last_error(0), 6);
        EXPECT_EQUAL(form < 2 ? short_count : count, 6);
        EXPECT_EQUAL(words[0], -32);
        EXPECT_EQUAL(words[1], 5);
        EXPECT_EQUAL(words[2], form);
        EXPECT(_status_eq(REPLYX()));
        EXPECT_EQUAL(finish().error, 0);
    }
}

CHECK("a longer message is cut to the read count, without an error", "R-51", "FILE_READUPDATE64_") {
    __int32_t count = 0;
    short file = served(0, 1);
    REQUIRE(file > 0);
    begin(&(deed){DO_WRITEREAD, .file = file, .text = "a long message", .read = 20});
    memset(buffer, '.', 10);
    EXPECT_EQUAL(FILE_READUPDATE64_(0, buffer, 6, &count), 0);
    EXPECT_EQUAL(count, 6);
    EXPECT_BYTES(buffer, "a long....", 10);
    EXPECT(_status_eq(REPLYX()));
    EXPECT_EQUAL(finish().error, 0);
    begin(&(deed){DO_WRITEREAD, .file = file, .text = "another", .read = 20});
    EXPECT_EQUAL(FILE_READUPDATE64_(0, buffer, 0, &count), 0);
    EXPECT_EQUAL(count, 0);
    EXPECT(_status_eq(REPLYX()));
    EXPECT_EQUAL(finish().error, 0);
}

CHECK("READUPDATE needs an open $RECEIVE with a receive depth", "R-20",
      "READUPDATE READUPDATEX READUPDATEXL FILE_READUPDATE64_") {
    static short words[8];
    short file;
    FILE_CLOSE_(0);
    EXPECT(_status_lt(READUPDATE(0, words, 16)));
    EXPECT_EQUAL(last_error(-1), 16);
    EXPECT(_status_lt(READUPDATEX(0, (char *)words, 16)));
    EXPECT_EQUAL(READUPDATEXL(0, (char *)words, 16), 16);
    EXPECT_EQUAL(FILE_READUPDATE64_(0, (char *)words, 16), 16);
    EXPECT_EQUAL(FILE_READUPDATE64_(77, (char *)words, 16), 16);
    EXPECT_EQUAL(FILE_OPEN_("$RECEIVE", 8, &file), 0);
    EXPECT(_status_gt(READUPDATE(0, words, 16)));
    EXPECT_EQUAL(last_error(0), 2);
    EXPECT(_status_gt(READUPDATEX(0, (char *)words, 16)));
    EXPECT_EQUAL(READUPDATEXL(0, (char *)words, 16), 2);
    EXPECT_EQUAL(FILE_READUPDATE64_(0, (char *)words, 16), 2);
}

CHECK("READUPDATE checks its arguments", "", "READUPDATE READUPDATEX READUPDATEXL FILE_READUPDATE64_") {
    static short words[8];
    listen(0, 1, 0);
    EXPECT(_status_lt(READUPDATE(0, words)));
    EXPECT_EQUAL(last_error(0), 29);
    EXPECT(_status_lt(READUPDATE(0, , 16)));
    EXPECT(_status_lt(READUPDATEX(0, (char *)words)));
    EXPECT(_status_lt(READUPDATEX(, (char *)words, 16)));
    EXPECT_EQUAL(READUPDATEXL(0, (char *)words), 29);
    EXPECT_EQUAL(READUPDATEXL(0, , 16), 29);
    EXPECT_EQUAL(FILE_READUPDATE64_(0, (char *)words), 29);
    EXPECT_EQUAL(FILE_READUPDATE64_(0, , 16), 29);
    EXPECT(_status_lt(READUPDATE(0, NULL, 16)));
    EXPECT_EQUAL(last_error(0), 22);
    EXPECT(_status_lt(READUPDATEX(0, NULL, 16)));
    EXPECT_EQUAL(READUPDATEXL(0, NULL, 16), 22);
    EXPECT_EQUAL(FILE_READUPDATE64_(0, NULL, 16), 22);
    EXPECT(_status_lt(READUPDATE(0, words, 57345)));
    EXPECT_EQUAL(last_error(0), 21);
    EXPECT(_status_lt(READUPDATEX(0, buffer, 57345)));
    EXPECT_EQUAL(READUPDATEXL(0, buffer, 2097153), 21);
    EXPECT_EQUAL(READUPDATEXL(0, buffer, -1), 21);
    EXPECT_EQUAL(FILE_READUPDATE64_(0, buffer, 2097153), 21);
    EXPECT_EQUAL(FILE_READUPDATE64_(0, buffer, -1), 21);
}

CHECK("a process file is not read by READUPDATE", "", "READUPDATE READUPDATEX READUPDATEXL FILE_READUPDATE64_") {
    partner server;
    static short words[8];
    short file;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    file = open_partner(&server, 0, 1);
    EXPECT(_status_gt(READUPDATE(file, words, 16)));
    EXPECT_EQUAL(last_error(file), 2);
    EXPECT(_status_gt(READUPDATEX(file, (char *)words, 16)));
    EXPECT_EQUAL(READUPDATEXL(file, (char *)words, 16), 2);
    EXPECT_EQUAL(FILE_READUPDATE64_(file, (char *)words, 16), 2);
}

CHECK("as many messages as the receive depth may be unanswered; one more read is error 74", "FS-08 MS-06",
      "FILE_READUPDATE64_ READUPDATEX") {
    __int32_t count;
    zsys_ddl_receiveinformation_def information;
    short file = served(4, 2);
    REQUIRE(file > 0);
    for (short i = 0; i < 3; i++) {
        EXPECT_EQUAL(perform(&(deed){DO_START, .file = file, .text = "m", .read = 10, .a = i}).error, 0);
    }
    for (short i = 0; i < 2; i++) {
        EXPECT_EQUAL(FILE_READUPDATE64_(0, buffer, 10, &count), 0);
        EXPECT_EQUAL(FILE_GETRECEIVEINFO_((short *)&information), 0);
        EXPECT_EQUAL(information.z_messagetag, i);
    }
    EXPECT_EQUAL(FILE_READUPDATE64_(0, buffer, 10, &count), 74);
    EXPECT(_status_lt(READUPDATEX(0, buffer, 10)));
    EXPECT(_status_eq(REPLYX("0", 1, , 0)));
    EXPECT_EQUAL(FILE_READUPDATE64_(0, buffer, 10, &count), 0);
    EXPECT_EQUAL(FILE_GETRECEIVEINFO_((short *)&information), 0);
    EXPECT_EQUAL(information.z_messagetag, 0); /* the lowest that is free */
    EXPECT(_status_eq(REPLYX("2", 1, , 0)));
    EXPECT(_status_eq(REPLYX("1", 1, , 1)));
}

CHECK("requests of one requester are read in the order in which they were sent", "MS-08 R-22", "READUPDATEX") {
    __int32_t count;
    short file = served(4, 1);
    char text[2] = "a";
    REQUIRE(file > 0);
    for (text[0] = 'a'; text[0] < 'e'; text[0]++) {
        deed start = {DO_START, .file = file, .read = 10, .a = text[0]};
        start.text[0] = text[0];
        EXPECT_EQUAL(perform(&start).error, 0);
    }
    for (char expected = 'a'; expected < 'e'; expected++) {
        EXPECT_EQUAL(FILE_READUPDATE64_(0, buffer, 10, &count), 0);
        EXPECT_EQUAL(buffer[0], expected);
        EXPECT(_status_eq(REPLYX()));
    }
}

CHECK("a nowait read waits for AWAITIO, and there is one at a time", "MS-03", "READUPDATEX READUPDATEXL") {
    partner server;
    short file = 0;
    __int32_t count = -1;
    long long tag = -1;
    listen(1, 2, 0);
    EXPECT_EQUAL(READUPDATEXL(0, buffer, 250, &count, 12345678901LL), 0);
    EXPECT_EQUAL(count, -1);
    EXPECT_EQUAL(FILE_READUPDATE64_(0, buffer, 250), 28);
    EXPECT(_status_lt(READUPDATEX(0, buffer, 250)));
    EXPECT_EQUAL(last_error(0), 28);
    EXPECT_EQUAL(FILE_AWAITIO64_(&file, , , , 0), 40);
    REQUIRE_EQUAL(start_partner(&server, "", 1, ""), 0);
    PROCESS_STOP_(server.handle);
    EXPECT_EQUAL(FILE_AWAITIO64_(&file, , &count, &tag, 1000), 6);
    EXPECT_EQUAL(word_of(buffer, 0), -101);
    EXPECT_EQUAL(tag, 12345678901LL);
    EXPECT(count >= 82);
    EXPECT(_status_eq(READUPDATEX(0, buffer, 250, , 77))); /* while the first message is not answered */
    EXPECT(_status_eq(REPLYX(, , , 0)));
    file = 0;
    EXPECT_EQUAL(FILE_AWAITIO64_(&file, , , , 1), 40);
}

CHECK("a read that is taken back loses no message", "MS-09", "READUPDATEX CANCEL") {
    __int32_t count = -1;
    short file, any = 0;
    listen(1, 2, 0);
    REQUIRE(start_requester(1));
    file = be_opened(0, 1, 0, -1);
    REQUIRE(file > 0);
    EXPECT_EQUAL(FILE_READUPDATE64_(0, buffer, 100), 0);
    begin(&(deed){DO_WRITEREAD, .file = file, .text = "kept", .read = 10});
    PROCESS_DELAY_(200000); /* it is there, in all likelihood; the check holds either way */
    EXPECT(_status_eq(CANCEL(0)));
    memset(buffer, 'x', 100);
    EXPECT_EQUAL(FILE_READUPDATE64_(0, buffer + 200, 100), 0);
    EXPECT_EQUAL(FILE_AWAITIO64_(&any, , &count, , 1000), 0);
    EXPECT_TEXT(buffer + 200, count, "kept");
    EXPECT(_status_eq(REPLYX(, , , 0)));
    EXPECT_EQUAL(finish().error, 0);
}

CHECK("two MiB are read in the long forms, 57344 bytes in the short ones", "R-25",
      "READUPDATEXL READUPDATEX READUPDATE") {
    __int32_t count = 0;
    unsigned short short_count = 0;
    short file = served(4, 1);
    REQUIRE(file > 0);
    EXPECT_EQUAL(perform(&(deed){DO_LARGE_WRITES, .file = file, .a = 1, .b = 2048}).error, 0);
    EXPECT_EQUAL(READUPDATEXL(0, buffer, sizeof buffer, &count), 0);
    EXPECT_EQUAL(count, 2097152);
    EXPECT_EQUAL(buffer[2097151], 'L');
    EXPECT(_status_eq(REPLYX()));
    EXPECT_EQUAL(perform(&(deed){DO_LARGE_WRITES, .file = file, .a = 2, .b = 56}).error, 0);
    EXPECT(_status_eq(READUPDATEX(0, buffer, 57344, &short_count)));
    EXPECT_EQUAL(short_count, 57344);
    EXPECT(_status_eq(REPLYX()));
    short_count = 0;
    EXPECT(_status_eq(READUPDATE(0, (short *)buffer, 57344, &short_count)));
    EXPECT_EQUAL(short_count, 57344);
    EXPECT(_status_eq(REPLYX()));
}

/* ------------------------------------------------------------------------------------------ what is known of it */

CHECK("receive information tells how a request was sent, and by whom", "R-20 R-15 MS-04",
      "FILE_GETRECEIVEINFO_ FILE_GETRECEIVEINFOL_") {
    static const short deeds[3] = {DO_WRITE, DO_READ, DO_WRITEREAD}, most[3] = {0, 100, 100};
    zsys_ddl_receiveinformation_def information;
    zsys_ddl_receiveinformation2_def longer;
    short dialog = -1, file = served(0, 1);
    REQUIRE(file > 0);
    EXPECT_EQUAL(sizeof information, 34);
    EXPECT_EQUAL(sizeof longer, 38);
    for (short i = 0; i < 3; i++) {
        deed what = {deeds[i], .file = file, .text = "x", .read = 100};
        begin(&what);
        EXPECT_EQUAL(FILE_READUPDATE64_(0, buffer, 100), 0);
        EXPECT_EQUAL(FILE_GETRECEIVEINFO_((short *)&information, &dialog), 0);
        EXPECT_EQUAL(dialog, 0);
        EXPECT_EQUAL(information.z_iotype, i + 1);
        EXPECT_EQUAL(information.z_maxreplycount, most[i]);
        EXPECT_EQUAL(information.z_messagetag, 0);
        EXPECT_EQUAL(information.z_filenum, file);
        EXPECT_EQUAL(information.z_syncid, i);
        EXPECT_EQUAL(information.z_openlabel, 7);
        EXPECT_BYTES(&information.z_sender, requester.handle, 20);
        dialog = -1;
        EXPECT_EQUAL(FILE_GETRECEIVEINFOL_((short *)&longer, &dialog), 0);
        EXPECT_EQUAL(dialog, 0);
        EXPECT_EQUAL(longer.z_iotype, i + 1);
        EXPECT_EQUAL(longer.z_maxreplycount, most[i]);
        EXPECT_EQUAL(longer.z_messagetag, 0);
        EXPECT_EQUAL(longer.z_filenum, file);
        EXPECT_EQUAL(longer.z_syncid, i);
        EXPECT_EQUAL(longer.z_openlabel, 7);
        EXPECT_BYTES(&longer.z_sender, requester.handle, 20);
        EXPECT(_status_eq(REPLYX()));
        EXPECT_EQUAL(finish().error, 0);
    }
}

CHECK("receive information before a message is error 16, without a place 29 or 22", "",
      "FILE_GETRECEIVEINFO_ FILE_GETRECEIVEINFOL_") {
    zsys_ddl_receiveinformation_def information;
    zsys_ddl_receiveinformation2_def longer;
    FILE_CLOSE_(0);
    EXPECT_EQUAL(FILE_GETRECEIVEINFO_((short *)&information), 16);
    EXPECT_EQUAL(FILE_GETRECEIVEINFOL_((short *)&longer), 16);
    listen(0, 1, 0);
    EXPECT_EQUAL(FILE_GETRECEIVEINFO_((short *)&information), 16);
    EXPECT_EQUAL(FILE_GETRECEIVEINFOL_((short *)&longer), 16);
    EXPECT_EQUAL(FILE_GETRECEIVEINFO_(), 29);
    EXPECT_EQUAL(FILE_GETRECEIVEINFOL_(), 29);
    EXPECT_EQUAL(FILE_GETRECEIVEINFO_(NULL), 22);
    EXPECT_EQUAL(FILE_GETRECEIVEINFOL_(NULL), 22);
}

CHECK("a message of the system has a null sender, file -1 and label -1", "R-58", "FILE_GETRECEIVEINFO_") {
    static const short null_words[10] = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
    seen read;
    short tag;
    listen(1, 2, 0);
    EXPECT(_status_eq(SIGNALTIMEOUT(1, 5, 6, &tag)));
    REQUIRE(next_message(&read));
    EXPECT_EQUAL(read.number, -22);
    EXPECT_EQUAL(word_of(read.data, 1), 5);
    EXPECT_EQUAL(words_of(read.data, 2), 6);
    EXPECT_EQUAL(read.information.z_iotype, 0);
    EXPECT_EQUAL(read.information.z_filenum, -1);
    EXPECT_EQUAL(read.information.z_openlabel, -1);
    EXPECT_BYTES(&read.information.z_sender, null_words, 20);
    EXPECT(_status_eq(REPLYX(, , , read.information.z_messagetag)));
}

CHECK("open, control and close have their opener as sender", "R-58 R-56 R-57", "FILE_GETRECEIVEINFO_") {
    seen read;
    short file;
    listen(1, 2, 0);
    REQUIRE(start_requester(1));
    begin(&(deed){DO_OPEN, .depth = 3, .sync = 2});
    REQUIRE(next_message(&read));
    EXPECT_EQUAL(read.number, -103);
    EXPECT_EQUAL(word_of(read.data, 3), 3);
    EXPECT_EQUAL(word_of(read.data, 4), 2);
    EXPECT_EQUAL(read.information.z_openlabel, -1);
    EXPECT_BYTES(&read.information.z_sender, requester.handle, 20);
    static const short label[2] = {-103, 21};
    EXPECT(_status_eq(REPLYX((const char *)label, 4, , read.information.z_messagetag)));
    file = finish().file;
    EXPECT_EQUAL(read.information.z_filenum, file);
    begin(&(deed){DO_CONTROL, .file = file, .a = 1, .b = 2});
    REQUIRE(next_message(&read));
    EXPECT_EQUAL(read.number, -32);
    EXPECT_EQUAL(read.information.z_filenum, file);
    EXPECT_EQUAL(read.information.z_openlabel, 21);
    EXPECT_BYTES(&read.information.z_sender, requester.handle, 20);
    EXPECT(_status_eq(REPLYX(, , , read.information.z_messagetag)));
    EXPECT_EQUAL(finish().error, 0);
    EXPECT_EQUAL(perform(&(deed){DO_CLOSE, .file = file}).error, 0);
    REQUIRE(next_message(&read));
    EXPECT_EQUAL(read.number, -104);
    EXPECT_EQUAL(read.bytes, 4);
    EXPECT_EQUAL(read.information.z_filenum, file);
    EXPECT_EQUAL(read.information.z_openlabel, 21);
    EXPECT_BYTES(&read.information.z_sender, requester.handle, 20);
    EXPECT(_status_eq(REPLYX(, , , read.information.z_messagetag)));
}

CHECK("RECEIVEINFO and LASTRECEIVE give the process ID of the sender", "PR-08", "RECEIVEINFO LASTRECEIVE") {
    short id[4], other[4], expected[4], tag = -7, filenum = -7, most = -7, io = -7, file = served(0, 2);
    __int32_t sync = -7;
    REQUIRE(file > 0);
    EXPECT(_status_lt(LASTRECEIVE(id, &tag)));
    EXPECT_EQUAL(last_error(-1), 16);
    EXPECT(_status_lt(RECEIVEINFO(id)));
    begin(&(deed){DO_WRITEREAD, .file = file, .text = "x", .read = 300});
    EXPECT_EQUAL(FILE_READUPDATE64_(0, buffer, 100), 0);
    EXPECT(_status_eq(RECEIVEINFO(id, &tag, &sync, &filenum, &most, &io)));
    EXPECT_EQUAL(PROCESSHANDLE_TO_CRTPID_(requester.handle, expected), 0);
    EXPECT_BYTES(id, expected, 8);
    EXPECT_BYTES(id, "$REQ  ", 6);
    EXPECT_EQUAL(tag, 0);
    EXPECT_EQUAL(sync, 0);
    EXPECT_EQUAL(filenum, file);
    EXPECT_EQUAL(most, 300);
    EXPECT_EQUAL(io, 3);
    tag = -7;
    EXPECT(_status_eq(LASTRECEIVE(other, &tag)));
    EXPECT_BYTES(other, expected, 8);
    EXPECT_EQUAL(tag, 0);
    EXPECT(_status_eq(LASTRECEIVE()));
    EXPECT(_status_eq(RECEIVEINFO()));
    EXPECT(_status_eq(RECEIVEINFO(, , , , &most)));
    EXPECT(_status_eq(REPLYX(, , , 0)));
    EXPECT_EQUAL(finish().error, 0);
}

CHECK("the process ID of nobody is zero", "PR-08 R-58", "RECEIVEINFO LASTRECEIVE") {
    static const short zeros[3];
    short id[4] = {1, 1, 1, 1}, tag;
    seen read;
    listen(1, 1, 0);
    EXPECT(_status_eq(SIGNALTIMEOUT(1, 5, , &tag)));
    REQUIRE(next_message(&read));
    EXPECT(_status_eq(LASTRECEIVE(id, &tag)));
    EXPECT_BYTES(id, zeros, 6);
    id[0] = 1;
    EXPECT(_status_eq(RECEIVEINFO(id)));
    EXPECT_BYTES(id, zeros, 6);
    EXPECT(_status_eq(REPLYX(, , , tag)));
}

CHECK("the process ID of an unnamed sender has its creation in it", "PR-08", "LASTRECEIVE") {
    partner unnamed;
    seen read;
    short line, id[4], expected[4];
    order open = {.mark = ORDER_MARK, .command = OPEN_OTHER, .text = "$CHK"};
    opening opened;
    listen(1, 1, 0);
    REQUIRE_EQUAL(start_partner(&unnamed, "", 2, ""), 0);
    line = open_partner(&unnamed, 1, 1);
    EXPECT_EQUAL(FILE_WRITEREAD64_(line, (char *)&open, (char *)&opened, order_bytes(&open), sizeof opened), 0);
    REQUIRE(next_message(&read));
    EXPECT_EQUAL(read.number, -103);
    EXPECT(_status_eq(LASTRECEIVE(id)));
    EXPECT_EQUAL(PROCESSHANDLE_TO_CRTPID_(unnamed.handle, expected), 0);
    EXPECT_BYTES(id, expected, 8);
    EXPECT_EQUAL((unsigned short)id[0] >> 14, 2);
    EXPECT_EQUAL(id[3] >> 8, 2);
    EXPECT(_status_eq(REPLYX(, , , read.information.z_messagetag)));
    short any = line;
    EXPECT_EQUAL(FILE_AWAITIO64_(&any, , , , 1000), 0);
}

/* ---------------------------------------------------------------------------------------- opening and closing it */

CHECK("an open waits until $RECEIVE is open and the open message is answered", "R-13 MO-11", "FILE_OPEN_ READUPDATEX") {
    short file, any = -1;
    begin_quietly();
    REQUIRE(start_requester(1));
    begin(&(deed){DO_OPEN, .sync = 1});
    EXPECT_EQUAL(FILE_AWAITIO64_(&any, , , , 30), 40); /* still waiting */
    EXPECT_EQUAL(FILE_OPEN_("$RECEIVE", 8, &file, , , 0, 1), 0);
    read_open();
    EXPECT_EQUAL(word_of(buffer, 0), -103);
    any = -1;
    EXPECT_EQUAL(FILE_AWAITIO64_(&any, , , , 0), 40);
    EXPECT(_status_eq(REPLYX()));
    EXPECT_EQUAL(finish().error, 0);
}

CHECK("without file-management messages an open completes as soon as $RECEIVE is open", "MO-11", "FILE_OPEN_") {
    outcome opened;
    short file;
    begin_quietly();
    REQUIRE(start_requester(1));
    begin(&(deed){DO_OPEN, .sync = 1});
    EXPECT_EQUAL(FILE_OPEN_("$RECEIVE", 8, &file, , , 0, 1, ZSYS_VAL_OPENOPT_NOSYSTEMMSGS), 0);
    opened = finish();
    EXPECT_EQUAL(opened.error, 0);
    opened = perform(&(deed){DO_OPEN, .sync = 1});
    EXPECT_EQUAL(opened.error, 0);
    begin(&(deed){DO_WRITEREAD, .file = opened.file, .text = "first", .read = 10});
    EXPECT_EQUAL(FILE_READUPDATE64_(0, buffer, 100), 0); /* no open message before it */
    EXPECT_BYTES(buffer, "first", 5);
    EXPECT(_status_eq(REPLYX()));
    EXPECT_EQUAL(finish().error, 0);
    EXPECT_EQUAL(perform(&(deed){DO_CLOSE, .file = opened.file}).error, 0);
}

CHECK("a nowait open from before completes after the first read", "MO-11", "FILE_OPEN_ FILE_AWAITIO64_") {
    outcome opened;
    short file, any = 0;
    begin_quietly();
    REQUIRE(start_requester(1));
    opened = perform(&(deed){DO_START_OPEN, .sync = 1, .depth = 1});
    EXPECT_EQUAL(opened.error, 0);
    EXPECT_EQUAL(FILE_OPEN_("$RECEIVE", 8, &file, , , 1, 1, ZSYS_VAL_OPENOPT_NOSYSTEMMSGS), 0);
    EXPECT_EQUAL(perform(&(deed){DO_AWAIT, .a = 30}).error, 40);
    EXPECT_EQUAL(FILE_READUPDATE64_(0, buffer, 100), 0);
    opened = perform(&(deed){DO_AWAIT, .a = 1000});
    EXPECT_EQUAL(opened.error, 0);
    EXPECT_EQUAL(opened.tag, -30);
    EXPECT_EQUAL(FILE_AWAITIO64_(&any, , , , 0), 40);
}

CHECK("closing $RECEIVE fails what was read and keeps what was not", "R-02 DL-01", "FILE_CLOSE_ FILE_OPEN_") {
    __int32_t count;
    outcome became;
    short file = served(4, 2);
    REQUIRE(file > 0);
    EXPECT_EQUAL(perform(&(deed){DO_START, .file = file, .text = "read", .read = 10, .a = 1}).error, 0);
    EXPECT_EQUAL(perform(&(deed){DO_START, .file = file, .text = "unread", .read = 10, .a = 2}).error, 0);
    EXPECT_EQUAL(FILE_READUPDATE64_(0, buffer, 100), 0);
    EXPECT_EQUAL(FILE_CLOSE_(0), 0);
    became = perform(&(deed){DO_AWAIT, .a = 1000});
    EXPECT_EQUAL(became.error, 201);
    EXPECT_EQUAL(became.tag, 1);
    EXPECT_EQUAL(FILE_OPEN_("$RECEIVE", 8, &file, , , 0, 1), 0);
    EXPECT_EQUAL(FILE_READUPDATE64_(0, buffer, 100, &count), 0);
    EXPECT_TEXT(buffer, count, "unread");
    EXPECT(_status_eq(REPLYX("yes", 3)));
    became = perform(&(deed){DO_AWAIT, .a = 1000});
    EXPECT_EQUAL(became.error, 0);
    EXPECT_EQUAL(became.tag, 2);
}

/* --------------------------------------------------------------------------------------------------------- READ */

CHECK("READ of $RECEIVE answers at once with no data, whatever the receive depth", "MS-01",
      "READ READX READXL FILE_READ64_") {
    unsigned short short_count = 0;
    __int32_t count = 0;
    outcome became;
    short file = served(0, 0);
    REQUIRE(file > 0);
    for (int form = 0; form < 4; form++) {
        begin(&(deed){DO_WRITEREAD, .file = file, .text = "hello", .read = 20});
        memset(buffer, 0, 10);
        switch (form) {
        case 0:
            EXPECT(_status_eq(READ(0, (short *)buffer, 20, &short_count)));
            break;
        case 1:
            EXPECT(_status_eq(READX(0, buffer, 20, &short_count)));
            break;
        case 2:
            EXPECT_EQUAL(READXL(0, buffer, 20, &count), 0);
            break;
        default:
            EXPECT_EQUAL(FILE_READ64_(0, buffer, 20, &count), 0);
        }
        EXPECT_EQUAL(form < 2 ? short_count : count, 5);
        EXPECT_BYTES(buffer, "hello", 6);
        became = finish();
        EXPECT_EQUAL(became.error, 0);
        EXPECT_EQUAL(became.count, 0);
        EXPECT(_status_gt(REPLYX("late", 4)));
        EXPECT_EQUAL(last_error(0), 2);
    }
    EXPECT_EQUAL(MESSAGESTATUS(), -1);
}

CHECK("READ accepts an open, and needs no free tag", "R-13 R-15 MO-11", "READX FILE_GETRECEIVEINFO_") {
    zsys_ddl_receiveinformation_def information;
    unsigned short count;
    outcome opened;
    short file;
    listen(0, 1, 0);
    REQUIRE(start_requester(1));
    begin(&(deed){DO_OPEN, .sync = 1, .depth = 2});
    EXPECT(_status_gt(READX(0, buffer, 250)));
    EXPECT_EQUAL(last_error(0), 6);
    EXPECT_EQUAL(word_of(buffer, 0), -103);
    opened = finish();
    EXPECT_EQUAL(opened.error, 0);
    file = opened.file;
    EXPECT_EQUAL(perform(&(deed){DO_START, .file = file, .text = "slow", .read = 10, .a = 1}).error, 0);
    EXPECT_EQUAL(perform(&(deed){DO_START, .file = file, .text = "quick", .read = 10, .a = 2}).error, 0);
    EXPECT_EQUAL(FILE_READUPDATE64_(0, buffer, 100), 0);
    EXPECT_EQUAL(FILE_READUPDATE64_(0, buffer, 100), 74);
    EXPECT(_status_eq(READX(0, buffer, 100, &count)));
    EXPECT_TEXT(buffer, count, "quick");
    EXPECT_EQUAL(FILE_GETRECEIVEINFO_((short *)&information), 0);
    EXPECT_EQUAL(information.z_openlabel, -1);
    EXPECT_EQUAL(information.z_iotype, 3);
    EXPECT(_status_eq(REPLYX("done", 4)));
    EXPECT_EQUAL(perform(&(deed){DO_AWAIT, .a = 1000}).tag, 1);
    EXPECT_EQUAL(perform(&(deed){DO_AWAIT, .a = 1000}).tag, 2);
}
