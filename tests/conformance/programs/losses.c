/* What a message about a loss means for a table of openers, and for children. */
#include "check.h"

static short own[10], null[10];

PREPARE {
    PROCESSHANDLE_GETMINE_(own);
    PROCESSHANDLE_NULLIT_(null);
}

/* The message of that process's death; those of what earlier checks stopped may come before it. */
static int await_death(const short *handle, seen *read) {
    while (await_message(-101, read)) {
        if (memcmp(read->data + 2, handle, 20) == 0) return 1;
    }
    return 0;
}

typedef struct {
    short primary[10], backup[10], more[3];
} opener;

static void put_handle(short *into, const short *handle) {
    memcpy(into, handle, 20);
}

CHECK("openers that die with a processor are found in a table", "MO-08", "OPENER_LOST_") {
    enum { ENTRIES = 4, WORDS = sizeof(opener) / 2, PRIMARY_LOST = 4, BACKUP_GONE = 4, PROMOTED = 5, NONE_LEFT = 6 };
    partner one, two;
    opener table[ENTRIES];
    short index = -1, down[2] = {-2, 2};
    REQUIRE_EQUAL(start_partner(&one, "", 1, ""), 0);
    REQUIRE_EQUAL(start_partner(&two, "", 2, ""), 0);
    for (int i = 0; i < ENTRIES; i++) {
        put_handle(table[i].primary, null);
        put_handle(table[i].backup, null);
    }
    put_handle(table[1].primary, one.handle);
    put_handle(table[1].backup, two.handle);
    put_handle(table[2].primary, two.handle);
    put_handle(table[2].backup, one.handle);
    put_handle(table[3].primary, two.handle);
    EXPECT_EQUAL(OPENER_LOST_((char *)down, 4, (short *)table, &index, ENTRIES, WORDS), BACKUP_GONE);
    EXPECT_EQUAL(index, 1);
    EXPECT_BYTES(table[1].backup, null, 20);
    EXPECT_BYTES(table[1].primary, one.handle, 20);
    EXPECT_EQUAL(OPENER_LOST_((char *)down, 4, (short *)table, &index, ENTRIES, WORDS), PROMOTED);
    EXPECT_EQUAL(index, 2);
    EXPECT_BYTES(table[2].primary, one.handle, 20);
    EXPECT_BYTES(table[2].backup, null, 20);
    EXPECT_EQUAL(OPENER_LOST_((char *)down, 4, (short *)table, &index, ENTRIES, WORDS), NONE_LEFT);
    EXPECT_EQUAL(index, 3);
    EXPECT_BYTES(table[3].primary, null, 20);
    EXPECT_EQUAL(OPENER_LOST_((char *)down, 4, (short *)table, &index, ENTRIES, WORDS), 0);
    index = -1;
    down[0] = -101;
    EXPECT_EQUAL(OPENER_LOST_((char *)down, 4, (short *)table, &index, ENTRIES, WORDS), 7);
}

CHECK("OPENER_LOST_ says what is wrong", "MO-08", "OPENER_LOST_") {
    opener table[1];
    short index = -1, down[2] = {-2, 2}, wrong_index = -2;
    put_handle(table[0].primary, null);
    put_handle(table[0].backup, null);
    EXPECT_EQUAL(OPENER_LOST_(, 4, (short *)table, &index, 1, 23), 2);
    EXPECT_EQUAL(OPENER_LOST_((char *)down, , (short *)table, &index, 1, 23), 2);
    EXPECT_EQUAL(OPENER_LOST_((char *)down, 4, , &index, 1, 23), 2);
    EXPECT_EQUAL(OPENER_LOST_((char *)down, 4, (short *)table, , 1, 23), 2);
    EXPECT_EQUAL(OPENER_LOST_((char *)down, 4, (short *)table, &index, , 23), 2);
    EXPECT_EQUAL(OPENER_LOST_((char *)down, 4, (short *)table, &index, 1), 2);
    EXPECT_EQUAL(OPENER_LOST_((char *)down, 4, (short *)table, &index, 1, 19), 2);
    EXPECT_EQUAL(OPENER_LOST_((char *)down, 4, (short *)table, &wrong_index, 1, 23), 2);
    EXPECT_EQUAL(OPENER_LOST_(NULL, 4, (short *)table, &index, 1, 23), 3);
    EXPECT_EQUAL(OPENER_LOST_((char *)down, 4, (short *)table, NULL, 1, 23), 3);
}

CHECK("a deletion message tells which child was lost", "MO-07 DL-02", "CHILD_LOST_") {
    partner child, other;
    short handle[10];
    seen read;
    listen(1, 4, 0);
    REQUIRE_EQUAL(start_partner(&child, "", 1, ""), 0);
    REQUIRE_EQUAL(start_partner(&other, "$OTHR", 1, ""), 0);
    memcpy(handle, child.handle, sizeof handle);
    EXPECT_EQUAL(PROCESS_STOP_(handle), 0);
    REQUIRE(await_death(handle, &read));
    EXPECT_EQUAL(CHILD_LOST_(read.data, (short)read.bytes, handle), 4);
    EXPECT_EQUAL(CHILD_LOST_(read.data, (short)read.bytes, other.handle), 0);
    memcpy(handle, other.handle, sizeof handle);
    EXPECT_EQUAL(PROCESS_STOP_(handle), 0);
    REQUIRE(await_death(handle, &read));
    EXPECT_EQUAL(CHILD_LOST_(read.data, (short)read.bytes, handle), 4);
    EXPECT_EQUAL(CHILD_LOST_(read.data, (short)read.bytes, own), 0);
}

CHECK("a processor takes its unnamed children with it", "MO-07", "CHILD_LOST_") {
    partner unnamed, named;
    short down[2] = {-2, 3};
    REQUIRE_EQUAL(start_partner(&unnamed, "", 3, ""), 0);
    REQUIRE_EQUAL(start_partner(&named, "$OTHR", 3, ""), 0);
    EXPECT_EQUAL(CHILD_LOST_((char *)down, 4, unnamed.handle), 4);
    EXPECT_EQUAL(CHILD_LOST_((char *)down, 4, named.handle), 0);
    down[1] = 2;
    EXPECT_EQUAL(CHILD_LOST_((char *)down, 4, unnamed.handle), 0);
}

CHECK("CHILD_LOST_ says what is wrong", "MO-07", "CHILD_LOST_") {
    short down[2] = {-2, 3}, opened[2] = {-103, 0};
    EXPECT_EQUAL(CHILD_LOST_((char *)opened, 4, own), 5);
    EXPECT_EQUAL(CHILD_LOST_((char *)down, 1, own), 2);
    EXPECT_EQUAL(CHILD_LOST_((char *)down, 4, null), 2);
    EXPECT_EQUAL(CHILD_LOST_(, 4, own), 2);
    EXPECT_EQUAL(CHILD_LOST_((char *)down, , own), 2);
    EXPECT_EQUAL(CHILD_LOST_((char *)down, 4), 2);
    EXPECT_EQUAL(CHILD_LOST_(NULL, 4, own), 3);
    EXPECT_EQUAL(CHILD_LOST_((char *)down, 4, NULL), 3);
}
