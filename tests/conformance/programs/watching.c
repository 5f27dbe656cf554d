/* What is told of openers, children and processors, as procedures see it (kernel.md section 4.5). */
#include "check.h"

enum { NOT_LOST = 0, LOST = 4, NOT_RELEVANT = 5, IRRELEVANT_TO_OPENERS = 7 };

static partner child;

typedef struct {
    short primary[10], backup[10], rest;
} entry;

/* A message in this program's byte order, words given. */
static char message[250];

static short words(int count, const short *word) {
    memset(message, 0, sizeof message);
    memcpy(message, word, (size_t)count * 2);
    return (short)(count * 2);
}

static short cpu_down(short cpu) {
    return words(2, (short[]){ZSYS_VAL_SMSG_CPUDOWN, cpu});
}

static void put_long(int word, __int32_t value) {
    memcpy(message + 2 * word, &value, sizeof value);
}

/* -100 or -113: node number, processor, node name. */
static short remote_cpu(short number, __int32_t node, short cpu, const char *name) {
    words(8, (short[]){number, 0, 0, cpu, (short)strlen(name)});
    put_long(1, node);
    memcpy(message + 16, name, strlen(name));
    return (short)(16 + strlen(name));
}

/* -110 or -111: node number, node name. */
static short remote_node(short number, __int32_t node, const char *name) {
    words(7, (short[]){number});
    put_long(4, node);
    message[12] = message[13] = 0;
    memcpy(message + 12, &(short){(short)strlen(name)}, 2);
    memcpy(message + 14, name, strlen(name));
    return (short)(14 + strlen(name));
}

/* -101 about a process; named: with its descriptor. */
static short death_of(const partner *process, int named) {
    words(41, (short[]){ZSYS_VAL_SMSG_PROCDEATH});
    memcpy(message + 2, process->handle, 20);
    short place[2] = {82, named ? process->length : 0};
    memcpy(message + 70, place, 4);
    memcpy(message + 82, process->descriptor, named ? (size_t)process->length : 0);
    return (short)(82 + place[1]);
}

CHECK("CHILD_LOST_ tells from each message whether it means the loss of a child", "MO-07 MO-06", "CHILD_LOST_") {
    partner named, other;
    short length;
    REQUIRE_EQUAL(start_partner(&child, "", 2, ""), 0);
    REQUIRE_EQUAL(start_partner(&named, "$NAMED", 2, ""), 0);
    REQUIRE_EQUAL(start_partner(&other, "$OTHER", 2, ""), 0);
    length = cpu_down(2);
    EXPECT_EQUAL(CHILD_LOST_(message, length, child.handle), LOST);
    EXPECT_EQUAL(CHILD_LOST_(message, length, named.handle), NOT_LOST);
    length = cpu_down(1);
    EXPECT_EQUAL(CHILD_LOST_(message, length, child.handle), NOT_LOST);
    length = death_of(&child, 0);
    EXPECT_EQUAL(CHILD_LOST_(message, length, child.handle), LOST);
    EXPECT_EQUAL(CHILD_LOST_(message, length, named.handle), NOT_LOST);
    length = death_of(&named, 1);
    EXPECT_EQUAL(CHILD_LOST_(message, length, named.handle), LOST);
    EXPECT_EQUAL(CHILD_LOST_(message, length, other.handle), NOT_LOST);
    length = remote_cpu(ZSYS_VAL_SMSG_REMOTECPUDOWN, 77, 2, "\\OMEGA");
    EXPECT_EQUAL(CHILD_LOST_(message, length, child.handle), NOT_LOST);
    length = remote_node(ZSYS_VAL_SMSG_NODEDOWN, 77, "\\OMEGA");
    EXPECT_EQUAL(CHILD_LOST_(message, length, child.handle), NOT_LOST);
    length = words(2, (short[]){ZSYS_VAL_SMSG_CPUUP, 2});
    EXPECT_EQUAL(CHILD_LOST_(message, length, child.handle), NOT_RELEVANT);
}

CHECK("the named form of -2 means the loss of a child of that name", "MO-04 MO-07", "CHILD_LOST_") {
    partner named, other;
    short length;
    REQUIRE_EQUAL(start_partner(&named, "$NAMED", 2, ""), 0);
    REQUIRE_EQUAL(start_partner(&other, "$OTHER", 2, ""), 0);
    length = words(5, (short[]){ZSYS_VAL_SMSG_CPUDOWN, 0, 0, 0, -1});
    memcpy(message + 2, "$NAMED", 6);
    EXPECT_EQUAL(CHILD_LOST_(message, length, named.handle), LOST);
    EXPECT_EQUAL(CHILD_LOST_(message, length, other.handle), NOT_LOST);
}

