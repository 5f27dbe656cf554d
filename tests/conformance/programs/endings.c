/* Deletion of processes and who is told (kernel.md section 4.4, system-messages.md section 4). */
#include "check.h"

enum { GONE = 14, QUEUED = 638, STOPPED_BY_OTHER = 6 };

static partner child;

static int hear(seen *what) {
    return EXPECT(await_message(ZSYS_VAL_SMSG_PROCDEATH, what));
}

/* Whether a death message comes about somebody before the one about a marker that is stopped now. */
static int deaths_until_marker(const partner *marker, short *of) {
    seen what;
    int others = 0;
    PROCESS_STOP_((short *)marker->handle);
    while (hear(&what) && memcmp(what.data + 2, marker->handle, 20) != 0) {
        memcpy(of, what.data + 2, 20);
        others++;
    }
    return others;
}

CHECK("a death closes all opens: the servers get a close for each", "DL-01", "PROCESS_STOP_") {
    partner third;
    short file, direct, number[3], found = 0;
    seen what;
    REQUIRE_EQUAL(start_partner(&third, "$THRD", 2, "label 20"), 0);
    REQUIRE_EQUAL(start_partner(&child, "$KID", 1, ""), 0);
    file = open_partner(&child, 0, 0);
    direct = open_partner(&third, 0, 1);
    for (int i = 0; i < 3; i++) number[i] = open_through(file, "$THRD", (short)(i & 1));
    EXPECT_EQUAL(send_order(file, ORDER(DIE, .option = BY_ABEND), NULL, 0, NULL), 0);
    for (int tries = 0; tries < 1000 && count_seen(direct, ZSYS_VAL_SMSG_CLOSE) < 3; tries++) PROCESS_DELAY_(5000);
    EXPECT_EQUAL(count_seen(direct, ZSYS_VAL_SMSG_CLOSE), 3);
    for (int i = 0; seen_by_partner(direct, i, &what); i++) {
        if (what.number != ZSYS_VAL_SMSG_CLOSE) continue;
        found++;
        EXPECT_EQUAL(PROCESSHANDLE_COMPARE_((short *)&what.information.z_sender, child.handle), 2);
        short which = (short)(what.information.z_openlabel - 21); /* in any order */
        REQUIRE(which >= 0 && which < 3);
        EXPECT_EQUAL(what.information.z_filenum, number[which]);
        number[which] = 0;
    }
    EXPECT_EQUAL(found, 3);
}

CHECK("what a process had read and not answered fails at its senders", "DL-01 MS-01 MS-10", "PROCESS_STOP_") {
    order held = {.mark = ORDER_MARK, .command = HOLD, .number = 1};
    short nowait, which;
    REQUIRE_EQUAL(start_partner(&child, "$KID", 1, ""), 0);
    nowait = open_partner(&child, 1, 1);
    EXPECT_EQUAL(FILE_WRITEREAD64_(nowait, (char *)&held, NULL, order_bytes(&held), 0), 0);
    EXPECT_EQUAL(PROCESS_STOP_(child.handle), 0);
    which = nowait;
    EXPECT_EQUAL(FILE_AWAITIO64_(&which, , , , 2000), 201);
}

CHECK("the creator of an unnamed process and the ancestor of a named one are told, with the name if there is one",
      "DL-02", "PROCESS_STOP_") {
    seen what;
    listen(1, 8, 0);
    REQUIRE_EQUAL(start_partner(&child, "", 1, ""), 0);
    EXPECT_EQUAL(PROCESS_STOP_(child.handle), 0);
    REQUIRE(hear(&what));
    EXPECT_BYTES(what.data + 2, child.handle, 20);
    EXPECT_EQUAL(word_of(what.data, 36), 0);
    REQUIRE_EQUAL(start_partner(&child, "$KID", 2, ""), 0);
    EXPECT_EQUAL(PROCESS_STOP_(child.handle), 0);
    REQUIRE(hear(&what));
    EXPECT_BYTES(what.data + 2, child.handle, 20);
    EXPECT_TEXT(what.data + word_of(what.data, 35), word_of(what.data, 36), child.descriptor);
}

CHECK("nobody else is told: a grandparent hears nothing", "DL-02", "PROCESS_STOP_") {
    partner marker;
    creation made;
    short file, other[10];
    order create = {.mark = ORDER_MARK, .command = CREATE, .number = 2};
    seen what;
    listen(1, 8, 0);
    REQUIRE_EQUAL(start_partner(&marker, "", 3, ""), 0);
    REQUIRE_EQUAL(start_partner(&child, "$KID", 1, ""), 0);
    file = open_partner(&child, 0, 1);
    sprintf(create.text, "%s,$GRAND", partner_program);
    REQUIRE_EQUAL(send_order(file, &create, &made, sizeof made, NULL), 0);
    REQUIRE_EQUAL(made.error, 0);
    EXPECT_EQUAL(PROCESS_STOP_(made.handle), 0);
    REQUIRE(partner_sees(file, ZSYS_VAL_SMSG_PROCDEATH, &what));
    EXPECT_BYTES(what.data + 2, made.handle, 20);
    EXPECT_EQUAL(deaths_until_marker(&marker, other), 0);
}

