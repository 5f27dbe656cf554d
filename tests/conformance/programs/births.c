/* Creation of processes (kernel.md section 4.3, procedures.md section 2.1). */
#include "check.h"

enum { STATE = 32, RUNNABLE = 2, SUSPENDED = 3, OF_STATE = 31 };

static partner child;

static short create(short cpu, short *handle, short *detail) {
    return PROCESS_CREATE_(partner_program, (short)strlen(partner_program), , , , , , , , cpu, handle, detail);
}

CHECK("a process is created in the CPU that was named, by default in the caller's", "CR-01", "PROCESS_CREATE_") {
    short handle[10], detail, cpu;
    for (short wanted = -1; wanted < 4; wanted++) {
        EXPECT_EQUAL(create(wanted, handle, &detail), 0);
        EXPECT_EQUAL(PROCESSHANDLE_DECOMPOSE_(handle, &cpu), 0);
        EXPECT_EQUAL(cpu, wanted < 0 ? 0 : wanted);
        EXPECT_EQUAL(PROCESS_STOP_(handle), 0);
    }
    EXPECT_EQUAL(create(12, handle, &detail), 10);
    EXPECT_EQUAL(detail, 201);
}

CHECK("a name is given, made by the system with four or five characters, or none", "CR-02 PR-04", "PROCESS_CREATE_") {
    static const short lengths[] = {0, 0, 5, 0, 6};
    short handle[10], detail, length;
    char name[16];
    for (short option = 0; option < 5; option++) {
        if (option == 1 || option == 3) continue;
        EXPECT_EQUAL(
            PROCESS_CREATE_(partner_program, (short)strlen(partner_program), , , , , , , , 1, handle, &detail, option),
            0);
        EXPECT_EQUAL(PROCESSHANDLE_DECOMPOSE_(handle, , , , , , , name, sizeof name, &length), 0);
        EXPECT_EQUAL(length, lengths[option]);
        if (length) EXPECT(name[0] == '$' && strchr("XYZ", name[1]));
        EXPECT_EQUAL(PROCESS_STOP_(handle), 0);
    }
    EXPECT_EQUAL(start_partner(&child, "$GIVEN", 1, ""), 0);
    EXPECT_EQUAL(PROCESSHANDLE_DECOMPOSE_(child.handle, , , , , , , name, sizeof name, &length), 0);
    EXPECT_TEXT(name, length, "$GIVEN");
    EXPECT_EQUAL(PROCESS_CREATE_(partner_program, (short)strlen(partner_program), , , , , , , , 1, handle, &detail, 5),
                 2);
    EXPECT_EQUAL(detail, 9);
}

CHECK("a nowait creation returns at once and completes with -102", "CR-03", "PROCESS_CREATE_") {
    short handle[10], detail = 0, length;
    seen read;
    char text[64];
    listen(1, 4, 0);
    memset(handle, 0, sizeof handle);
    EXPECT_EQUAL(PROCESS_CREATE_(partner_program, (short)strlen(partner_program), , , , , , , , 2, handle, &detail, 1,
                                 "$LATER", 6, , , , 123456),
                 0);
    REQUIRE(await_message(ZSYS_VAL_SMSG_PROCCREATE, &read));
    EXPECT_EQUAL(words_of(read.data, 1), 123456);
    EXPECT_EQUAL(word_of(read.data, 13), 0);
    EXPECT_EQUAL(word_of(read.data, 14), 0);
    memcpy(handle, read.data + 6, 20);
    EXPECT_EQUAL(PROCESSHANDLE_DECOMPOSE_(handle, , , , , , , text, sizeof text, &length), 0);
    EXPECT_TEXT(text, length, "$LATER");
    EXPECT_EQUAL(PROCESSHANDLE_TO_FILENAME_(handle, text, sizeof text, &length), 0);
    text[length] = 0;
    EXPECT_TEXT(read.data + 40, word_of(read.data, 15), text);
    EXPECT_EQUAL(read.information.z_filenum, -1);
    EXPECT_EQUAL(PROCESS_STOP_(handle), 0);
}

