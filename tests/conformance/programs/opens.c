/* Opens of processes: FILE_OPEN_, OPEN, FILE_CLOSE_, CLOSE (procedures.md sections 1.1 to 1.3). */
#include "check.h"

enum { FEINVALOP = 2, FEBADNAME = 13, FENOSUCHDEV = 14, FENOTOPEN = 16, FEIOPEND = 27, NOWAIT_OPEN = 16384 };

static short open_name(const char *name, short *file) {
    *file = -7;
    return FILE_OPEN_(name, (short)strlen(name), file);
}

/* Opens $RECEIVE after so many microseconds, answers opens with error word[1] and echoes what it is asked. */
ROLE(late) {
    short file, words_read[125];
    __int32_t count;
    PROCESS_DELAY_(atoll(word[0]));
    FILE_OPEN_("$RECEIVE", 8, &file, , , , 4);
    for (;;) {
        short error = FILE_READUPDATE64_(0, (char *)words_read, sizeof words_read, &count);
        short answer = (short)(error == 6 && words_read[0] == -103 && words > 1 ? atoi(word[1]) : 0);
        FILE_REPLY64_((char *)words_read, error ? 0 : count, , 0, answer);
    }
}

/* Ends when it reads an open. */
ROLE(mortal) {
    short file, message[125];
    __int32_t count;
    FILE_OPEN_("$RECEIVE", 8, &file, , , , 1);
    FILE_READUPDATE64_(0, (char *)message, sizeof message, &count);
    PROCESS_STOP_();
}

/* Opens itself, asks itself, answers itself, and answers its first user message from somebody else with how it went:
 * errors of the open, of its completion and of the request, and what came back. */
ROLE(narcissus) {
    static char buffer[250];
    short file, own[10], self = -1, done = -1, outcome[4] = {-1, -1, -1, -1}, length = 0;
    char name[48], text[4] = "";
    zsys_ddl_receiveinformation_def information;
    FILE_OPEN_("$RECEIVE", 8, &file, , , 1, 4);
    PROCESSHANDLE_GETMINE_(own);
    PROCESSHANDLE_TO_FILENAME_(own, name, sizeof name, &length);
    outcome[0] = FILE_OPEN_(name, length, &self, , , 1, 1, NOWAIT_OPEN);
    FILE_READUPDATE64_(0, buffer, sizeof buffer, , 77);
    for (;;) {
        long long tag = 0;
        __int32_t count = 0;
        file = -1;
        short error = FILE_AWAITIO64_(&file, , &count, &tag);
        if (file == self && tag == ZSYS_VAL_AWAITIOTAG_OPEN) {
            outcome[1] = error;
            done = FILE_WRITEREAD64_(self, "me", text, 2, 4, , 5);
        } else if (file == self) {
            outcome[2] = done ? done : error;
            memcpy(&outcome[3], text, 2);
        } else {
            FILE_GETRECEIVEINFO_((short *)&information);
            int mine = PROCESSHANDLE_COMPARE_((short *)&information.z_sender, own) == 2;
            if (error == 0 && !mine) FILE_REPLY64_((char *)outcome, sizeof outcome, , information.z_messagetag);
            else FILE_REPLY64_(buffer, error ? 0 : count, , information.z_messagetag);
            FILE_READUPDATE64_(0, buffer, sizeof buffer, , 77);
        }
    }
}

/* ------------------------------------------------------------------------------------------------- names */

CHECK("a name that nobody has is 14, a bad one 13, another node 18", "PR-04 NM-04", "FILE_OPEN_") {
    static const struct {
        const char *name;
        short error;
    } names[] = {{"$NONE", FENOSUCHDEV},
                 {"$none", FENOSUCHDEV},
                 {"$NONE:5", FENOSUCHDEV},
                 {"$:0:4711:5", FENOSUCHDEV},
                 {"$0", FENOSUCHDEV},
                 {"$VOLUME1", FENOSUCHDEV},
                 {"$DATA.SUBVOL.FILE", FENOSUCHDEV},
                 {"FILE", FENOSUCHDEV},
                 {"\\NOWHERE.$NONE", 18},
                 {"$", FEBADNAME},
                 {"$TOOLONGNAME", FEBADNAME},
                 {"$NA-ME", FEBADNAME},
                 {"$NONE.#TOOLONGQ", FEBADNAME},
                 {"$:0:5:7.#Q", FEBADNAME},
                 {"\\.$NONE", FEBADNAME}};
    short file;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        short error = open_name(names[i].name, &file);
        if (!EXPECT_EQUAL(error, names[i].error)) check_say("it is %s", names[i].name);
        EXPECT_EQUAL(file, -1);
        EXPECT_EQUAL(last_error(-1), names[i].error);
    }
}

