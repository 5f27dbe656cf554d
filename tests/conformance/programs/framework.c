/* The framework of the conformance programs itself: partners, orders, what they have seen, other roles. */
#include "check.h"

static int prepared;

PREPARE {
    prepared++;
}

ROLE(doubler) {
    short file, number;
    __int32_t count;
    FILE_OPEN_("$RECEIVE", 8, &file, , , , 1);
    for (;;) {
        if (FILE_READUPDATE64_(0, (char *)&number, sizeof number, &count) == 0) {
            number = (short)(number * (words ? atoi(word[0]) : 2));
            REPLYX((char *)&number, sizeof number);
        } else {
            REPLYX();
        }
    }
}

CHECK("a program prepares once", "", "") {
    EXPECT_EQUAL(prepared, 1);
    EXPECT_EQUAL(own_cpu(), 0);
}

CHECK("a partner echoes what it is sent", "MS-01 MS-12", "FILE_WRITEREAD64_ FILE_OPEN_") {
    partner here, there;
    char text[16];
    __int32_t count;
    REQUIRE_EQUAL(start_partner(&here, "$HERE", 0, ""), 0);
    REQUIRE_EQUAL(start_partner(&there, "", 3, ""), 0);
    EXPECT_EQUAL(here.startup_error, 70);
    EXPECT_EQUAL(FILE_WRITEREAD64_(open_partner(&here, 0, 1), "hello", text, 5, sizeof text, &count), 0);
    EXPECT_TEXT(text, count, "hello");
    EXPECT_EQUAL(FILE_WRITEREAD64_(open_partner(&there, 0, 1), "there", text, 5, 2, &count), 0);
    EXPECT_TEXT(text, count, "th");
}

CHECK("a partner answers with a chosen error and chosen data", "R-50", "FILE_WRITEREAD64_ FILE_REPLY64_") {
    partner server;
    char data[3000];
    int count;
    short file;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    file = open_partner(&server, 0, 1);
    EXPECT_EQUAL(send_order(file, ORDER(REPLY_WITH, .error = 48, .text = "no"), data, sizeof data, &count), 48);
    EXPECT_TEXT(data, count, "no");
    EXPECT_EQUAL(send_order(file, ORDER(REPLY_WITH, .count = 3000), data, sizeof data, &count), 0);
    EXPECT_EQUAL(count, 3000);
    EXPECT_EQUAL(data[2999], 2999 % 251);
}

CHECK("a partner holds requests and answers them in another order", "MS-06", "FILE_AWAITIO64_") {
    partner server;
    order first = {.mark = ORDER_MARK, .command = HOLD, .number = 1};
    order second = {.mark = ORDER_MARK, .command = HOLD, .number = 2};
    short nowait, file, other, key[2];
    long long tag;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    nowait = open_partner(&server, 4, 1);
    file = open_partner(&server, 0, 1);
    EXPECT_EQUAL(FILE_WRITEREAD64_(nowait, (char *)&first, (char *)&key[0], order_bytes(&first), 2, , 11), 0);
    EXPECT_EQUAL(FILE_WRITEREAD64_(nowait, (char *)&second, (char *)&key[1], order_bytes(&second), 2, , 12), 0);
    EXPECT_EQUAL(send_order(file, ORDER(RELEASE_ALL, .option = 1), NULL, 0, NULL), 0);
    other = -1;
    EXPECT_EQUAL(FILE_AWAITIO64_(&other, , , &tag, 1000), 0);
    EXPECT_EQUAL(FILE_AWAITIO64_(&other, , , &tag, 1000), 0);
    EXPECT_EQUAL(key[0], 1);
    EXPECT_EQUAL(key[1], 2);
}

