/* New process names, and strings that designate processes. */
#include "check.h"

enum {
    FEOK = 0,
    FEBADNAME = 13,
    FEBOUNDSERR = 22,
    FEMISSPARM = 29,
    FEPATHDOWN = 201,
    FEBUFTOOSMALL = 563,
    FEBADPARMVALUE = 590
};

static short own[10], null[10];

PREPARE {
    PROCESSHANDLE_GETMINE_(own);
    PROCESSHANDLE_NULLIT_(null);
}

/* ------------------------------------------------------------------------------------------------- new names */

CHECK("a name is made that nobody has, and kept for its creator", "PR-04 DC-05", "PROCESSNAME_CREATE_") {
    char first[16], second[16], five[16];
    short length = -1, primary[10];
    EXPECT_EQUAL(PROCESSNAME_CREATE_(first, (short)sizeof first, &length, , , , 1), FEOK);
    EXPECT_EQUAL(length, 5);
    EXPECT_EQUAL(first[0], '$');
    EXPECT(first[1] == 'X' || first[1] == 'Y' || first[1] == 'Z');
    EXPECT_EQUAL(PROCESSNAME_CREATE_(second, (short)sizeof second, &length, 0, "\\alpha", 6), FEOK);
    EXPECT_EQUAL(length, 12);
    EXPECT(memcmp(second, "\\ALPHA.$", 8) == 0);
    EXPECT(memcmp(second + 7, first, 5) != 0);
    EXPECT_EQUAL(PROCESSNAME_CREATE_(five, (short)sizeof five, &length, 1, , , 1), FEOK);
    EXPECT_EQUAL(length, 6);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(, first, 5, , primary), 9);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(, first, 5, , primary, , , , , , 4), 13);
}

CHECK("a name that was made can be given to a process", "DC-05 CR-02", "PROCESSNAME_CREATE_ PROCESS_CREATE_") {
    partner named;
    char name[16];
    short length;
    REQUIRE_EQUAL(PROCESSNAME_CREATE_(name, (short)sizeof name, &length, , , , 1), FEOK);
    name[length] = 0;
    REQUIRE_EQUAL(start_partner(&named, name, 1, ""), 0);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(, name, length), 4);
}

CHECK("making a name says what is wrong", "DC-05", "PROCESSNAME_CREATE_") {
    char name[16];
    short length;
    EXPECT_EQUAL(PROCESSNAME_CREATE_(name, 4, &length, , , , 1), FEBUFTOOSMALL);
    EXPECT_EQUAL(PROCESSNAME_CREATE_(name, 11, &length), FEBUFTOOSMALL);
    EXPECT_EQUAL(PROCESSNAME_CREATE_(name, (short)sizeof name, &length, 2), FEBADPARMVALUE);
    EXPECT_EQUAL(PROCESSNAME_CREATE_(name, (short)sizeof name, &length, , , , 2), FEBADPARMVALUE);
    EXPECT_EQUAL(PROCESSNAME_CREATE_(name, (short)sizeof name, &length, , "\\OTHER", 6), FEPATHDOWN);
    EXPECT_EQUAL(PROCESSNAME_CREATE_(name, (short)sizeof name, &length, , "OTHER", 5), FEBADPARMVALUE);
    EXPECT_EQUAL(PROCESSNAME_CREATE_(, (short)sizeof name, &length), FEMISSPARM);
    EXPECT_EQUAL(PROCESSNAME_CREATE_(name, , &length), FEMISSPARM);
    EXPECT_EQUAL(PROCESSNAME_CREATE_(name, (short)sizeof name), FEMISSPARM);
    EXPECT_EQUAL(PROCESSNAME_CREATE_(name, (short)sizeof name, &length, , "\\ALPHA"), FEMISSPARM);
    EXPECT_EQUAL(PROCESSNAME_CREATE_(NULL, (short)sizeof name, &length), FEBADPARMVALUE);
}

/* --------------------------------------------------------------------------------------------------- strings */