CHECK("letters of a name are of either case and blanks behind it do not count", "PR-04", "FILE_OPEN_ FILE_GETINFO_") {
    partner server;
    char name[64];
    short file, length = 0;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    REQUIRE_EQUAL(open_name("$srv   ", &file), 0);
    EXPECT(file > 0);
    EXPECT_EQUAL(FILE_GETINFO_(file, , name, (short)sizeof name, &length), 0);
    EXPECT(length > 8 && memchr(name, '$', (size_t)length));
    EXPECT(memcmp(memchr(name, '$', (size_t)length), "$SRV:", 5) == 0);
}

CHECK("a name with a sequence number is that instance or nobody", "PR-05 PR-06 PR-07", "FILE_OPEN_") {
    partner server;
    char name[64], other[80];
    short file, length = 0;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    REQUIRE_EQUAL(open_name("$SRV", &file), 0);
    REQUIRE_EQUAL(FILE_GETINFO_(file, , name, (short)sizeof name, &length), 0);
    name[length] = 0;
    EXPECT_EQUAL(FILE_OPEN_(name, length, &file), 0);
    snprintf(other, sizeof other, "%s9", name);
    EXPECT_EQUAL(open_name(other, &file), FENOSUCHDEV);
    stop_partner(&server);
    EXPECT_EQUAL(open_name("$SRV", &file), FENOSUCHDEV);
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    EXPECT_EQUAL(FILE_OPEN_(name, length, &file), FENOSUCHDEV);
    EXPECT_EQUAL(open_name("$SRV", &file), 0);
}

CHECK("an unnamed process is opened by its descriptor", "PR-05 PR-07", "FILE_OPEN_ FILE_GETINFO_") {
    partner server;
    char name[64], other[80], text[8];
    short file, length = 0;
    __int32_t count = 0;
    REQUIRE_EQUAL(start_partner(&server, "", 2, ""), 0);
    file = open_partner(&server, 0, 1);
    EXPECT_EQUAL(FILE_WRITEREAD64_(file, "hello", text, 5, sizeof text, &count), 0);
    EXPECT_TEXT(text, count, "hello");
    EXPECT_EQUAL(FILE_GETINFO_(file, , name, (short)sizeof name, &length), 0);
    EXPECT_TEXT(name, length, server.descriptor);
    snprintf(other, sizeof other, "%.*s9", server.length, server.descriptor);
    EXPECT_EQUAL(open_name(other, &file), FENOSUCHDEV);
    snprintf(other, sizeof other, "%.*s.#Q", server.length, server.descriptor);
    EXPECT_EQUAL(open_name(other, &file), FEBADNAME);
}

CHECK("qualifiers reach the server and stay in the name", "R-57", "FILE_OPEN_ FILE_GETINFO_") {
    partner server;
    seen what;
    char name[64];
    short file, order_file, length = 0;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    REQUIRE_EQUAL(open_name("$SRV.#port2.ctl", &file), 0);
    order_file = open_partner(&server, 0, 1);
    REQUIRE(seen_by_partner(order_file, 0, &what));
    EXPECT_EQUAL(word_of(what.data, 18), 10);
    EXPECT_BYTES(what.data + 60, "#PORT2.CTL", 10);
    EXPECT_EQUAL(FILE_GETINFO_(file, , name, (short)sizeof name, &length), 0);
    REQUIRE(length > 11);
    EXPECT_BYTES(name + length - 11, ".#PORT2.CTL", 11);
    name[length] = 0;
    EXPECT_EQUAL(open_name(name, &file), 0);
}

CHECK("a DEFINE is opened as the file it stands for", "", "FILE_OPEN_ FILE_GETINFOLIST_") {
    partner server;
    short file, length = 0, items[] = {1, 2, 5, 6}, result[64];
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    EXPECT_EQUAL(open_name("=CHK_SERVER", &file), 198);
    REQUIRE_EQUAL(DEFINESETATTR("CLASS                   ", "MAP", 3), 0);
    REQUIRE_EQUAL(DEFINESETATTR("FILE                    ", "$SRV", 4), 0);
    REQUIRE_EQUAL(DEFINEADD("=CHK_SERVER             "), 0);
    EXPECT_EQUAL(open_name("=chk_server", &file), 0);
    EXPECT_EQUAL(FILE_GETINFOLIST_(file, items, 4, result, sizeof result, &length), 0);
    EXPECT(memcmp(memchr(result + 1, '$', (size_t)result[0]), "$SRV:", 5) == 0);
    short *define = result + 1 + (result[0] + 1) / 2;
    EXPECT_TEXT((char *)(define + 1), define[0], "=CHK_SERVER");
    EXPECT_EQUAL(DEFINEDELETE("=CHK_SERVER             "), 0);
}

/* -------------------------------------------------------------------------------------------- the open message */

