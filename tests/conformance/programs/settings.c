/* What processes change of themselves and of others. */
#include "check.h"

enum {
    FEOK = 0,
    FEBADNAME = 13,
    FENOSUCHSYS = 18,
    FEBOUNDSERR = 22,
    FEMISSPARM = 29,
    FESECVIOL = 48,
    FEBUFTOOSMALL = 563,
    FEBADPARMVALUE = 590,
    OTHERS = 0 /* of PROCESS_GETPAIRINFO_ */
};

static short own[10], elsewhere[10];

PREPARE {
    PROCESSHANDLE_GETMINE_(own);
    memcpy(elsewhere, own, sizeof elsewhere);
    ((char *)elsewhere)[7] = 99;
}

CHECK("a priority is changed, and what it was is told", "", "PROCESS_SETINFO_ PRIORITY ALTERPRIORITY") {
    partner child;
    short priority = 33, old = -1, length = -1, before, id[4], initial = -1, now = -1;
    REQUIRE_EQUAL(start_partner(&child, "$CHILD", 1, ""), 0);
    PROCESS_GETINFO_(child.handle, , , , &before);
    EXPECT_EQUAL(PROCESS_SETINFO_(child.handle, , ZSYS_VAL_PINF_CURRENT_PRIORITY, &priority, 1, &old, 1, &length),
                 FEOK);
    EXPECT_EQUAL(old, before);
    EXPECT_EQUAL(length, 1);
    PROCESS_GETINFO_(child.handle, , , , &now);
    EXPECT_EQUAL(now, 33);
    REQUIRE_EQUAL(PROCESSHANDLE_TO_CRTPID_(child.handle, id), 0);
    EXPECT(_status_eq(ALTERPRIORITY(id, 44)));
    PROCESS_GETINFO_(child.handle, , , , &now);
    EXPECT_EQUAL(now, 44);
    EXPECT(_status_lt(ALTERPRIORITY(id, 0)));
    EXPECT_EQUAL(last_error(-1), FEBADPARMVALUE);
    EXPECT(_status_lt(ALTERPRIORITY(id)));
    EXPECT_EQUAL(last_error(-1), FEMISSPARM);
    before = PRIORITY();
    EXPECT_EQUAL(PRIORITY(120, &initial), before);
    EXPECT_EQUAL(initial, before);
    EXPECT_EQUAL(PRIORITY(before), 120);
    EXPECT_EQUAL(PRIORITY(), before);
    EXPECT_EQUAL(PRIORITY(0), 0);
    EXPECT_EQUAL(PRIORITY(200), 0);
}

CHECK("the priority of both members of a pair is changed by specifier 1", "", "PROCESS_SETINFO_ ALTERPRIORITY") {
    partner server;
    creation made;
    short priority = 33, now = -1, id[4];
    REQUIRE_EQUAL(start_partner(&server, "$PAIR", 1, ""), 0);
    REQUIRE_EQUAL(send_order(open_partner(&server, 0, 1), ORDER(START_BACKUP, .number = 2), &made, sizeof made, NULL),
                  0);
    EXPECT_EQUAL(PROCESS_SETINFO_(server.handle, 1, ZSYS_VAL_PINF_CURRENT_PRIORITY, &priority, 1), FEOK);
    PROCESS_GETINFO_(made.handle, , , , &now);
    EXPECT_EQUAL(now, 33);
    priority = 34;
    EXPECT_EQUAL(PROCESS_SETINFO_(server.handle, 0, ZSYS_VAL_PINF_CURRENT_PRIORITY, &priority, 1), FEOK);
    PROCESS_GETINFO_(made.handle, , , , &now);
    EXPECT_EQUAL(now, 33);
    PROCESSHANDLE_TO_CRTPID_(server.handle, id, 1);
    EXPECT(_status_eq(ALTERPRIORITY(id, 35)));
    PROCESS_GETINFO_(made.handle, , , , &now);
    EXPECT_EQUAL(now, 35);
}

/* Creates an unnamed partner and answers its handle. */
ROLE(mother) {
    short handle[10], file;
    __int32_t count;
    char read[2];
    PROCESS_CREATE_(partner_program, (short)strlen(partner_program), , , , , , , , 2, handle);
    FILE_OPEN_("$RECEIVE", 8, &file, , , , 1);
    for (;;) {
        short error = FILE_READUPDATE64_(0, read, sizeof read, &count);
        FILE_REPLY64_((char *)handle, error ? 0 : (int)sizeof handle);
    }
}

