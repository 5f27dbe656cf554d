/* The message system as requesters and servers see it (kernel.md section 3). */
#include "check.h"

enum {
    FETOOMANY = 28,
    FENONEOUT = 26,
    FETIMEDOUT = 40,
    FEPATHDOWN = 201,
    ANY_FILE = -1,
    PATIENCE = 2000, /* units of 10 ms */
    WAIT_STATE = 31
};

static partner server;
static short file, nowait;

/* A server in that CPU, opened twice: waited as `file`, nowait (15 at a time) as `nowait`. */
static int serve_in(short cpu, const char *settings) {
    if (!EXPECT_EQUAL(start_partner(&server, "$SRV", cpu, settings), 0)) return 0;
    file = open_partner(&server, 0, 1);
    nowait = open_partner(&server, 15, 1);
    return file > 0 && nowait > 0;
}

/* Starts an order on the nowait open with a tag; its reply goes to `into`. */
static short start(const order *sent, short tag, void *into, int room) {
    static order kept[16];
    kept[tag] = *sent;
    return FILE_WRITEREAD64_(nowait, (char *)&kept[tag], into, order_bytes(sent), room, , tag);
}

/* Completes one operation of the nowait open: its error; *tag which one it was. */
static short complete(short *tag, int limit) {
    short which = nowait;
    long long own = -1;
    __int32_t count;
    short error = FILE_AWAITIO64_(&which, , &count, &own, limit);
    *tag = (short)own;
    return error;
}

CHECK("every request gets exactly one completion: a reply, or an error of the system", "MS-01 MS-03",
      "FILE_WRITEREAD64_ FILE_AWAITIO64_") {
    short tag, seen_tags = 0, failed = 0;
    REQUIRE(serve_in(1, ""));
    for (short i = 0; i < 15; i++) {
        order sent = {.mark = ORDER_MARK, .command = i % 3 ? REPLY_WITH : HOLD, .error = i % 3 == 2 ? 300 : 0};
        EXPECT_EQUAL(start(&sent, i, NULL, 0), 0);
    }
    EXPECT_EQUAL(send_order(file, ORDER(DIE, .option = BY_KILL), NULL, 0, NULL), 0);
    for (short i = 0; i < 15; i++) {
        short error = complete(&tag, PATIENCE);
        EXPECT(tag >= 0 && tag < 15 && !(seen_tags & (1 << tag)));
        seen_tags |= (short)(1 << tag);
        EXPECT_EQUAL(error, tag % 3 == 0 ? FEPATHDOWN : tag % 3 == 2 ? 300 : 0);
        failed += error != 0;
    }
    EXPECT_EQUAL(failed, 10);
    EXPECT_EQUAL(complete(&tag, 0), FENONEOUT);
}

CHECK("requests and replies may be empty, and carry control all the same", "MS-02 R-21",
      "FILE_WRITEREAD64_ WRITEX FILE_GETRECEIVEINFO_") {
    seen what;
    __int32_t count = -1;
    char nothing[1];
    REQUIRE(serve_in(1, ""));
    EXPECT_EQUAL(FILE_WRITEREAD64_(file, nothing, nothing, 0, 0, &count), 0);
    EXPECT_EQUAL(count, 0);
    EXPECT_EQUAL(WRITEX(file, nothing, 0), 0);
    REQUIRE(seen_by_partner(file, 2, &what)); /* behind two opens */
    EXPECT_EQUAL(what.bytes, 0);
    EXPECT_EQUAL(what.information.z_iotype, ZSYS_VAL_RCV_IOTYPE_WRITEREAD);
    EXPECT_EQUAL(what.information.z_syncid, 0);
    REQUIRE(seen_by_partner(file, 3, &what));
    EXPECT_EQUAL(what.bytes, 0);
    EXPECT_EQUAL(what.information.z_iotype, ZSYS_VAL_RCV_IOTYPE_WRITE);
    EXPECT_EQUAL(what.information.z_maxreplycount, 0);
    EXPECT_EQUAL(what.information.z_syncid, 1);
    EXPECT_EQUAL(what.information.z_filenum, file);
}

CHECK("a nowait request returns before its reply, and its completion can be waited for", "MS-03 R-49",
      "FILE_WRITEREAD64_ FILE_AWAITIO64_") {
    order held = {.mark = ORDER_MARK, .command = HOLD, .number = 1};
    char reply[8] = "";
    short tag;
    REQUIRE(serve_in(2, ""));
    EXPECT_EQUAL(start(&held, 3, reply, sizeof reply), 0);
    EXPECT_EQUAL(complete(&tag, 0), FETIMEDOUT);
    EXPECT_EQUAL(reply[0], 0);
    EXPECT_EQUAL(send_order(file, ORDER(RELEASE, .number = 1, .text = "now"), NULL, 0, NULL), 0);
    EXPECT_EQUAL(complete(&tag, PATIENCE), 0);
    EXPECT_EQUAL(tag, 3);
    EXPECT_BYTES(reply, "now", 3);
}