CHECK("the open message tells how the file is opened", "R-57", "FILE_OPEN_") {
    partner server;
    seen what;
    short own[10], file = -1, order_file;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    REQUIRE_EQUAL(FILE_OPEN_("$SRV", 4, &file, 1, 3, 5, 2, NOWAIT_OPEN | 8192), 0);
    short opened = file;
    EXPECT_EQUAL(AWAITIOX(&opened), 0);
    order_file = open_partner(&server, 0, 1);
    REQUIRE(seen_by_partner(order_file, 0, &what));
    EXPECT_EQUAL(what.number, -103);
    EXPECT_EQUAL(word_of(what.data, 1), 1);
    EXPECT_EQUAL(word_of(what.data, 2), 3);
    EXPECT_EQUAL(word_of(what.data, 3), 5);
    EXPECT_EQUAL(word_of(what.data, 4), 2);
    EXPECT_EQUAL(word_of(what.data, 5), NOWAIT_OPEN | 8192);
    EXPECT_EQUAL(word_of(what.data, 7), 0);
    EXPECT_EQUAL(word_of(what.data, 8), -1);
    EXPECT_EQUAL(word_of(what.data, 21), 0);
    PROCESSHANDLE_GETMINE_(own);
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_((short *)&what.information.z_sender, own), 2);
    EXPECT_EQUAL(what.information.z_filenum, file);
    EXPECT_EQUAL(what.information.z_openlabel, -1);
    EXPECT_BYTES(memchr(what.data + word_of(what.data, 19), '$', 10), "$CHK:", 5);
}

CHECK("the server's answer to the open message decides", "R-13 R-15", "FILE_OPEN_") {
    partner server;
    short file;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, "refuse 48"), 0);
    EXPECT_EQUAL(open_name("$SRV", &file), 48);
    EXPECT_EQUAL(file, -1);
    EXPECT_EQUAL(last_error(-1), 48);
    REQUIRE_EQUAL(start_partner(&server, "$SRV2", 1, "refuse 3"), 0);
    EXPECT_EQUAL(open_name("$SRV2", &file), 3); /* a warning: it is open */
    EXPECT(file > 0);
    EXPECT_EQUAL(FILE_CLOSE_(file), 0);
}

CHECK("an open waits until the server has opened $RECEIVE and answered", "R-13", "FILE_OPEN_") {
    partner server;
    char text[4];
    short file;
    __int32_t count = 0;
    REQUIRE_EQUAL(start_role(&server, "$LATE", 1, "late 300000"), 0);
    REQUIRE_EQUAL(open_name("$LATE", &file), 0);
    EXPECT_EQUAL(FILE_WRITEREAD64_(file, "x", text, 1, 4, &count), 0);
    EXPECT_EQUAL(count, 1);
}

CHECK("a server that ends while it is opened gives 201", "R-14", "FILE_OPEN_") {
    partner server;
    short file;
    REQUIRE_EQUAL(start_role(&server, "$MORT", 2, "mortal"), 0);
    EXPECT_EQUAL(open_name("$MORT", &file), 201);
    EXPECT_EQUAL(file, -1);
}

CHECK("without file-management messages an open succeeds unseen", "", "FILE_OPEN_ FILE_CLOSE_") {
    partner server;
    short file;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, "options 1"), 0);
    REQUIRE_EQUAL(open_name("$SRV", &file), 0);
    EXPECT_EQUAL(FILE_CLOSE_(file), 0);
    file = open_partner(&server, 0, 1);
    EXPECT_EQUAL(count_seen(file, -103), 0);
    EXPECT_EQUAL(count_seen(file, -104), 0);
}

CHECK("each open has its own number, label, sync ids and last error", "FS-01 R-15", "FILE_OPEN_ FILE_GETINFO_") {
    partner server;
    zsys_ddl_receiveinformation_def one, two;
    short first, second;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, "label 20"), 0);
    first = open_partner(&server, 0, 1);
    second = open_partner(&server, 0, 1);
    EXPECT(first != second);
    EXPECT_EQUAL(send_order(first, ORDER(REPLY_WITH, .error = 48), NULL, 0, NULL), 48);
    EXPECT_EQUAL(send_order(first, ORDER(INFORMATION), &one, sizeof one, NULL), 0);
    EXPECT_EQUAL(send_order(second, ORDER(INFORMATION), &two, sizeof two, NULL), 0);
    EXPECT_EQUAL(one.z_filenum, first);
    EXPECT_EQUAL(two.z_filenum, second);
    EXPECT_EQUAL(one.z_openlabel, 20);
    EXPECT_EQUAL(two.z_openlabel, 21);
    EXPECT_EQUAL(one.z_syncid, 1);
    EXPECT_EQUAL(two.z_syncid, 0);
    EXPECT_EQUAL(send_order(first, ORDER(REPLY_WITH, .error = 300), NULL, 0, NULL), 300);
    EXPECT_EQUAL(last_error(second), 0);
    EXPECT_EQUAL(last_error(first), 300);
}

