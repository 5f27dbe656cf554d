/* The order in which $RECEIVE gives its messages, how many there may be, and what happens beyond. */
#include "check.h"
#include "requester.h"

static char buffer[2 * 1024 * 1024];

static short read_priority(short from) {
    __int32_t count = 0;
    EXPECT_EQUAL(FILE_READUPDATE64_(0, buffer, 100, &count), 0);
    EXPECT(_status_eq(REPLYX()));
    return count > 0 && from == buffer[0];
}

static void start(short file, short priority, char letter) {
    deed what = {DO_START, .file = file, .read = 10, .a = letter};
    what.text[0] = letter;
    perform(&(deed){DO_PRIORITY, .a = priority});
    EXPECT_EQUAL(perform(&what).error, 0);
}

/* Has the requester open this process and then opens $RECEIVE waited. */
static short served(short depth) {
    short file, number;
    listen(1, 1, 0);
    if (!start_requester(1)) return -1;
    file = be_opened(15, 1, 0, -1);
    FILE_CLOSE_(0);
    EXPECT_EQUAL(FILE_OPEN_("$RECEIVE", 8, &number, , , 0, depth), 0);
    return file;
}

CHECK("messages come first in, first out, whatever the priorities", "MS-08", "SETMODE READUPDATEX") {
    short file = served(1);
    REQUIRE(file > 0);
    start(file, 50, 'a');
    start(file, 100, 'b');
    start(file, 50, 'c');
    EXPECT(read_priority('a'));
    EXPECT(read_priority('b'));
    EXPECT(read_priority('c'));
}

CHECK("SETMODE 36 reads the highest priority first, and one priority in order", "MS-08", "SETMODE READUPDATEX") {
    short file = served(1);
    REQUIRE(file > 0);
    EXPECT(_status_eq(SETMODE(0, 36, 1)));
    start(file, 50, 'a');
    start(file, 100, 'b');
    start(file, 50, 'c');
    start(file, 100, 'd');
    start(file, 70, 'e');
    EXPECT(read_priority('b'));
    EXPECT(read_priority('d'));
    EXPECT(read_priority('e'));
    EXPECT(read_priority('a'));
    EXPECT(read_priority('c'));
}

CHECK("SETMODE 36 orders what waits already", "MS-08", "SETMODE READUPDATEX") {
    short file = served(1);
    REQUIRE(file > 0);
    start(file, 50, 'a');
    start(file, 100, 'b');
    EXPECT_EQUAL(perform(&(deed){DO_AWAIT, .a = 0}).error, 40); /* both are on their way, and so is their answer */
    EXPECT(_status_eq(SETMODE(0, 36, 1)));
    EXPECT(read_priority('b'));
    EXPECT(read_priority('a'));
}

CHECK("CONTROLMESSAGESYSTEM knows two limits, from 1 to 4095", "MS-06", "CONTROLMESSAGESYSTEM MESSAGESYSTEMINFO") {
    short value = -1;
    EXPECT_EQUAL(CONTROLMESSAGESYSTEM(0), 29);
    EXPECT_EQUAL(CONTROLMESSAGESYSTEM(, 5), 29);
    EXPECT_EQUAL(CONTROLMESSAGESYSTEM(2, 5), 2);
    EXPECT_EQUAL(CONTROLMESSAGESYSTEM(-1, 5), 2);
    EXPECT_EQUAL(CONTROLMESSAGESYSTEM(0, 0), 21);
    EXPECT_EQUAL(CONTROLMESSAGESYSTEM(1, 4096), 21);
    EXPECT_EQUAL(CONTROLMESSAGESYSTEM(1, -5), 21);
    for (short action = 0; action < 2; action++) {
        EXPECT_EQUAL(MESSAGESYSTEMINFO(action, &value), 0);
        EXPECT_EQUAL(value, 4095);
        EXPECT_EQUAL(CONTROLMESSAGESYSTEM(action, (short)(100 + action)), 0);
        EXPECT_EQUAL(MESSAGESYSTEMINFO(action, &value), 0);
        EXPECT_EQUAL(value, 100 + action);
        EXPECT_EQUAL(CONTROLMESSAGESYSTEM(action, 4095), 0);
    }
}