CHECK("the listener learns size and sender, whatever it takes of the data", "MS-04 R-29",
      "FILE_GETRECEIVEINFO_ FILE_GETRECEIVEINFOL_") {
    zsys_ddl_receiveinformation_def information;
    zsys_ddl_receiveinformation2_def longer;
    short own[10];
    REQUIRE(serve_in(1, "label 9"));
    PROCESSHANDLE_GETMINE_(own);
    EXPECT_EQUAL(send_order(file, ORDER(INFORMATION), &information, sizeof information, NULL), 0);
    EXPECT_EQUAL(information.z_iotype, ZSYS_VAL_RCV_IOTYPE_WRITEREAD);
    EXPECT_EQUAL(information.z_maxreplycount, sizeof information);
    EXPECT_EQUAL(information.z_filenum, file);
    EXPECT_EQUAL(information.z_openlabel, 9);
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_((short *)&information.z_sender, own), 2);
    EXPECT_EQUAL(send_order(file, ORDER(INFORMATION, .option = 1), &longer, 100000, NULL), 0);
    EXPECT_EQUAL(longer.z_maxreplycount, 100000);
    EXPECT_EQUAL(longer.z_openlabel, 9);
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_((short *)&longer.z_sender, own), 2);
}

ROLE(small_reader) {
    short receive;
    char part[4];
    __int32_t count;
    FILE_OPEN_("$RECEIVE", 8, &receive, , , , 1);
    for (;;) {
        short error = FILE_READUPDATE64_(0, part, sizeof part, &count);
        FILE_REPLY64_(part, error == 0 ? count : 0);
    }
}

CHECK("what is longer than the listener's buffer is cut without an error", "MS-04", "FILE_READUPDATE64_") {
    partner reader;
    char reply[20];
    __int32_t count;
    REQUIRE_EQUAL(start_role(&reader, "$SMALL", 1, "small_reader"), 0);
    EXPECT_EQUAL(FILE_WRITEREAD64_(open_partner(&reader, 0, 1), "longer than four", reply, 16, 20, &count), 0);
    EXPECT_TEXT(reply, count, "long");
}

CHECK("many requests may be outstanding: 15 on an open, more on several opens", "MS-06", "FILE_WRITEREAD64_ CANCEL") {
    static char reply[4][15][2];
    order held = {.mark = ORDER_MARK, .command = HOLD, .number = 5};
    short other, opens[4];
    int completed = 0;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 3, "depth 100"), 0);
    for (int i = 0; i < 4; i++) {
        opens[i] = open_partner(&server, 15, 1);
        for (int k = 0; k < 15; k++) {
            EXPECT_EQUAL(FILE_WRITEREAD64_(opens[i], (char *)&held, reply[i][k], order_bytes(&held), 2, , k), 0);
        }
        EXPECT_EQUAL(FILE_WRITEREAD64_(opens[i], (char *)&held, NULL, order_bytes(&held), 0, , 15), FETOOMANY);
    }
    EXPECT_EQUAL(send_order(open_partner(&server, 0, 1), ORDER(RELEASE_ALL), NULL, 0, NULL), 0);
    for (; completed < 60; completed++) {
        other = ANY_FILE;
        if (!EXPECT_EQUAL(FILE_AWAITIO64_(&other, , , , PATIENCE), 0)) break;
    }
    other = ANY_FILE;
    EXPECT_EQUAL(FILE_AWAITIO64_(&other, , , , 0), FENONEOUT);
}

CHECK("an open with a nowait depth of one takes one operation at a time", "MS-07", "FILE_WRITEREAD64_ FILE_OPEN_") {
    order held = {.mark = ORDER_MARK, .command = HOLD, .number = 5};
    short one, which;
    REQUIRE(serve_in(1, ""));
    one = open_partner(&server, 1, 1);
    EXPECT_EQUAL(FILE_WRITEREAD64_(one, (char *)&held, NULL, order_bytes(&held), 0, , 1), 0);
    EXPECT_EQUAL(FILE_WRITEREAD64_(one, "next", NULL, 4, 0, , 2), FETOOMANY);
    EXPECT_EQUAL(send_order(file, ORDER(RELEASE_ALL), NULL, 0, NULL), 0);
    which = one;
    EXPECT_EQUAL(FILE_AWAITIO64_(&which, , , , PATIENCE), 0);
    EXPECT_EQUAL(FILE_WRITEREAD64_(one, "next", NULL, 4, 0, , 2), 0);
    which = one;
    EXPECT_EQUAL(FILE_AWAITIO64_(&which, , , , PATIENCE), 0);
}