/* ------------------------------------------------------------------------------------------------- arguments */

CHECK("an open checks its arguments", "", "FILE_OPEN_") {
    partner server;
    short file = 5;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    EXPECT_EQUAL(FILE_OPEN_(, 4, &file), 29);
    EXPECT_EQUAL(FILE_OPEN_("$SRV", , &file), 29);
    EXPECT_EQUAL(FILE_OPEN_("$SRV", 4), 29);
    EXPECT_EQUAL(FILE_OPEN_(NULL, 4, &file), 22);
    EXPECT_EQUAL(FILE_OPEN_("$SRV", 4, NULL), 22);
    EXPECT_EQUAL(FILE_OPEN_("$SRV", 0, &file), FEBADNAME);
    EXPECT_EQUAL(FILE_OPEN_("$SRV", -1, &file), FEBADNAME);
    EXPECT_EQUAL(FILE_OPEN_("$SRV", 4, &file, 4), 590);
    EXPECT_EQUAL(FILE_OPEN_("$SRV", 4, &file, -1), 590);
    EXPECT_EQUAL(FILE_OPEN_("$SRV", 4, &file, , 4), 590);
    EXPECT_EQUAL(FILE_OPEN_("$SRV", 4, &file, , , -1), 590);
    EXPECT_EQUAL(FILE_OPEN_("$SRV", 4, &file, , , 16), 28);
    EXPECT_EQUAL(FILE_OPEN_("$SRV", 4, &file, , , , -1), 590);
    EXPECT_EQUAL(FILE_OPEN_("$SRV", 4, &file, , , , , NOWAIT_OPEN), FEINVALOP);
    EXPECT_EQUAL(FILE_OPEN_("$SRV", 4, &file, , , , , 32), FEINVALOP);
    EXPECT_EQUAL(file, -1);
    EXPECT_EQUAL(last_error(-1), FEINVALOP);
    EXPECT_EQUAL(FILE_OPEN_("$SRV", 4, &file, , , 15), 0);
}

CHECK("$RECEIVE is open once, as file 0", "", "FILE_OPEN_ FILE_CLOSE_") {
    short file = 5;
    FILE_CLOSE_(0);
    EXPECT_EQUAL(FILE_CLOSE_(0), FENOTOPEN);
    EXPECT_EQUAL(FILE_OPEN_("$RECEIVE", 8, &file, , , 2), 28);
    EXPECT_EQUAL(FILE_OPEN_("$RECEIVE", 8, &file, , , -1), 590);
    EXPECT_EQUAL(FILE_OPEN_("$RECEIVE", 8, &file, , , , -1), 590);
    EXPECT_EQUAL(FILE_OPEN_("$receive ", 9, &file, , , 1, 2), 0);
    EXPECT_EQUAL(file, 0);
    EXPECT_EQUAL(FILE_OPEN_("$RECEIVE", 8, &file), 12);
    EXPECT_EQUAL(file, -1);
    EXPECT_EQUAL(FILE_CLOSE_(0), 0);
}

/* ------------------------------------------------------------------------------------------------ backup opens */

CHECK("a backup open has its primary's number and says so to the server", "R-45 R-53", "FILE_OPEN_") {
    partner server, primary;
    seen what;
    opening opened;
    zsys_ddl_receiveinformation_def information;
    short order_file, file, requester;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    REQUIRE_EQUAL(start_partner(&primary, "$REQ", 2, ""), 0);
    requester = open_partner(&primary, 0, 1);
    REQUIRE_EQUAL(send_order(requester, ORDER(OPEN_OTHER, .option = 1, .text = "$SRV"), &opened, sizeof opened, NULL),
                  0);
    REQUIRE_EQUAL(opened.error, 0);
    file = 40;
    REQUIRE_EQUAL(FILE_OPEN_("$SRV", 4, &file, , , , 1, , , , primary.handle), 0);
    EXPECT_EQUAL(file, 40);
    file = 40;
    EXPECT_EQUAL(FILE_OPEN_("$SRV", 4, &file, , , , 1, , , , primary.handle), 12);
    EXPECT_EQUAL(file, -1);
    file = 40;
    EXPECT_EQUAL(FILE_OPEN_("$SRV", 4, &file, , , , 1, 4096, , , primary.handle), 0);
    EXPECT(file > 0 && file != 40);
    file = -40;
    EXPECT_EQUAL(FILE_OPEN_("$SRV", 4, &file, , , , 1, , , , primary.handle), 590);
    EXPECT_EQUAL(send_order(40, ORDER(INFORMATION), &information, sizeof information, NULL), 0);
    EXPECT_EQUAL(information.z_filenum, 40);
    order_file = open_partner(&server, 0, 1);
    REQUIRE(seen_by_partner(order_file, 1, &what));
    EXPECT_EQUAL(what.number, -103);
    EXPECT_EQUAL(word_of(what.data, 7), 1);
    EXPECT_EQUAL(word_of(what.data, 21), 40);
    EXPECT_BYTES(what.data + 16, primary.handle, 20);
    REQUIRE(seen_by_partner(order_file, 2, &what));
    EXPECT_EQUAL(word_of(what.data, 7), 1);
    EXPECT_EQUAL(word_of(what.data, 21), 40);
}