CHECK("a process adopts another's child", "DL-02", "PROCESS_SETINFO_ STEPMOM") {
    partner mother;
    short child[10], before[10], now[10], length = -1, id[4];
    __int32_t count;
    seen read;
    listen(1, 4, 0);
    REQUIRE_EQUAL(start_role(&mother, "$MOTHR", 1, "mother"), 0);
    REQUIRE_EQUAL(FILE_WRITEREAD64_(open_partner(&mother, 0, 1), "?", (char *)child, 1, 20, &count), 0);
    EXPECT_EQUAL(PROCESS_SETINFO_(child, , ZSYS_VAL_PINF_MOM_PHANDLE, , , before, 10, &length), FEOK);
    EXPECT_EQUAL(length, 10);
    EXPECT_BYTES(before, mother.handle, 20);
    PROCESS_GETINFO_(child, , , , , now);
    EXPECT_BYTES(now, own, 20);
    PROCESSHANDLE_TO_CRTPID_(child, id);
    EXPECT(_status_eq(STEPMOM(id)));
    EXPECT_EQUAL(PROCESS_STOP_(child), FEOK);
    do {
        REQUIRE(await_message(-101, &read));
    } while (memcmp(read.data + 2, child, 20) != 0);
    EXPECT_EQUAL(PROCESS_SETINFO_(, , ZSYS_VAL_PINF_MOM_PHANDLE), FEBADPARMVALUE);
    EXPECT(_status_lt(STEPMOM(id)));
    EXPECT(_status_lt(STEPMOM()));
    EXPECT_EQUAL(last_error(-1), FEMISSPARM);
    EXPECT(_status_lt(STEPMOM(NULL)));
    EXPECT_EQUAL(last_error(-1), FEBOUNDSERR);
}

CHECK("a process changes its default security and whether it knows subordinate names", "",
      "PROCESS_SETINFO_ PROCESS_GETINFOLIST_") {
    short codes[] = {ZSYS_VAL_PINF_FILE_SECURITY, ZSYS_VAL_PINF_QUAL_INFO_AVAIL};
    short values[2] = {-1, -1}, used, security = 0x777, one = 1, before = -1, length = -1;
    EXPECT_EQUAL(PROCESS_SETINFO_(, , ZSYS_VAL_PINF_FILE_SECURITY, &security, 1, &before, 1, &length), FEOK);
    EXPECT_EQUAL(PROCESS_SETINFO_(, , ZSYS_VAL_PINF_QUAL_INFO_AVAIL, &one, 1), FEOK);
    EXPECT_EQUAL(PROCESS_GETINFOLIST_(, , , , , codes, 2, values, 2, &used), 0);
    EXPECT_EQUAL(values[0], 0x777);
    EXPECT_EQUAL(values[1], 1);
    EXPECT_EQUAL(PROCESS_SETINFO_(, , ZSYS_VAL_PINF_FILE_SECURITY, &before, 1, &security, 1, &length), FEOK);
    EXPECT_EQUAL(security, 0x777);
    one = 0;
    EXPECT_EQUAL(PROCESS_SETINFO_(, , ZSYS_VAL_PINF_QUAL_INFO_AVAIL, &one, 1), FEOK);
}

CHECK("a backup makes itself the primary", "R-06 MO-10 PP-02", "PROCESS_SETINFO_ PROCESS_GETPAIRINFO_") {
    partner server;
    creation made;
    short file, primary[10], backup[10], one = 1, old = -1, length = -1;
    REQUIRE_EQUAL(start_partner(&server, "$PAIR", 1, "serve"), 0);
    file = open_partner(&server, 0, 1);
    REQUIRE_EQUAL(send_order(file, ORDER(START_BACKUP, .number = 2), &made, sizeof made, NULL), 0);
    EXPECT_EQUAL(send_order(file, ORDER(SWITCH), NULL, 0, NULL), 0);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(, "$PAIR", 5, , primary, backup), OTHERS);
    EXPECT_BYTES(primary, server.handle, 20);
    EXPECT_BYTES(backup, made.handle, 20);
    EXPECT_EQUAL(PROCESS_SETINFO_(, , ZSYS_VAL_PINF_PRIMARY, &one, 1, &old, 1, &length), FEOK);
    EXPECT_EQUAL(old, 1);
    EXPECT_EQUAL(PROCESS_SETINFO_(server.handle, , ZSYS_VAL_PINF_PRIMARY, &one, 1), FEBADPARMVALUE);
    one = 0;
    EXPECT_EQUAL(PROCESS_SETINFO_(, , ZSYS_VAL_PINF_PRIMARY, &one, 1), FEBADPARMVALUE);
}