CHECK("a nowait creation that fails says so in -102, with a null handle and no descriptor", "CR-03 CR-04",
      "PROCESS_CREATE_") {
    seen read;
    short handle[10], detail;
    listen(1, 4, 0);
    REQUIRE_EQUAL(start_partner(&child, "$TAKEN", 1, ""), 0);
    EXPECT_EQUAL(PROCESS_CREATE_(partner_program, (short)strlen(partner_program), , , , , , , , 2, handle, &detail, 1,
                                 "$TAKEN", 6, , , , 7),
                 0);
    REQUIRE(await_message(ZSYS_VAL_SMSG_PROCCREATE, &read));
    EXPECT_EQUAL(words_of(read.data, 1), 7);
    EXPECT_EQUAL(word_of(read.data, 13), 11);
    EXPECT_EQUAL(word_of(read.data, 14), 10);
    EXPECT_EQUAL(word_of(read.data, 3), -1);
    EXPECT_EQUAL(word_of(read.data, 15), 0);
}

CHECK("what is wrong with a creation is told by its error and detail", "CR-04", "PROCESS_CREATE_") {
    short handle[10], detail = 0, length = (short)strlen(partner_program);
    REQUIRE_EQUAL(start_partner(&child, "$TAKEN", 1, ""), 0);
    EXPECT_EQUAL(PROCESS_CREATE_("nothere", 7, , , , , , , , 1, handle, &detail), 1);
    EXPECT_EQUAL(detail, 11);
    EXPECT_EQUAL(handle[0], -1);
    EXPECT_EQUAL(PROCESS_CREATE_(, , , , , , , , , 1, handle, &detail), 2);
    EXPECT_EQUAL(detail, 1);
    EXPECT_EQUAL(PROCESS_CREATE_(partner_program, length, , , , , , , 200, 1, handle, &detail), 2);
    EXPECT_EQUAL(detail, 5);
    EXPECT_EQUAL(PROCESS_CREATE_(partner_program, length, , , , , , , , 1, handle, &detail, 1), 2);
    EXPECT_EQUAL(detail, 10);
    EXPECT_EQUAL(PROCESS_CREATE_(partner_program, length, , , , , , , , 1, handle, &detail, 1, "$TAKEN", 6), 11);
    EXPECT_EQUAL(detail, 10);
    EXPECT_EQUAL(PROCESS_CREATE_(partner_program, length, , , , , , , , 1, handle, &detail, 1, "TAKEN", 5), 11);
    EXPECT_EQUAL(detail, 13);
}

CHECK("a new process has its creator's process access id, as creator's and as its own", "CR-05", "PROCESS_GETINFO_") {
    short paid = -1, childs_creator = -2, childs_own = -3;
    EXPECT_EQUAL(PROCESS_GETINFO_(, , , , , , , , , , , &paid), 0);
    REQUIRE_EQUAL(start_partner(&child, "", 2, ""), 0);
    EXPECT_EQUAL(PROCESS_GETINFO_(child.handle, , , , , , , , , , &childs_creator, &childs_own), 0);
    EXPECT_EQUAL(childs_creator, paid);
    EXPECT_EQUAL(childs_own, paid);
}