CHECK("a server may refuse a backup open with 17", "R-45", "FILE_OPEN_") {
    partner server;
    short file = 9, primary[10];
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, "refuse 17"), 0);
    memcpy(primary, server.handle, sizeof primary);
    EXPECT_EQUAL(FILE_OPEN_("$SRV", 4, &file, , , , 1, , , , primary), 17);
    EXPECT_EQUAL(file, -1);
}

CHECK("a pair of openers gives two closes", "R-54", "FILE_CLOSE_ FILE_OPEN_") {
    partner server, primary;
    opening opened;
    short order_file, file, requester;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    REQUIRE_EQUAL(start_partner(&primary, "$REQ", 2, ""), 0);
    requester = open_partner(&primary, 0, 1);
    EXPECT_EQUAL(send_order(requester, ORDER(OPEN_OTHER, .option = 1, .text = "$SRV"), &opened, sizeof opened, NULL),
                 0);
    file = opened.file;
    if (file == requester) file = -1;
    short wanted = file > 0 ? file : 50;
    REQUIRE_EQUAL(FILE_OPEN_("$SRV", 4, &wanted, , , , 1, file > 0 ? 0 : 4096, , , primary.handle), 0);
    EXPECT_EQUAL(FILE_CLOSE_(wanted), 0);
    EXPECT_EQUAL(send_order(requester, ORDER(CLOSE_OTHER, .file = opened.file), NULL, 0, NULL), 0);
    order_file = open_partner(&server, 0, 1);
    EXPECT_EQUAL(count_seen(order_file, -104), 2);
}

/* ------------------------------------------------------------------------------------------------- nowait opens */

CHECK("a nowait open completes with tag -30, and before that there is no I/O", "", "FILE_OPEN_ FILE_AWAITIO64_") {
    partner server;
    char text[4];
    short file = -1, any = -1;
    long long tag = 0;
    REQUIRE_EQUAL(start_role(&server, "$LATE", 1, "late 200000"), 0);
    REQUIRE_EQUAL(FILE_OPEN_("$LATE", 5, &file, , , 1, 1, NOWAIT_OPEN), 0);
    REQUIRE(file > 0);
    EXPECT_EQUAL(FILE_WRITEREAD64_(file, "x", text, 1, 4), FEIOPEND);
    EXPECT(_status_lt(SETMODE(file, 30, 1)));
    EXPECT_EQUAL(last_error(file), FEIOPEND);
    EXPECT_EQUAL(FILE_AWAITIO64_(&any, , , &tag, -1), 0);
    EXPECT_EQUAL(any, file);
    EXPECT_EQUAL(tag, ZSYS_VAL_AWAITIOTAG_OPEN);
    EXPECT_EQUAL(FILE_WRITEREAD64_(file, "x", text, 1, 4, , 5), 0);
    EXPECT_EQUAL(FILE_AWAITIO64_(&any, , , &tag), 0);
    EXPECT_EQUAL(tag, 5);
}

CHECK("a nowait open of nobody fails at once", "", "FILE_OPEN_ FILE_AWAITIO64_") {
    short file = 5, any = -1;
    EXPECT_EQUAL(FILE_OPEN_("$NONE", 5, &file, , , 1, 1, NOWAIT_OPEN), FENOSUCHDEV);
    EXPECT_EQUAL(file, -1);
    EXPECT_EQUAL(FILE_AWAITIO64_(&any, , , , 0), 26);
}

CHECK("a nowait open that is refused fails in AWAITIO and is still to be closed", "", "FILE_OPEN_ AWAITIOX CLOSE") {
    partner server;
    char text[4];
    short file = -1, any;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, "refuse 48"), 0);
    REQUIRE_EQUAL(FILE_OPEN_("$SRV", 4, &file, , , 2, 1, NOWAIT_OPEN), 0);
    any = file;
    EXPECT(_status_lt(AWAITIOX(&any)));
    EXPECT_EQUAL(any, file);
    EXPECT_EQUAL(last_error(file), 48);
    EXPECT_EQUAL(FILE_WRITEREAD64_(file, "x", text, 1, 4), FENOTOPEN);
    EXPECT(_status_eq(CLOSE(file)));
    EXPECT(_status_lt(CLOSE(file)));
    EXPECT_EQUAL(last_error(-1), FENOTOPEN);
}

