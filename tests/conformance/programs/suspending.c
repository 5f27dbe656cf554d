/* Suspending processes, and activating them. */
#include "check.h"

enum {
    FEOK = 0,
    ALREADY_SO = 2,
    FENOTFOUND = 11,
    FENOSUCHSYS = 18,
    FEBOUNDSERR = 22,
    FEMISSPARM = 29,
    FETIMEDOUT = 40,
    FEBADPARMVALUE = 590,
    RUNNABLE = 2,
    SUSPENDED = 3
};

static short own[10], null[10];

PREPARE {
    PROCESSHANDLE_GETMINE_(own);
    PROCESSHANDLE_NULLIT_(null);
}

static void wait_gone(short *handle) {
    while (PROCESS_GETINFO_(handle) == 0) PROCESS_DELAY_(5000);
}

static creation with_backup(const partner *server, short cpu) {
    creation made = {.error = -1};
    send_order(open_partner(server, 0, 1), ORDER(START_BACKUP, .number = cpu), &made, sizeof made, NULL);
    return made;
}

/* Starting, runnable, suspended: the low five bits of its state. */
static short state_of(short *handle) {
    enum { STATE = 31 };
    short wanted = ZSYS_VAL_PINF_PROCESS_STATE, value = -1, length = 0;
    PROCESS_GETINFOLIST_(, , , , handle, &wanted, 1, &value, 1, &length);
    return (short)(value & STATE);
}

static int is_suspended(short *handle) {
    return state_of(handle) == SUSPENDED;
}

CHECK("a suspended process does nothing until it is activated", "CR-07", "PROCESS_SUSPEND_ PROCESS_ACTIVATE_") {
    partner server;
    short file, other;
    REQUIRE_EQUAL(start_partner(&server, "$SLOW", 1, ""), 0);
    file = open_partner(&server, 1, 1);
    EXPECT_EQUAL(state_of(server.handle), RUNNABLE);
    EXPECT_EQUAL(PROCESS_SUSPEND_(server.handle), FEOK);
    EXPECT(is_suspended(server.handle));
    EXPECT_EQUAL(PROCESS_SUSPEND_(server.handle), ALREADY_SO);
    EXPECT(_status_eq(WRITEX(file, "hello", 5)));
    PROCESS_DELAY_(300000);
    other = file;
    EXPECT(_status_ne(AWAITIOX(&other, , , , 0)));
    EXPECT_EQUAL(last_error(file), FETIMEDOUT);
    EXPECT_EQUAL(PROCESS_ACTIVATE_(server.handle), FEOK);
    other = file;
    EXPECT(_status_eq(AWAITIOX(&other, , , , 1000)));
    EXPECT_EQUAL(state_of(server.handle), RUNNABLE);
    EXPECT_EQUAL(PROCESS_ACTIVATE_(server.handle), ALREADY_SO);
}

CHECK("both members of a pair are suspended by specifier 1", "CR-07", "PROCESS_SUSPEND_ PROCESS_ACTIVATE_") {
    partner server;
    creation made;
    REQUIRE_EQUAL(start_partner(&server, "$SLOW", 1, ""), 0);
    made = with_backup(&server, 2);
    REQUIRE_EQUAL(made.error, 0);
    EXPECT_EQUAL(PROCESS_SUSPEND_(server.handle, 1), FEOK);
    EXPECT(is_suspended(server.handle));
    EXPECT(is_suspended(made.handle));
    EXPECT_EQUAL(PROCESS_ACTIVATE_(server.handle), FEOK);
    EXPECT(!is_suspended(server.handle));
    EXPECT(is_suspended(made.handle));
    EXPECT_EQUAL(PROCESS_ACTIVATE_(made.handle, 0), FEOK);
    EXPECT(!is_suspended(made.handle));
}

/* The -101 of that process; those of what earlier checks stopped may come before it. */
static int await_death(const short *handle, seen *read) {
    while (await_message(ZSYS_VAL_SMSG_PROCDEATH, read)) {
        if (memcmp(read->data + 2, handle, 20) == 0) return 1;
    }
    return 0;
}

CHECK("a suspended process can be stopped", "CR-07 DL-10", "PROCESS_SUSPEND_ PROCESS_STOP_") {
    partner server;
    short handle[10];
    seen read;
    listen(1, 4, 0);
    REQUIRE_EQUAL(start_partner(&server, "", 1, ""), 0);
    memcpy(handle, server.handle, sizeof handle);
    EXPECT_EQUAL(PROCESS_SUSPEND_(handle), FEOK);
    EXPECT_EQUAL(PROCESS_STOP_(handle), FEOK);
    EXPECT(await_death(handle, &read));
}

CHECK("suspending and activating say what is wrong", "CR-07", "PROCESS_SUSPEND_ PROCESS_ACTIVATE_") {
    partner gone;
    short elsewhere[10];
    REQUIRE_EQUAL(start_partner(&gone, "", 1, ""), 0);
    memcpy(elsewhere, own, sizeof elsewhere);
    ((char *)elsewhere)[7] = 99;
    EXPECT_EQUAL(PROCESS_SUSPEND_(), FEMISSPARM);
    EXPECT_EQUAL(PROCESS_ACTIVATE_(), FEMISSPARM);
    EXPECT_EQUAL(PROCESS_SUSPEND_(NULL), FEBOUNDSERR);
    EXPECT_EQUAL(PROCESS_ACTIVATE_(NULL), FEBOUNDSERR);
    EXPECT_EQUAL(PROCESS_SUSPEND_(null), FEBADPARMVALUE);
    EXPECT_EQUAL(PROCESS_ACTIVATE_(null), FEBADPARMVALUE);
    EXPECT_EQUAL(PROCESS_SUSPEND_(gone.handle, 2), FEBADPARMVALUE);
    EXPECT_EQUAL(PROCESS_ACTIVATE_(gone.handle, -1), FEBADPARMVALUE);
    EXPECT_EQUAL(PROCESS_SUSPEND_(elsewhere), FENOSUCHSYS);
    PROCESS_STOP_(gone.handle);
    wait_gone(gone.handle);
    EXPECT_EQUAL(PROCESS_SUSPEND_(gone.handle), FENOTFOUND);
    EXPECT_EQUAL(PROCESS_ACTIVATE_(gone.handle), FENOTFOUND);
}