CHECK("MESSAGESYSTEMINFO counts messages to and from the process", "MS-06", "MESSAGESYSTEMINFO") {
    partner server;
    order hold = {.mark = ORDER_MARK, .command = HOLD, .number = 1};
    short value = -1, line, file = served(2);
    REQUIRE(file > 0);
    EXPECT_EQUAL(MESSAGESYSTEMINFO(0), 29);
    EXPECT_EQUAL(MESSAGESYSTEMINFO(, &value), 29);
    EXPECT_EQUAL(MESSAGESYSTEMINFO(0, NULL), 22);
    EXPECT_EQUAL(MESSAGESYSTEMINFO(2, &value), 2);
    EXPECT_EQUAL(MESSAGESYSTEMINFO(4, &value), 0);
    EXPECT_EQUAL(value, 0);
    start(file, 50, 'a');
    start(file, 50, 'b');
    EXPECT_EQUAL(FILE_READUPDATE64_(0, buffer, 100), 0);
    EXPECT_EQUAL(FILE_READUPDATE64_(0, buffer, 100), 0);
    EXPECT_EQUAL(MESSAGESYSTEMINFO(4, &value), 0);
    EXPECT_EQUAL(value, 2); /* read and not answered */
    EXPECT(_status_eq(REPLYX(, , , 0)));
    EXPECT_EQUAL(MESSAGESYSTEMINFO(4, &value), 0);
    EXPECT_EQUAL(value, 1);
    EXPECT(_status_eq(REPLYX(, , , 1)));
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 2, ""), 0);
    line = open_partner(&server, 2, 1);
    EXPECT_EQUAL(MESSAGESYSTEMINFO(5, &value), 0);
    EXPECT_EQUAL(value, 0);
    EXPECT_EQUAL(FILE_WRITEREAD64_(line, (char *)&hold, buffer, order_bytes(&hold), 10), 0);
    EXPECT_EQUAL(MESSAGESYSTEMINFO(5, &value), 0);
    EXPECT_EQUAL(value, 1);
}

CHECK("a requester beyond the server's limit gets error 30", "MS-06", "CONTROLMESSAGESYSTEM") {
    outcome became;
    short file = served(4);
    REQUIRE(file > 0);
    EXPECT_EQUAL(CONTROLMESSAGESYSTEM(0, 2), 0);
    start(file, 50, 'a');
    EXPECT_EQUAL(FILE_READUPDATE64_(0, buffer, 100), 0);
    start(file, 50, 'b');
    start(file, 50, 'c');
    EXPECT_EQUAL(FILE_READUPDATE64_(0, buffer, 100), 0);
    EXPECT_EQUAL(perform(&(deed){DO_AWAIT, .a = 100}).error, 40); /* the first two are under way still */
    EXPECT(_status_eq(REPLYX(, , , 0)));
    EXPECT(_status_eq(REPLYX(, , , 1)));
    became = perform(&(deed){DO_AWAIT, .a = 1000});
    EXPECT_EQUAL(became.tag, 'a');
    EXPECT_EQUAL(became.error, 0);
    became = perform(&(deed){DO_AWAIT, .a = 1000});
    EXPECT_EQUAL(became.tag, 'b');
    EXPECT_EQUAL(became.error, 0);
    became = perform(&(deed){DO_AWAIT, .a = 1000});
    EXPECT_EQUAL(became.tag, 'c');
    EXPECT_EQUAL(became.error, 30);
    EXPECT_EQUAL(CONTROLMESSAGESYSTEM(0, 4095), 0);
}