CHECK("a nowait open that is closed before its answer is closed at the server too", "R-17", "FILE_OPEN_ FILE_CLOSE_") {
    partner server;
    short file = -1, order_file;
    seen what;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    REQUIRE_EQUAL(FILE_OPEN_("$SRV", 4, &file, , , 1, 1, NOWAIT_OPEN), 0);
    EXPECT_EQUAL(FILE_CLOSE_(file), 0);
    EXPECT_EQUAL(FILE_CLOSE_(file), FENOTOPEN);
    order_file = open_partner(&server, 0, 1);
    EXPECT(partner_sees(order_file, -104, &what));
    EXPECT_EQUAL(what.information.z_filenum, file);
    EXPECT_EQUAL(what.information.z_openlabel, 1);
    EXPECT_EQUAL(count_seen(order_file, -104), 1);
}

CHECK("a nowait open whose wait ran out is no open, and its close reaches the server", "", "FILE_AWAITIO64_ CANCEL") {
    partner server;
    char text[4];
    short file = -1, any;
    long long tag = 0;
    REQUIRE_EQUAL(start_role(&server, "$LATE", 1, "late 500000"), 0);
    REQUIRE_EQUAL(FILE_OPEN_("$LATE", 5, &file, , , 1, 1, NOWAIT_OPEN), 0);
    any = file;
    EXPECT_EQUAL(FILE_AWAITIO64_(&any, , , &tag, 1), 40);
    EXPECT_EQUAL(tag, ZSYS_VAL_AWAITIOTAG_OPEN);
    EXPECT_EQUAL(FILE_AWAITIO64_(&any, , , &tag, 0), 26);
    EXPECT_EQUAL(FILE_WRITEREAD64_(file, "x", text, 1, 4), FEIOPEND);
    EXPECT_EQUAL(FILE_CLOSE_(file), 0);
    file = open_partner(&server, 0, 1); /* comes behind what was before it */
    EXPECT_EQUAL(FILE_WRITEREAD64_(file, "x", text, 1, 4), 0);
}

/* --------------------------------------------------------------------------------------------------- own pair */

CHECK("an open of the own name reaches the other member and never comes back", "R-12 R-16 R-02",
      "FILE_OPEN_ FILE_WRITEREAD64_") {
    partner server;
    short file;
    creation made;
    opening opened;
    exchange done;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    file = open_partner(&server, 0, 1);
    EXPECT_EQUAL(send_order(file, ORDER(OPEN_OTHER, .text = "$SRV"), &opened, sizeof opened, NULL), 0);
    EXPECT_EQUAL(opened.error, FENOSUCHDEV);
    REQUIRE_EQUAL(send_order(file, ORDER(START_BACKUP, .number = 2), &made, sizeof made, NULL), 0);
    REQUIRE_EQUAL(made.error, 0);
    REQUIRE_EQUAL(send_order(file, ORDER(OPEN_OTHER, .text = "$SRV"), &opened, sizeof opened, NULL), 0);
    REQUIRE_EQUAL(opened.error, 0);
    EXPECT_EQUAL(send_order(file, ORDER(TELL_OTHER, .file = opened.file, .text = "hi"), &done, sizeof done, NULL), 0);
    EXPECT_EQUAL(done.error, 0);
    EXPECT_TEXT(done.data, done.bytes, "hi");
    EXPECT_EQUAL(PROCESS_STOP_(made.handle), 0);
    for (int i = 0; i < 2; i++) {
        EXPECT_EQUAL(send_order(file, ORDER(TELL_OTHER, .file = opened.file, .text = "x"), &done, sizeof done, NULL),
                     0);
        EXPECT_EQUAL(done.error, 201);
    }
    EXPECT_EQUAL(send_order(file, ORDER(CLOSE_OTHER, .file = opened.file), NULL, 0, NULL), 0); /* */
}

CHECK("an open of a pair goes to its primary alone", "R-52 R-56 R-30", "FILE_OPEN_ FILE_CLOSE_") {
    partner server;
    seen what;
    short file, other;
    creation made;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, "label 3"), 0);
    file = open_partner(&server, 0, 1);
    REQUIRE_EQUAL(send_order(file, ORDER(START_BACKUP, .number = 2), &made, sizeof made, NULL), 0);
    other = open_partner(&server, 0, 1);
    EXPECT_EQUAL(count_seen(file, -103), 2);
    EXPECT_EQUAL(send_order(file, ORDER(DIE, .option = BY_KILL), NULL, 0, NULL), 0);
    EXPECT_EQUAL(count_seen(file, -103), 0); /* no open message at the takeover */
    EXPECT_EQUAL(FILE_CLOSE_(other), 0);
    EXPECT(partner_sees(file, -104, &what));
    EXPECT_EQUAL(what.information.z_openlabel, 4);
}