CHECK("requests of one requester are read in the order sent", "MS-08 R-22", "FILE_WRITE64_ FILE_AWAITIO64_") {
    static char text[15][3];
    seen what;
    short tag;
    REQUIRE(serve_in(2, ""));
    for (int i = 0; i < 15; i++) {
        sprintf(text[i], "%02d", i);
        EXPECT_EQUAL(FILE_WRITE64_(nowait, text[i], 2, , i), 0);
    }
    for (int i = 0; i < 15; i++) {
        EXPECT_EQUAL(complete(&tag, PATIENCE), 0);
        EXPECT_EQUAL(tag, i); /* and completed in this order too */
    }
    for (int i = 0; i < 15; i++) {
        REQUIRE(seen_by_partner(file, 2 + i, &what));
        EXPECT_BYTES(what.data, text[i], 2);
        EXPECT_EQUAL(what.information.z_syncid, i);
    }
}

/* The user messages that the server has seen, one letter each. */
static void letters(char *into) {
    seen what;
    for (int i = 0; seen_by_partner(file, i, &what); i++) {
        if (what.error == 0) *into++ = what.data[0];
    }
    *into = 0;
}

CHECK("with SETMODE 36 a server reads first what a sender of higher priority sent", "MS-08",
      "SETMODE PROCESS_SETINFO_ PROCESS_SUSPEND_ PROCESS_ACTIVATE_") {
    char order_read[16];
    short tag, low = 50, high = 150, before, length;
    REQUIRE(serve_in(1, "setmode 36 1 0"));
    EXPECT_EQUAL(PROCESS_SUSPEND_(server.handle), 0);
    EXPECT_EQUAL(PROCESS_SETINFO_(, , ZSYS_VAL_PINF_CURRENT_PRIORITY, &low, 1, &before, 1, &length), 0);
    EXPECT_EQUAL(FILE_WRITE64_(nowait, "a", 1, , 1), 0);
    EXPECT_EQUAL(FILE_WRITE64_(nowait, "b", 1, , 2), 0);
    EXPECT_EQUAL(PROCESS_SETINFO_(, , ZSYS_VAL_PINF_CURRENT_PRIORITY, &high, 1), 0);
    EXPECT_EQUAL(FILE_WRITE64_(nowait, "c", 1, , 3), 0);
    EXPECT_EQUAL(FILE_WRITE64_(nowait, "d", 1, , 4), 0);
    EXPECT_EQUAL(PROCESS_SETINFO_(, , ZSYS_VAL_PINF_CURRENT_PRIORITY, &before, 1), 0);
    EXPECT_EQUAL(PROCESS_ACTIVATE_(server.handle), 0);
    for (int i = 0; i < 4; i++) EXPECT_EQUAL(complete(&tag, PATIENCE), 0);
    letters(order_read);
    EXPECT_TEXT(order_read, (int)strlen(order_read), "acdb"); /* the read that waited took the first */
}

CHECK("a requester may abandon a request: the server is told when it asks, and its reply goes nowhere", "MS-09",
      "CANCELREQ MESSAGESTATUS CANCEL") {
    order first = {.mark = ORDER_MARK, .command = HOLD, .number = 1};
    order second = {.mark = ORDER_MARK, .command = HOLD, .number = 2};
    short tag, status = 9;
    REQUIRE(serve_in(1, ""));
    EXPECT_EQUAL(start(&first, 1, NULL, 0), 0);
    EXPECT_EQUAL(start(&second, 2, NULL, 0), 0);
    EXPECT_EQUAL(send_order(file, ORDER(HELD_STATUS, .number = 2), &status, sizeof status, NULL), 0);
    EXPECT_EQUAL(status, 0);
    EXPECT_EQUAL(CANCELREQ(nowait, 2), 0);
    EXPECT_EQUAL(send_order(file, ORDER(HELD_STATUS, .number = 2), &status, sizeof status, NULL), 0);
    EXPECT_EQUAL(status, 1);
    EXPECT_EQUAL(send_order(file, ORDER(HELD_STATUS, .number = 1), &status, sizeof status, NULL), 0);
    EXPECT_EQUAL(status, 0);
    EXPECT_EQUAL(send_order(file, ORDER(RELEASE, .number = 2, .text = "nobody"), NULL, 0, NULL), 0);
    EXPECT_EQUAL(send_order(file, ORDER(RELEASE, .number = 1, .text = "me"), NULL, 0, NULL), 0);
    EXPECT_EQUAL(complete(&tag, PATIENCE), 0);
    EXPECT_EQUAL(tag, 1);
    EXPECT_EQUAL(complete(&tag, 0), FENONEOUT);
    EXPECT_EQUAL(count_seen(file, ZSYS_VAL_SMSG_QMSGCANCELLED), 0);
}