CHECK("a partner shows what it has seen", "R-20 R-57", "FILE_GETRECEIVEINFO_") {
    partner server;
    short file;
    seen what;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, "label 7"), 0);
    file = open_partner(&server, 0, 3);
    REQUIRE(partner_sees(file, -103, &what));
    EXPECT_EQUAL(what.error, 6);
    EXPECT_EQUAL(word_of(what.data, 4), 3);
    EXPECT_EQUAL(WRITEX(file, "user", 4), 0);
    EXPECT_EQUAL(count_seen(file, -103), 1);
    REQUIRE(seen_by_partner(file, 1, &what));
    EXPECT_EQUAL(what.error, 0);
    EXPECT_TEXT(what.data, what.bytes, "user");
    EXPECT_EQUAL(what.information.z_openlabel, 7);
    EXPECT(!seen_by_partner(file, 2, &what));
}

CHECK("a partner opens its $RECEIVE again as it is told", "", "FILE_CLOSE_") {
    partner server;
    short file, other;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    file = open_partner(&server, 0, 1);
    EXPECT_EQUAL(send_order(file, ORDER(REOPEN, .text = "depth 4 nowait 1 options 1"), NULL, 0, NULL), 0);
    other = open_partner(&server, 0, 1);
    EXPECT_EQUAL(count_seen(other, -103), 1);
}

CHECK("a partner becomes a pair, and its backup takes over", "PP-06 R-62", "__ns_start_backup PROCESS_GETPAIRINFO_") {
    partner server;
    short file;
    creation made;
    identity before, after;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    file = open_partner(&server, 0, 1);
    REQUIRE_EQUAL(send_order(file, ORDER(START_BACKUP, .number = 2), &made, sizeof made, NULL), 0);
    EXPECT_EQUAL(made.error, 0);
    REQUIRE_EQUAL(send_order(file, ORDER(WHO), &before, sizeof before, NULL), 0);
    EXPECT_EQUAL(before.role, 5);
    EXPECT_EQUAL(before.cpu, 1);
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_(before.backup, made.handle), 2);
    EXPECT_EQUAL(send_order(file, ORDER(DIE, .option = BY_KILL), NULL, 0, NULL), 0);
    REQUIRE_EQUAL(send_order(file, ORDER(WHO), &after, sizeof after, NULL), 0);
    EXPECT_EQUAL(after.role, 4);
    EXPECT_EQUAL(after.cpu, 2);
}

CHECK("a partner asks a third process", "", "") {
    partner server, third;
    short file;
    opening opened;
    exchange done;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    REQUIRE_EQUAL(start_partner(&third, "$THRD", 2, ""), 0);
    file = open_partner(&server, 0, 1);
    EXPECT_EQUAL(send_order(file, ORDER(OPEN_OTHER, .option = 1, .text = "$THRD"), &opened, sizeof opened, NULL), 0);
    REQUIRE_EQUAL(opened.error, 0);
    EXPECT_EQUAL(send_order(file, ORDER(TELL_OTHER, .file = opened.file, .text = "hi"), &done, sizeof done, NULL), 0);
    EXPECT_EQUAL(done.error, 0);
    EXPECT_TEXT(done.data, done.bytes, "hi");
    EXPECT_EQUAL(send_order(file, ORDER(CLOSE_OTHER, .file = opened.file), NULL, 0, NULL), 0);
}

CHECK("a program is its own partner in another role", "", "") {
    partner doubler;
    short file, number = 21;
    unsigned short count;
    REQUIRE_EQUAL(start_role(&doubler, "$TWO", 2, "doubler 3"), 0);
    file = open_partner(&doubler, 0, 1);
    EXPECT_EQUAL(WRITEREADX(file, (char *)&number, 2, 2, &count), 0);
    EXPECT_EQUAL(number, 63);
}

CHECK("a program hears what its partner's end tells it", "DL-02 DL-07 S-10", "PROCESS_STOP_ PROCESS_CREATE_") {
    partner child;
    seen read;
    short file;
    listen(1, 4, 0);
    REQUIRE_EQUAL(start_partner(&child, "", 1, ""), 0);
    file = open_partner(&child, 0, 1);
    EXPECT_EQUAL(send_order(file, ORDER(DIE, .option = BY_STOP, .count = 7, .text = "enough"), NULL, 0, NULL), 0);
    REQUIRE(await_message(-101, &read));
    EXPECT_EQUAL(word_of(read.data, 16), 7);
    EXPECT_TEXT(read.data + 82, word_of(read.data, 34), "enough");
}