CHECK("OPENER_LOST_ takes the lost out of a table of openers", "MO-08 MO-06 R-55", "OPENER_LOST_") {
    partner in[3];
    entry table[4];
    short index = -1, length, size = sizeof(entry) / 2;
    for (short i = 0; i < 3; i++) REQUIRE_EQUAL(start_partner(&in[i], "", i, ""), 0);
    memset(table, -1, sizeof table);
    memcpy(table[0].primary, in[0].handle, 20); /* its backup in CPU 2 is lost */
    memcpy(table[0].backup, in[2].handle, 20);
    memcpy(table[1].primary, in[2].handle, 20); /* its primary is lost */
    memcpy(table[1].backup, in[1].handle, 20);
    memcpy(table[2].primary, in[2].handle, 20); /* lost altogether */
    memcpy(table[3].primary, in[1].handle, 20); /* not lost */
    length = cpu_down(2);
    EXPECT_EQUAL(OPENER_LOST_(message, length, (short *)table, &index, 4, size), 4);
    EXPECT_EQUAL(index, 0);
    EXPECT_EQUAL(table[0].backup[0], -1);
    EXPECT_BYTES(table[0].primary, in[0].handle, 20);
    EXPECT_EQUAL(OPENER_LOST_(message, length, (short *)table, &index, 4, size), 5);
    EXPECT_EQUAL(index, 1);
    EXPECT_BYTES(table[1].primary, in[1].handle, 20);
    EXPECT_EQUAL(table[1].backup[0], -1);
    EXPECT_EQUAL(OPENER_LOST_(message, length, (short *)table, &index, 4, size), 6);
    EXPECT_EQUAL(index, 2);
    EXPECT_EQUAL(table[2].primary[0], -1);
    EXPECT_EQUAL(OPENER_LOST_(message, length, (short *)table, &index, 4, size), 0);
    EXPECT_BYTES(table[3].primary, in[1].handle, 20);
    index = -1;
    length = death_of(&in[1], 0);
    EXPECT_EQUAL(OPENER_LOST_(message, length, (short *)table, &index, 4, size), IRRELEVANT_TO_OPENERS);
    index = -1;
    length = remote_node(ZSYS_VAL_SMSG_NODEDOWN, 77, "\\OMEGA");
    EXPECT_EQUAL(OPENER_LOST_(message, length, (short *)table, &index, 4, size), 0);
    index = -1;
    length = remote_cpu(ZSYS_VAL_SMSG_REMOTECPUDOWN, 77, 1, "\\OMEGA");
    EXPECT_EQUAL(OPENER_LOST_(message, length, (short *)table, &index, 4, size), 0);
}

CHECK("pair information has an answer for each kind of process", "MO-09", "PROCESS_GETPAIRINFO_") {
    partner single, unnamed;
    creation backup;
    short primary[10], second[10], detail = 0, file;
    REQUIRE_EQUAL(start_partner(&single, "$ONE", 1, ""), 0);
    REQUIRE_EQUAL(start_partner(&unnamed, "", 1, ""), 0);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(), 4); /* $CHK */
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(single.handle, , , , primary, second), 4);
    EXPECT_BYTES(primary, single.handle, 20);
    EXPECT_EQUAL(second[0], -1);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(unnamed.handle), 7);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(, "$NOBDY", 6), 9);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(, "\\OMEGA.$X", 9), 10);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(, "$TOOLONG", 8, , , , , , , , , , , , &detail), 2);
    EXPECT_EQUAL(detail, 2);
    file = open_partner(&single, 0, 1);
    EXPECT_EQUAL(send_order(file, ORDER(START_BACKUP, .number = 2), &backup, sizeof backup, NULL), 0);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(single.handle, , , , primary, second), 0);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(backup.handle, , , , primary, second), 0);
    EXPECT_BYTES(second, backup.handle, 20);
}

CHECK("an open is complete when its message was answered; when it was read, with receive depth 0; at once without "
      "messages",
      "MO-11 R-13", "FILE_OPEN_ READX") {
    partner answering, reading, silent;
    short opened;
    REQUIRE_EQUAL(start_partner(&silent, "$SIL", 1, ""), 0);
    EXPECT_EQUAL(send_order(open_partner(&silent, 0, 0), ORDER(REOPEN, .text = "options 1"), NULL, 0, NULL), 0);
    EXPECT_EQUAL(FILE_OPEN_("$SIL", 4, &opened), 0);
    EXPECT_EQUAL(PROCESS_SUSPEND_(silent.handle), 0);
    EXPECT_EQUAL(FILE_OPEN_("$SIL", 4, &opened, , , 1, 0, ZSYS_VAL_OPENOPT_NOWAITOPEN), 0);
    EXPECT_EQUAL(PROCESS_ACTIVATE_(silent.handle), 0);
    EXPECT_EQUAL(AWAITIOX(&opened, , , , 2000), 0);
    REQUIRE_EQUAL(start_partner(&reading, "$READ", 1, ""), 0);
    EXPECT_EQUAL(send_order(open_partner(&reading, 0, 0), ORDER(REOPEN, .text = "depth 0 read"), NULL, 0, NULL), 0);
    EXPECT_EQUAL(FILE_OPEN_("$READ", 5, &opened), 0);
    EXPECT_EQUAL(WRITEX(opened, "x", 1), 0); /* a null reply at once */
    REQUIRE_EQUAL(start_partner(&answering, "$ANSW", 1, "refuse 48"), 0);
    EXPECT_EQUAL(FILE_OPEN_("$ANSW", 5, &opened), 48);
}

CHECK("MONITORNET is about other nodes: nothing comes of the own one", "MO-05", "MONITORNET") {
    partner marker;
    seen what;
    listen(1, 4, 0);
    MONITORNET(1);
    REQUIRE_EQUAL(start_partner(&marker, "", 2, ""), 0);
    EXPECT_EQUAL(PROCESS_STOP_(marker.handle), 0);
    REQUIRE(next_message(&what));
    EXPECT_EQUAL(what.number, ZSYS_VAL_SMSG_PROCDEATH);
    REPLYX(, , , what.information.z_messagetag);
    MONITORNET(0);
}