CHECK("an abandoned request that was read gives -38 to a server that wants it; an unread one is never read", "MS-09",
      "CANCEL SETMODE PROCESS_SUSPEND_") {
    order held = {.mark = ORDER_MARK, .command = HOLD, .number = 1};
    seen what;
    REQUIRE(serve_in(1, "setmode 80 4 0"));
    EXPECT_EQUAL(start(&held, 1, NULL, 0), 0);
    EXPECT_EQUAL(count_seen(file, 0), 0); /* it is read by now */
    EXPECT_EQUAL(CANCEL(nowait), 0);
    REQUIRE(partner_sees(file, ZSYS_VAL_SMSG_QMSGCANCELLED, &what));
    EXPECT_EQUAL(what.bytes, 4);
    EXPECT_EQUAL(PROCESS_SUSPEND_(server.handle), 0);
    EXPECT_EQUAL(FILE_WRITE64_(nowait, "never", 5, , 1), 0);
    EXPECT_EQUAL(CANCEL(nowait), 0);
    EXPECT_EQUAL(PROCESS_ACTIVATE_(server.handle), 0);
    EXPECT_EQUAL(count_seen(file, 0), 0);
    EXPECT_EQUAL(count_seen(file, ZSYS_VAL_SMSG_QMSGCANCELLED), 1);
}

CHECK("a request is made in the same way whichever CPU serves it", "MS-12 NM-03", "FILE_WRITEREAD64_") {
    partner servers[4];
    identity who;
    for (short cpu = 0; cpu < 4; cpu++) {
        REQUIRE_EQUAL(start_partner(&servers[cpu], "", cpu, ""), 0);
        EXPECT_EQUAL(send_order(open_partner(&servers[cpu], 0, 1), ORDER(WHO), &who, sizeof who, NULL), 0);
        EXPECT_EQUAL(who.cpu, cpu);
        EXPECT_EQUAL(who.read, 2); /* its open and this: it shares nothing with the others */
    }
}

static short wait_state(short *handle) {
    short attribute = WAIT_STATE, value = -1, length;
    short error = PROCESS_GETINFOLIST_(, , , , handle, &attribute, 1, &value, 1, &length);
    return error ? (short)-error : value;
}

/* Looks until the process waits as expected: it may be on its way there. */
static short wait_state_becomes(short *handle, short expected) {
    short state = wait_state(handle);
    for (int tries = 0; tries < 500 && state != expected; tries++) {
        PROCESS_DELAY_(10000);
        state = wait_state(handle);
    }
    return state;
}

CHECK("what a process waits for can be seen: a message, a reply", "MS-13", "PROCESS_GETINFOLIST_") {
    partner third;
    opening opened;
    order waiting = {.mark = ORDER_MARK, .command = TELL_OTHER, .text = "wait"};
    order held = {.mark = ORDER_MARK, .command = HOLD, .number = 1};
    short tag;
    REQUIRE(serve_in(1, ""));
    REQUIRE_EQUAL(start_partner(&third, "$THIRD", 2, ""), 0);
    EXPECT_EQUAL(wait_state_becomes(server.handle, 1), 1); /* LREQ */
    EXPECT_EQUAL(send_order(file, ORDER(OPEN_OTHER, .option = 1, .text = "$THIRD"), &opened, sizeof opened, NULL), 0);
    waiting.file = opened.file;
    waiting.bytes = (short)order_bytes(&held);
    memcpy(waiting.text, &held, (size_t)waiting.bytes);
    EXPECT_EQUAL(start(&waiting, 1, NULL, 0), 0);
    EXPECT_EQUAL(wait_state_becomes(server.handle, 4), 4); /* LDONE */
    EXPECT_EQUAL(send_order(open_partner(&third, 0, 1), ORDER(RELEASE_ALL), NULL, 0, NULL), 0);
    EXPECT_EQUAL(complete(&tag, PATIENCE), 0);
}

CHECK("a request to a process that has ended completes at once", "MS-10 R-18 FS-09",
      "FILE_WRITEREAD64_ FILE_CLOSE_ FILE_OPEN_") {
    short again;
    REQUIRE(serve_in(1, ""));
    stop_partner(&server);
    EXPECT_EQUAL(FILE_WRITEREAD64_(file, "x", NULL, 1, 0), FEPATHDOWN);
    EXPECT_EQUAL(FILE_CLOSE_(file), 0);
    EXPECT_EQUAL(FILE_CLOSE_(file), 16);
    EXPECT_EQUAL(FILE_OPEN_("$SRV", 4, &again), 14);
    EXPECT_EQUAL(again, -1);
}