CHECK("a string is scanned as a name, CPU and PIN, a CPU or all", "PR-04 PR-05", "PROCESSSTRING_SCAN_") {
    char text[32], name[32];
    short used, type, cpu, pin, length, handle[10], own_pin;
    PROCESSHANDLE_DECOMPOSE_(own, , &own_pin);
    EXPECT_EQUAL(PROCESSSTRING_SCAN_("\\alpha.$chk more", 16, &used, handle, &type, name, (short)sizeof name, &length,
                                     &cpu, &pin),
                 FEOK);
    EXPECT_EQUAL(used, 11);
    EXPECT_EQUAL(type, ZSYS_VAL_PROCESSKIND_NAME);
    EXPECT_BYTES(handle, own, 20);
    EXPECT_TEXT(name, length, "\\ALPHA.$CHK");
    EXPECT_EQUAL(cpu, -1);
    EXPECT_EQUAL(pin, -1);
    sprintf(text, "0,%d", own_pin);
    EXPECT_EQUAL(PROCESSSTRING_SCAN_(text, (short)strlen(text), &used, handle, &type, name, (short)sizeof name, &length,
                                     &cpu, &pin),
                 FEOK);
    EXPECT_EQUAL(type, ZSYS_VAL_PROCESSKIND_CPUPIN);
    EXPECT_BYTES(handle, own, 20);
    EXPECT_EQUAL(length, 0);
    EXPECT_EQUAL(cpu, 0);
    EXPECT_EQUAL(pin, own_pin);
    EXPECT_EQUAL(PROCESSSTRING_SCAN_("\\ALPHA.3", 8, &used, handle, &type, name, (short)sizeof name, &length, &cpu),
                 FEOK);
    EXPECT_EQUAL(type, ZSYS_VAL_PROCESSKIND_CPU);
    EXPECT_TEXT(name, length, "\\ALPHA");
    EXPECT_EQUAL(cpu, 3);
    EXPECT_BYTES(handle, null, 20);
    EXPECT_EQUAL(PROCESSSTRING_SCAN_("*", 1, &used, , &type), FEOK);
    EXPECT_EQUAL(type, ZSYS_VAL_PROCESSKIND_ASTERISK);
}

CHECK("a string is scanned as far as it is one", "PR-04", "PROCESSSTRING_SCAN_") {
    char name[32];
    short used = -1, type, length, handle[10];
    EXPECT_EQUAL(PROCESSSTRING_SCAN_("$NOBODY", 7, &used, handle, &type), FEBADNAME);
    EXPECT_EQUAL(PROCESSSTRING_SCAN_("$NOBODY", 7, &used, handle, &type, , , , , , 1), FEOK);
    EXPECT_EQUAL(PROCESSSTRING_SCAN_("$NONE", 5, &used, handle, &type), FEOK);
    EXPECT_BYTES(handle, null, 20);
    EXPECT_EQUAL(PROCESSSTRING_SCAN_("16", 2, &used), FEBADNAME);
    EXPECT_EQUAL(PROCESSSTRING_SCAN_("3,x", 3, &used), FEBADNAME);
    EXPECT_EQUAL(PROCESSSTRING_SCAN_("", 0, &used), FEBADNAME);
    EXPECT_EQUAL(used, 0);
    EXPECT_EQUAL(PROCESSSTRING_SCAN_("\\ALPHA", 6, &used), FEBADNAME);
    EXPECT_EQUAL(PROCESSSTRING_SCAN_("$CHK", 4, , , , name, 3, &length), FEBUFTOOSMALL);
    EXPECT_EQUAL(PROCESSSTRING_SCAN_("$CHK", 4, , , , , , , , , 2), FEBADPARMVALUE);
    EXPECT_EQUAL(PROCESSSTRING_SCAN_("$CHK", -1), FEBADPARMVALUE);
    EXPECT_EQUAL(PROCESSSTRING_SCAN_(), FEMISSPARM);
    EXPECT_EQUAL(PROCESSSTRING_SCAN_("$CHK"), FEMISSPARM);
    EXPECT_EQUAL(PROCESSSTRING_SCAN_("$CHK", 4, , , , name), FEMISSPARM);
    EXPECT_EQUAL(PROCESSSTRING_SCAN_(NULL, 4), FEBOUNDSERR);
    EXPECT_EQUAL(PROCESSSTRING_SCAN_("$CHK", 4, NULL), FEBOUNDSERR);
}