CHECK("PROCESS_SETINFO_ says what is wrong", "", "PROCESS_SETINFO_") {
    partner child;
    short one = 1, zero = 0, big = 200, old, length;
    REQUIRE_EQUAL(start_partner(&child, "", 1, ""), 0);
    EXPECT_EQUAL(PROCESS_SETINFO_(, , , &one, 1), FEMISSPARM);
    EXPECT_EQUAL(PROCESS_SETINFO_(, , 42, &one), FEMISSPARM);
    EXPECT_EQUAL(PROCESS_SETINFO_(, , 42, , 1), FEMISSPARM);
    EXPECT_EQUAL(PROCESS_SETINFO_(, , 42, &one, 1, &old), FEMISSPARM);
    EXPECT_EQUAL(PROCESS_SETINFO_(NULL, , 42, &one, 1), FEBOUNDSERR);
    EXPECT_EQUAL(PROCESS_SETINFO_(, , 42, NULL, 1), FEBOUNDSERR);
    EXPECT_EQUAL(PROCESS_SETINFO_(, , 42, &one, 1, NULL, 1, &length), FEBOUNDSERR);
    EXPECT_EQUAL(PROCESS_SETINFO_(, , 42, &one, 2), FEBADPARMVALUE);
    EXPECT_EQUAL(PROCESS_SETINFO_(, 2, 42, &one, 1), FEBADPARMVALUE);
    EXPECT_EQUAL(PROCESS_SETINFO_(, , 42, &big, 1), FEBADPARMVALUE);
    EXPECT_EQUAL(PROCESS_SETINFO_(, , 42, &zero, 1), FEBADPARMVALUE);
    EXPECT_EQUAL(PROCESS_SETINFO_(child.handle, , 41, &one, 1), FEBADPARMVALUE);
    EXPECT_EQUAL(PROCESS_SETINFO_(elsewhere, , 42, &one, 1), FENOSUCHSYS);
    EXPECT_EQUAL(PROCESS_SETINFO_(, , 4, &one, 1), FEBADPARMVALUE);
    EXPECT_EQUAL(PROCESS_SETINFO_(, , 45, &one, 1), FESECVIOL);
    EXPECT_EQUAL(PROCESS_SETINFO_(child.handle, , 40, , , &old, 1, &length), FEBUFTOOSMALL);
}

CHECK("a changed home terminal is that of the process and of its later children", "",
      "PROCESS_SETSTRINGINFO_ MYTERM PROCESS_GETINFO_") {
    partner child;
    char before[48], terminal[48];
    short length = -1, words[12];
    EXPECT_EQUAL(PROCESS_SETSTRINGINFO_(own, , ZSYS_VAL_PINF_HOMETERM, "$hterm.#w1", 10, before, 47, &length), FEOK);
    before[length] = 0;
    MYTERM(words);
    EXPECT_BYTES(words, "$HTERM  #W1             ", 24);
    REQUIRE_EQUAL(start_partner(&child, "", 2, ""), 0);
    EXPECT_EQUAL(PROCESS_GETINFO_(child.handle, , , , , , terminal, 48, &length), 0);
    EXPECT_TEXT(terminal, length, "\\ALPHA.$HTERM.#W1");
    EXPECT_EQUAL(PROCESS_SETSTRINGINFO_(, 1, ZSYS_VAL_PINF_HOMETERM, before, (short)strlen(before)), FEOK);
    EXPECT_EQUAL(PROCESS_SETSTRINGINFO_(, , ZSYS_VAL_PINF_HOMETERM, "$T"), FEMISSPARM);
    EXPECT_EQUAL(PROCESS_SETSTRINGINFO_(, , ZSYS_VAL_PINF_HOMETERM, , 2), FEMISSPARM);
    EXPECT_EQUAL(PROCESS_SETSTRINGINFO_(, , , "$T", 2), FEMISSPARM);
    EXPECT_EQUAL(PROCESS_SETSTRINGINFO_(, , ZSYS_VAL_PINF_HOMETERM, NULL, 2), FEBOUNDSERR);
    EXPECT_EQUAL(PROCESS_SETSTRINGINFO_(NULL, , ZSYS_VAL_PINF_HOMETERM, "$T", 2), FEBOUNDSERR);
    EXPECT_EQUAL(PROCESS_SETSTRINGINFO_(, , ZSYS_VAL_PINF_PROGRAM_FILE, "$T", 2), FEBADPARMVALUE);
    EXPECT_EQUAL(PROCESS_SETSTRINGINFO_(child.handle, , ZSYS_VAL_PINF_HOMETERM, "$T", 2), FEBADPARMVALUE);
    EXPECT_EQUAL(PROCESS_SETSTRINGINFO_(, , ZSYS_VAL_PINF_HOMETERM, "$V.S.F", 6), FEBADNAME);
    EXPECT_EQUAL(PROCESS_SETSTRINGINFO_(, , ZSYS_VAL_PINF_HOMETERM, "$T", 2, before, 1, &length), FEBUFTOOSMALL);
}