CHECK("an unnamed process may open itself", "MS-12", "FILE_OPEN_ FILE_WRITEREAD64_") {
    partner own;
    short file, outcome[4] = {9, 9, 9, 9};
    __int32_t count = 0;
    REQUIRE_EQUAL(start_role(&own, "", 1, "narcissus"), 0);
    file = open_partner(&own, 0, 1);
    for (int i = 0; i < 50 && outcome[2] != 0; i++) {
        REQUIRE_EQUAL(FILE_WRITEREAD64_(file, "how", (char *)outcome, 3, sizeof outcome, &count), 0);
    }
    EXPECT_EQUAL(outcome[0], 0);
    EXPECT_EQUAL(outcome[1], 0);
    EXPECT_EQUAL(outcome[2], 0);
    EXPECT_BYTES(&outcome[3], "me", 2);
}

/* ----------------------------------------------------------------------------------------------------- closing */

CHECK("a close tells the server and does not wait for it", "R-17 R-18", "FILE_CLOSE_ CLOSE") {
    partner server;
    seen what;
    short file, order_file;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, "label 3"), 0);
    order_file = open_partner(&server, 0, 1);
    file = open_partner(&server, 0, 1);
    EXPECT_EQUAL(WRITEX(file, "last", 4), 0);
    EXPECT_EQUAL(FILE_CLOSE_(file, 2), 0);
    EXPECT_EQUAL(FILE_CLOSE_(file), FENOTOPEN);
    EXPECT_EQUAL(last_error(-1), FENOTOPEN);
    EXPECT_EQUAL(FILE_CLOSE_(), 29);
    EXPECT_EQUAL(FILE_CLOSE_(-1), FENOTOPEN);
    EXPECT(_status_lt(CLOSE()));
    EXPECT_EQUAL(last_error(-1), 29);
    REQUIRE(partner_sees(order_file, -104, &what));
    EXPECT_EQUAL(what.error, 6);
    EXPECT_EQUAL(what.bytes, 4);
    EXPECT_EQUAL(word_of(what.data, 1), 2);
    EXPECT_EQUAL(what.information.z_openlabel, 4);
    EXPECT_EQUAL(what.information.z_filenum, file);
}

CHECK("a close takes back what is outstanding", "MS-09", "FILE_CLOSE_ FILE_AWAITIO64_ MESSAGESTATUS") {
    partner server;
    order held = {.mark = ORDER_MARK, .command = HOLD, .number = 5};
    seen what;
    short nowait, file, any = -1, status = 9;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    nowait = open_partner(&server, 4, 1);
    file = open_partner(&server, 0, 1);
    EXPECT_EQUAL(FILE_WRITEREAD64_(nowait, (char *)&held, (char *)&held, order_bytes(&held), 8, , 11), 0);
    EXPECT_EQUAL(send_order(file, ORDER(HELD_STATUS, .number = 5), &status, sizeof status, NULL), 0);
    EXPECT_EQUAL(status, 0);
    EXPECT_EQUAL(FILE_CLOSE_(nowait), 0);
    EXPECT_EQUAL(FILE_AWAITIO64_(&any, , , , 0), 26);
    EXPECT(partner_sees(file, -104, &what));
    EXPECT_EQUAL(send_order(file, ORDER(HELD_STATUS, .number = 5), &status, sizeof status, NULL), 0);
    EXPECT_EQUAL(status, 1);
    EXPECT_EQUAL(send_order(file, ORDER(RELEASE, .number = 5), NULL, 0, NULL), 0); /* harmless */
}

CHECK("a file of the dead is closed without a word", "R-18", "FILE_CLOSE_") {
    partner server;
    short file;
    char text[4];
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    file = open_partner(&server, 0, 1);
    stop_partner(&server);
    EXPECT_EQUAL(FILE_WRITEREAD64_(file, "x", text, 1, 4), 201);
    EXPECT_EQUAL(FILE_CLOSE_(file), 0);
    EXPECT_EQUAL(FILE_CLOSE_(file), FENOTOPEN);
}

/* ------------------------------------------------------------------------------------------ OPEN of the C-series */

static void internal_name(short *internal, const char *name) {
    memset(internal, ' ', 24);
    memcpy(internal, name, strlen(name));
}