CHECK("a process beyond its own limit gets error 30", "MS-06", "CONTROLMESSAGESYSTEM") {
    partner server;
    order hold = {.mark = ORDER_MARK, .command = HOLD, .number = 1};
    short line;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 2, ""), 0);
    line = open_partner(&server, 3, 1);
    EXPECT_EQUAL(CONTROLMESSAGESYSTEM(1, 2), 0);
    EXPECT_EQUAL(FILE_WRITEREAD64_(line, (char *)&hold, buffer, order_bytes(&hold), 10), 0);
    EXPECT_EQUAL(FILE_WRITEREAD64_(line, (char *)&hold, buffer + 10, order_bytes(&hold), 10), 0);
    EXPECT_EQUAL(FILE_WRITEREAD64_(line, (char *)&hold, buffer + 20, order_bytes(&hold), 10), 30);
    EXPECT_EQUAL(CONTROLMESSAGESYSTEM(1, 4095), 0);
    EXPECT_EQUAL(FILE_WRITEREAD64_(line, (char *)&hold, buffer + 20, order_bytes(&hold), 10), 0);
}

CHECK("a server that does not read makes its requesters wait, and loses nothing", "MS-01 MS-06 R-25", "READUPDATEXL") {
    enum { LARGE_ONES = 15, MIB = 1024 * 1024, ENOUGH = 9 /* more than 16 MiB */ };
    __int32_t count = 0;
    short waiting = -1, file = served(1);
    REQUIRE(file > 0);
    EXPECT_EQUAL(perform(&(deed){DO_LARGE_WRITES, .file = file, .a = LARGE_ONES, .b = 2048}).error, 0);
    for (int tries = 0; tries < 1000 && waiting < ENOUGH; tries++) {
        PROCESS_DELAY_(20000); /* messages are taken in meanwhile */
        EXPECT_EQUAL(MESSAGESYSTEMINFO(4, &waiting), 0);
    }
    PROCESS_DELAY_(500000);
    EXPECT_EQUAL(MESSAGESYSTEMINFO(4, &waiting), 0);
    EXPECT(waiting >= ENOUGH && waiting < LARGE_ONES);
    for (int i = 0; i < LARGE_ONES; i++) {
        EXPECT_EQUAL(READUPDATEXL(0, buffer, sizeof buffer, &count), 0);
        EXPECT_EQUAL(count, 2 * MIB);
        EXPECT_EQUAL(buffer[2 * MIB - 1], 'L');
        EXPECT(_status_eq(REPLYX()));
    }
    EXPECT_EQUAL(perform(&(deed){DO_TAKE_LARGE, .file = file, .a = LARGE_ONES}).count, LARGE_ONES);
}

CHECK("two processes that fill each other's $RECEIVE go on", "MS-01 MS-06", "READUPDATEXL") {
    enum { LARGE_ONES = 12, MIB = 1024 * 1024 };
    static char out[2 * MIB];
    short file = served(1), line;
    REQUIRE(file > 0);
    line = open_partner(&requester, 15, 1);
    REQUIRE(line > 0);
    memset(out, 'o', sizeof out); /* which is nothing to do */
    EXPECT_EQUAL(perform(&(deed){DO_LARGE_WRITES, .file = file, .a = LARGE_ONES, .b = 2048}).error, 0);
    begin(&(deed){DO_TAKE_LARGE, .file = file, .a = LARGE_ONES}); /* it waits for this process, and reads meanwhile */
    for (int i = 0; i < LARGE_ONES; i++) EXPECT_EQUAL(FILE_WRITE64_(line, out, sizeof out), 0);
    for (int i = 0; i < LARGE_ONES; i++) {
        EXPECT_EQUAL(FILE_READUPDATE64_(0, buffer, sizeof buffer), 0);
        EXPECT(_status_eq(REPLYX()));
    }
    EXPECT_EQUAL(finish().count, LARGE_ONES);
    for (int i = 0; i < LARGE_ONES; i++) EXPECT_EQUAL(FILE_AWAITIO64_(&line, , , , 2000), 0);
}