CHECK("a pair as creator: its child's end is told to the member that is primary now", "DL-06 DL-02", "PROCESS_STOP_") {
    creation made, backup;
    short file;
    order create = {.mark = ORDER_MARK, .command = CREATE, .number = 3};
    seen what;
    identity who;
    REQUIRE_EQUAL(start_partner(&child, "$PAIR", 1, ""), 0);
    file = open_partner(&child, 0, 1);
    sprintf(create.text, "%s,$GRAND", partner_program);
    REQUIRE_EQUAL(send_order(file, &create, &made, sizeof made, NULL), 0);
    REQUIRE_EQUAL(made.error, 0);
    REQUIRE_EQUAL(send_order(file, ORDER(START_BACKUP, .number = 2), &backup, sizeof backup, NULL), 0);
    REQUIRE_EQUAL(backup.error, 0);
    EXPECT_EQUAL(send_order(file, ORDER(DIE, .option = BY_KILL), NULL, 0, NULL), 0);
    REQUIRE_EQUAL(send_order(file, ORDER(WHO), &who, sizeof who, NULL), 0);
    EXPECT_EQUAL(who.cpu, 2);
    REQUIRE(partner_sees(file, ZSYS_VAL_SMSG_PROCDEATH, &what)); /* its primary's */
    EXPECT_EQUAL(send_order(file, ORDER(FORGET_SEEN), NULL, 0, NULL), 0);
    EXPECT_EQUAL(PROCESS_STOP_(made.handle), 0);
    REQUIRE(partner_sees(file, ZSYS_VAL_SMSG_PROCDEATH, &what));
    EXPECT_BYTES(what.data + 2, made.handle, 20);
    EXPECT(memcmp(what.data + word_of(what.data, 35), "\\ALPHA.$GRAND:", 14) == 0);
}

CHECK("-101 tells code, information, subsystem, text and flags as they were given", "DL-07", "PROCESS_STOP_") {
    seen what;
    short file;
    listen(1, 8, 0);
    REQUIRE_EQUAL(start_partner(&child, "$KID", 1, ""), 0);
    file = open_partner(&child, 0, 1);
    EXPECT_EQUAL(
        send_order(file, ORDER(DIE, .option = BY_STOP, .count = 3, .error = 77, .text = "broken"), NULL, 0, NULL), 0);
    REQUIRE(hear(&what));
    EXPECT_EQUAL(word_of(what.data, 0), -101);
    EXPECT_EQUAL(word_of(what.data, 15), 0); /* no job */
    EXPECT_EQUAL(word_of(what.data, 16), 3);
    EXPECT_EQUAL(word_of(what.data, 17), 77);
    EXPECT_EQUAL(word_of(what.data, 24), -1); /* nobody else did it */
    EXPECT_TEXT(what.data + 82, word_of(what.data, 34), "broken");
    EXPECT_EQUAL(word_of(what.data, 35) % 2, 0);
    EXPECT_EQUAL(what.bytes, word_of(what.data, 35) + word_of(what.data, 36));
    EXPECT_EQUAL(word_of(what.data, 37), 0);
}

CHECK("a stop from outside is code 6, with the stopper's handle and creator access id", "DL-07 R-66", "PROCESS_STOP_") {
    seen what;
    short own[10], caid;
    PROCESSHANDLE_GETMINE_(own);
    EXPECT_EQUAL(PROCESS_GETINFO_(, , , , , , , , , , &caid), 0);
    listen(1, 8, 0);
    REQUIRE_EQUAL(start_partner(&child, "", 2, ""), 0);
    EXPECT_EQUAL(PROCESS_STOP_(child.handle), 0);
    REQUIRE(hear(&what));
    EXPECT_EQUAL(word_of(what.data, 16), STOPPED_BY_OTHER);
    EXPECT_EQUAL(word_of(what.data, 17), caid);
    EXPECT_BYTES(what.data + 48, own, 20);
    EXPECT_EQUAL(word_of(what.data, 37) & 1, 0);
}

CHECK("a process in stop mode 2 is stopped when it allows it", "DL-09", "SETSTOP PROCESS_STOP_") {
    short file, before = -1;
    seen what;
    listen(1, 8, 0);
    REQUIRE_EQUAL(start_partner(&child, "$KID", 1, ""), 0);
    file = open_partner(&child, 0, 1);
    EXPECT_EQUAL(send_order(file, ORDER(STOP_MODE, .number = 2), &before, sizeof before, NULL), 0);
    EXPECT_EQUAL(before, 1);
    EXPECT_EQUAL(PROCESS_STOP_(child.handle), QUEUED);
    EXPECT_EQUAL(send_order(file, ORDER(REPLY_WITH), NULL, 0, NULL), 0); /* it lives and serves */
    send_order(file, ORDER(STOP_MODE, .number = 1), &before, sizeof before, NULL);
    REQUIRE(hear(&what));
    EXPECT_EQUAL(word_of(what.data, 16), STOPPED_BY_OTHER);
}

CHECK("a stop returns before the process is surely gone; the deletion message proves it", "DL-10",
      "PROCESS_STOP_ FILE_OPEN_") {
    seen what;
    short opened;
    listen(1, 8, 0);
    for (int i = 0; i < 5; i++) {
        REQUIRE_EQUAL(start_partner(&child, "$KID", (short)(i % 4), ""), 0);
        EXPECT_EQUAL(PROCESS_STOP_(child.handle), 0);
        REQUIRE(hear(&what));
        EXPECT_EQUAL(PROCESS_STOP_(child.handle), GONE);
        EXPECT_EQUAL(FILE_OPEN_("$KID", 4, &opened), GONE);
    }
}