CHECK("OPEN takes an internal name and flags", "", "OPEN CLOSE FILE_GETINFO_") {
    partner server;
    seen what;
    short internal[12], file = 5, order_file, any;
    __int32_t tag = 0;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    internal_name(internal, "$SRV");
    REQUIRE(_status_eq(OPEN(internal, &file, 0x0400 | 0x0080 | 0x0030 | 3, 2)));
    EXPECT(file > 0);
    any = file;
    EXPECT(_status_eq(AWAITIO(&any, , , &tag)));
    EXPECT_EQUAL(tag, -30);
    order_file = open_partner(&server, 0, 1);
    REQUIRE(seen_by_partner(order_file, 0, &what));
    EXPECT_EQUAL(word_of(what.data, 1), 1);
    EXPECT_EQUAL(word_of(what.data, 2), 3);
    EXPECT_EQUAL(word_of(what.data, 3), 3);
    EXPECT_EQUAL(word_of(what.data, 4), 2);
    EXPECT_EQUAL(word_of(what.data, 5), NOWAIT_OPEN);
    EXPECT(_status_eq(CLOSE(file)));
    internal_name(internal, "$NONE");
    EXPECT(_status_lt(OPEN(internal, &file)));
    EXPECT_EQUAL(file, -1);
    EXPECT_EQUAL(last_error(-1), FENOSUCHDEV);
    EXPECT(_status_lt(OPEN(, &file)));
    EXPECT_EQUAL(last_error(-1), 29);
    EXPECT(_status_lt(OPEN(internal)));
    EXPECT(_status_lt(OPEN(internal, &file, , , 5)));
    EXPECT_EQUAL(last_error(-1), 29);
    EXPECT(_status_lt(OPEN(NULL, &file)));
    EXPECT_EQUAL(last_error(-1), 22);
    internal_name(internal, "SRV");
    EXPECT(_status_lt(OPEN(internal, &file)));
}

CHECK("OPEN of a backup names its primary by process ID and the negative of its number", "R-53", "OPEN") {
    partner server, primary;
    seen what;
    short internal[12], id[4], file = -1, order_file;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    REQUIRE_EQUAL(start_partner(&primary, "$REQ", 2, ""), 0);
    REQUIRE_EQUAL(PROCESSHANDLE_TO_CRTPID_(primary.handle, id), 0);
    internal_name(internal, "$SRV");
    REQUIRE(_status_eq(OPEN(internal, &file, 0, 1, -33, id)));
    EXPECT_EQUAL(file, 33);
    EXPECT(_status_lt(OPEN(internal, &file, 0, 1, -33, id)));
    EXPECT_EQUAL(last_error(-1), 12);
    order_file = open_partner(&server, 0, 1);
    REQUIRE(seen_by_partner(order_file, 0, &what));
    EXPECT_EQUAL(word_of(what.data, 7), 1);
    EXPECT_EQUAL(word_of(what.data, 21), 33);
    EXPECT_BYTES(what.data + 16, primary.handle, 20);
}

CHECK("OPEN of $RECEIVE wants messages only when it says so, and has them in their C-series form", "", "OPEN") {
    partner client;
    short internal[12], file = 5, requester, message[125];
    unsigned short count = 0;
    order opens = {.mark = ORDER_MARK, .command = OPEN_OTHER, .option = 1, .text = "$CHK"};
    opening opened;
    REQUIRE_EQUAL(start_partner(&client, "$REQ", 2, ""), 0);
    requester = open_partner(&client, 2, 1);
    FILE_CLOSE_(0);
    internal_name(internal, "$RECEIVE");
    REQUIRE(_status_eq(OPEN(internal, &file, 0x4000, 1)));
    EXPECT_EQUAL(file, 0);
    EXPECT_EQUAL(FILE_WRITEREAD64_(requester, (char *)&opens, (char *)&opened, order_bytes(&opens), sizeof opened, , 1),
                 0);
    while (_status_gt(READUPDATE(0, message, 250, &count)) && message[0] != -30) {
        EXPECT_EQUAL(last_error(0), 6);
        EXPECT(_status_eq(REPLY())); /* ends of earlier partners */
    }
    EXPECT_EQUAL(last_error(0), 6);
    EXPECT_EQUAL(message[0], -30);
    EXPECT_EQUAL(count, 36);
    EXPECT_EQUAL(message[2], 1);
    EXPECT(_status_eq(REPLY()));
    EXPECT_EQUAL(FILE_AWAITIO64_(&requester), 0);
    EXPECT_EQUAL(opened.error, 0);
    FILE_CLOSE_(0);
    REQUIRE(_status_eq(OPEN(internal, &file, 0, 1))); /* without the flag opens succeed unseen */
    EXPECT_EQUAL(FILE_WRITEREAD64_(requester, (char *)&opens, (char *)&opened, order_bytes(&opens), sizeof opened, , 1),
                 0);
    EXPECT_EQUAL(FILE_AWAITIO64_(&requester), 0);
    EXPECT_EQUAL(opened.error, 0);
    FILE_CLOSE_(0);
}