CHECK("a new process has its creator's priority, or the one that was given", "CR-06",
      "PROCESS_GETINFO_ PROCESS_SETINFO_") {
    short own = -1, childs = -2, other, handle[10], detail;
    EXPECT_EQUAL(PROCESS_GETINFO_(, , , , &own), 0);
    REQUIRE_EQUAL(start_partner(&child, "", 2, ""), 0);
    EXPECT_EQUAL(PROCESS_GETINFO_(child.handle, , , , &childs), 0);
    EXPECT_EQUAL(childs, own);
    other = (short)(own - 1);
    EXPECT_EQUAL(PROCESS_SETINFO_(, , ZSYS_VAL_PINF_CURRENT_PRIORITY, &other, 1), 0);
    EXPECT_EQUAL(create(1, handle, &detail), 0);
    EXPECT_EQUAL(PROCESS_GETINFO_(handle, , , , &childs), 0);
    EXPECT_EQUAL(childs, other);
    PROCESS_STOP_(handle);
    EXPECT_EQUAL(PROCESS_SETINFO_(, , ZSYS_VAL_PINF_CURRENT_PRIORITY, &own, 1), 0);
    EXPECT_EQUAL(PROCESS_CREATE_(partner_program, (short)strlen(partner_program), , , , , , , 33, 3, handle, &detail),
                 0);
    EXPECT_EQUAL(PROCESS_GETINFO_(handle, , , , &childs), 0);
    EXPECT_EQUAL(childs, 33);
    PROCESS_STOP_(handle);
}

static short state_of(short *handle) {
    short attribute = STATE, value = -1, length;
    short error = PROCESS_GETINFOLIST_(, , , , handle, &attribute, 1, &value, 1, &length);
    return error ? (short)-error : (short)(value & OF_STATE);
}

CHECK("a process is runnable, suspended, runnable again, and gone", "CR-07",
      "PROCESS_GETINFOLIST_ PROCESS_SUSPEND_ PROCESS_ACTIVATE_") {
    REQUIRE_EQUAL(start_partner(&child, "$SRV", 2, ""), 0);
    EXPECT_EQUAL(state_of(child.handle), RUNNABLE);
    EXPECT_EQUAL(PROCESS_SUSPEND_(child.handle), 0);
    EXPECT_EQUAL(state_of(child.handle), SUSPENDED);
    EXPECT_EQUAL(PROCESS_SUSPEND_(child.handle), 2);
    EXPECT_EQUAL(PROCESS_ACTIVATE_(child.handle), 0);
    EXPECT_EQUAL(state_of(child.handle), RUNNABLE);
    EXPECT_EQUAL(PROCESS_ACTIVATE_(child.handle), 2);
    stop_partner(&child);
    EXPECT_EQUAL(state_of(child.handle), -4);
    EXPECT_EQUAL(PROCESS_SUSPEND_(child.handle), 11);
}

ROLE(told) { /* says what startup message it got: its words */
    short receive;
    char text[250] = "";
    FILE_OPEN_("$RECEIVE", 8, &receive, , , , 1);
    for (int i = 0; i < words; i++) strcat(strcat(text, i ? "," : ""), word[i]);
    for (;;) {
        char message[100];
        if (FILE_READUPDATE64_(0, message, sizeof message) == 6) REPLYX();
        else REPLYX(text, (unsigned short)strlen(text));
    }
}

CHECK("the creator opens the new process, sends the startup message and closes", "CR-08 R-20",
      "PROCESS_CREATE_ FILE_OPEN_") {
    char text[32], nothing[1];
    __int32_t count;
    REQUIRE_EQUAL(start_role(&child, "$TOLD", 1, "told three short words"), 0);
    EXPECT_EQUAL(FILE_WRITEREAD64_(open_partner(&child, 0, 1), nothing, text, 0, sizeof text, &count), 0);
    EXPECT_TEXT(text, count, "three,short,words");
}

CHECK("each CPU has its monitor, a system process with PIN 0 that lives as long as the CPU", "CR-09",
      "PROCESS_GETINFOLIST_") {
    short attributes[] = {STATE, 38}, values[2], length, detail, pin;
    for (short cpu = 0; cpu < 4; cpu++) {
        pin = 0;
        values[0] = values[1] = -1;
        EXPECT_EQUAL(PROCESS_GETINFOLIST_(cpu, &pin, , , , attributes, 2, values, 2, &length, &detail), 0);
        EXPECT_EQUAL(values[1], 0);
        EXPECT_EQUAL(values[0] >> 12 & 1, 1); /* state <3>: a system process */
    }
}
