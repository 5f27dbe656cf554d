/* What processes know of each other and of themselves. */
#include <unistd.h>

#include "check.h"

enum {
    FEOK = 0,
    FENOSUCHSYS = 18,
    FEPATHDOWN = 201,
    FEBUFTOOSMALL = 563,
    /* of PROCESS_GETINFO_ and PROCESS_GETINFOLIST_ */
    FILE_SYSTEM = 1,
    PARAMETER = 2,
    BOUNDS = 3,
    NO_PROCESS = 4,
    NO_CPU = 5,
    NO_NODE = 6,
    NO_MORE = 7,
    BAD_SEARCH_CODE = 9,
    BAD_SEARCH_VALUE = 10,
    BAD_CODE = 11,
    BAD_OPTION = 12,
    BAD_AUXILIARY = 14,
    /* of PROCESS_GETPAIRINFO_ */
    OTHERS = 0,
    SINGLE = 4,
    UNNAMED = 7,
    SEARCH_COMPLETE = 8,
    NOT_THERE = 9,
    NODE_UNREACHABLE = 10,
    RESERVED = 13,
    RESERVED_TOO = 4
};

static short own[10], null[10], elsewhere[10];

PREPARE {
    PROCESSHANDLE_GETMINE_(own);
    PROCESSHANDLE_NULLIT_(null);
    memcpy(elsewhere, own, sizeof elsewhere);
    ((char *)elsewhere)[7] = 99;
}

static short pin_of(short *handle) {
    short pin = -1;
    PROCESSHANDLE_DECOMPOSE_(handle, , &pin);
    return pin;
}

static void end(partner *to) {
    short handle[10];
    memcpy(handle, to->handle, sizeof handle);
    stop_partner(to);
    while (PROCESS_GETINFO_(handle) == 0) PROCESS_DELAY_(5000);
}

/* -------------------------------------------------------------------------------------------- PROCESS_GETINFO_ */

CHECK("all is told of a process by its handle", "CR-05 CR-06", "PROCESS_GETINFO_") {
    partner child;
    char name[48], terminal[48], program[48], swap[48], expected[64];
    short lengths[4], priority = -1, mom[10], gmom[10], creator = -1, user = -1, job = -1, detail = -1, type = -1;
    long long time = -1;
    __int32_t pid = -1;
    REQUIRE_EQUAL(start_partner(&child, "$CHILD", 2, ""), 0);
    EXPECT_EQUAL(PROCESS_GETINFO_(child.handle, name, 48, &lengths[0], &priority, mom, terminal, 48, &lengths[1], &time,
                                  &creator, &user, gmom, &job, program, 48, &lengths[2], swap, 48, &lengths[3], &detail,
                                  &type, &pid, 1000),
                 0);
    EXPECT_EQUAL(detail, 0);
    EXPECT_TEXT(name, lengths[0], child.descriptor);
    EXPECT(priority >= 1 && priority <= 199);
    EXPECT_BYTES(mom, own, 20);
    EXPECT_BYTES(gmom, null, 20);
    EXPECT(lengths[1] > 7 && memcmp(terminal, "\\ALPHA.$", 8) == 0);
    EXPECT(time > 0);
    EXPECT_EQUAL(creator, PROCESSACCESSID());
    EXPECT_EQUAL(user, PROCESSACCESSID());
    EXPECT_EQUAL(job, 0);
    snprintf(expected, sizeof expected, "\\ALPHA.$SYSTEM.SYSTEM.%s", partner_program);
    EXPECT_TEXT(program, lengths[2], expected);
    EXPECT(lengths[3] > 0);
    EXPECT_EQUAL(type, 0);
    EXPECT(pid > 1);
}

CHECK("a process that names nobody is told of itself", "", "PROCESS_GETINFO_") {
    short handle[10];
    char name[48];
    short length = -1;
    __int32_t pid = -1;
    memcpy(handle, null, sizeof handle);
    EXPECT_EQUAL(PROCESS_GETINFO_(handle), 0);
    EXPECT_BYTES(handle, own, 20);
    EXPECT_EQUAL(PROCESS_GETINFO_(, name, 48, &length, , , , , , , , , , , , , , , , , , , &pid), 0);
    EXPECT(memcmp(name, "\\ALPHA.$CHK:", 12) == 0);
    EXPECT_EQUAL(pid, getpid());
}

CHECK("a process that has gone, and a node that is not, are told apart", "PR-07", "PROCESS_GETINFO_") {
    partner child;
    short handle[10], detail = -1;
    REQUIRE_EQUAL(start_partner(&child, "", 3, ""), 0);
    memcpy(handle, child.handle, sizeof handle);
    end(&child);
    EXPECT_EQUAL(PROCESS_GETINFO_(handle, , , , , , , , , , , , , , , , , , , , &detail), NO_PROCESS);
    EXPECT_EQUAL(detail, 0);
    ((char *)handle)[1] = 9;
    EXPECT_EQUAL(PROCESS_GETINFO_(handle, , , , , , , , , , , , , , , , , , , , &detail), NO_CPU);
    EXPECT_EQUAL(detail, FEPATHDOWN);
    EXPECT_EQUAL(PROCESS_GETINFO_(elsewhere, , , , , , , , , , , , , , , , , , , , &detail), NO_NODE);
    EXPECT_EQUAL(detail, FENOSUCHSYS);
}

CHECK("PROCESS_GETINFO_ names the parameter that is wrong, counted as in TAL", "", "PROCESS_GETINFO_") {
    char name[48];
    short length, detail = -1, bad[10];
    memcpy(bad, own, sizeof bad);
    ((char *)bad)[0] = 3;
#define WRONG(error, number, ...) \
    do { \
        EXPECT_EQUAL(PROCESS_GETINFO_(__VA_ARGS__), error); \
        EXPECT_EQUAL(detail, number); \
    } while (0)
    WRONG(BOUNDS, 1, NULL, , , , , , , , , , , , , , , , , , , , &detail);
    WRONG(PARAMETER, 1, bad, , , , , , , , , , , , , , , , , , , , &detail);
    WRONG(PARAMETER, 2, , name, , &length, , , , , , , , , , , , , , , , , &detail);
    WRONG(PARAMETER, 3, , name, 48, , , , , , , , , , , , , , , , , , &detail);
    WRONG(PARAMETER, 2, , name, -1, &length, , , , , , , , , , , , , , , , , &detail);
    WRONG(BOUNDS, 5, , , , , , NULL, , , , , , , , , , , , , , , &detail);
    WRONG(PARAMETER, 6, , , , , , , , 48, &length, , , , , , , , , , , , &detail);
    WRONG(BOUNDS, 8, , , , , , , , , , NULL, , , , , , , , , , , &detail);
    WRONG(PARAMETER, 14, , , , , , , , , , , , , , , name, 48, , , , , &detail);
    WRONG(BOUNDS, 18, , , , , , , , , , , , , , , , , , , , , &detail, NULL);
    WRONG(PARAMETER, 20, , , , , , , , , , , , , , , , , , , , , &detail, , , -2);
    WRONG(FILE_SYSTEM, FEBUFTOOSMALL, , name, 5, &length, , , , , , , , , , , , , , , , , &detail);
    EXPECT_EQUAL(PROCESS_GETINFO_(, , , , , , , , , , , , , , , , , , , , NULL), BOUNDS);
#undef WRONG
}

/* ---------------------------------------------------------------------------------------- PROCESS_GETINFOLIST_ */

CHECK("attributes come in their order, each with its type", "CR-05 MS-13 DL-09", "PROCESS_GETINFOLIST_") {
    partner child;
    short codes[] = {
        ZSYS_VAL_PINF_PIN,      ZSYS_VAL_PINF_PROCESS_DESCR, ZSYS_VAL_PINF_MOM_PHANDLE,  ZSYS_VAL_PINF_PROCESS_AID,
        ZSYS_VAL_PINF_IS_NAMED, ZSYS_VAL_PINF_CREATION_TIME, ZSYS_VAL_PINF_PROCESS_TIME, 63,
        ZSYS_VAL_PINF_OSS_PID};
    short values[100], used = -1, detail = -1, at = 0;
    long long time;
    __int32_t pid;
    REQUIRE_EQUAL(start_partner(&child, "$CHILD", 1, ""), 0);
    EXPECT_EQUAL(PROCESS_GETINFOLIST_(, , , , child.handle, codes, 9, values, 100, &used, &detail), 0);
    EXPECT_EQUAL(detail, 1);
    EXPECT_EQUAL(values[at++], pin_of(child.handle));
    EXPECT_TEXT((char *)&values[at + 1], values[at], child.descriptor);
    at = (short)(at + 1 + (values[at] + 1) / 2);
    EXPECT_BYTES(&values[at], own, 20);
    at += 10;
    EXPECT_EQUAL(values[at++], PROCESSACCESSID());
    EXPECT_EQUAL(values[at++], 1);
    memcpy(&time, &values[at], 8);
    EXPECT(JULIANTIMESTAMP() - time >= 0 && JULIANTIMESTAMP() - time < 60000000);
    memcpy(&time, &values[at + 4], 8);
    EXPECT(time > 0);
    at += 8;
    EXPECT_EQUAL(values[at++], 1);
    memcpy(&pid, &values[at], 4);
    EXPECT(pid > 1);
    EXPECT_EQUAL(used, at + 2);
}

CHECK("one process is found by processor and PIN, by handle, by OSS process ID, or as the caller", "PR-01",
      "PROCESS_GETINFOLIST_") {
    partner child;
    short code = ZSYS_VAL_PINF_PHANDLE, pid_code = ZSYS_VAL_PINF_OSS_PID, found[10], used, detail = -1, pin;
    __int32_t pid;
    REQUIRE_EQUAL(start_partner(&child, "", 2, ""), 0);
    pin = pin_of(child.handle);
    EXPECT_EQUAL(PROCESS_GETINFOLIST_(2, &pin, , , , &code, 1, found, 10, &used, &detail), 0);
    EXPECT_BYTES(found, child.handle, 20);
    EXPECT_EQUAL(PROCESS_GETINFOLIST_(2, &pin, "\\ALPHA", 6, , &code, 1, found, 10, &used, &detail), 0);
    EXPECT_BYTES(found, child.handle, 20);
    EXPECT_EQUAL(PROCESS_GETINFOLIST_(, , , , child.handle, &code, 1, found, 10, &used, &detail), 0);
    EXPECT_BYTES(found, child.handle, 20);
    EXPECT_EQUAL(PROCESS_GETINFOLIST_(, , , , , &code, 1, found, 10, &used, &detail), 0);
    EXPECT_BYTES(found, own, 20);
    EXPECT_EQUAL(PROCESS_GETINFOLIST_(, , , , child.handle, &pid_code, 1, (short *)&pid, 2, &used), 0);
    EXPECT_EQUAL(
        PROCESS_GETINFOLIST_(, , , , , &code, 1, found, 10, &used, &detail, ZSYS_VAL_PINF_FIND_OSS_PID, , , , , pid),
        0);
    EXPECT_BYTES(found, child.handle, 20);
    EXPECT_EQUAL(
        PROCESS_GETINFOLIST_(, , , , , &code, 1, found, 10, &used, &detail, ZSYS_VAL_PINF_FIND_OSS_PID, , , , , 1),
        NO_PROCESS);
    pin = 3000;
    EXPECT_EQUAL(PROCESS_GETINFOLIST_(2, &pin, , , , &code, 1, found, 10, &used, &detail), NO_PROCESS);
    EXPECT_EQUAL(PROCESS_GETINFOLIST_(9, &pin, , , , &code, 1, found, 10, &used, &detail), NO_CPU);
    EXPECT_EQUAL(detail, FEPATHDOWN);
}

/* Partners of CPU 3 by their priority, as a search gives them. */
static short found_by(short option, short low, short high, short *pin, short *handles, short room, short *used,
                      short *detail) {
    short codes[] = {ZSYS_VAL_PINF_PHANDLE}, criteria[] = {ZSYS_VAL_PINF_MIN_PRIORITY, ZSYS_VAL_PINF_MAX_PRIORITY};
    short between[] = {low, high};
    return PROCESS_GETINFOLIST_(3, pin, , , , codes, 1, handles, room, used, detail, option, criteria, 2, between, 2);
}

CHECK("a search goes through the processes of a processor one by one", "PR-01", "PROCESS_GETINFOLIST_") {
    partner children[3];
    short pin = 0, handle[10], used = -1, detail = -1, priorities[] = {171, 180, 173}, error;
    int seen_of[3] = {0, 0, 0}, others = 0;
    for (int i = 0; i < 3; i++) {
        REQUIRE_EQUAL(start_partner(&children[i], "", 3, ""), 0);
        EXPECT_EQUAL(PROCESS_SETINFO_(children[i].handle, , ZSYS_VAL_PINF_CURRENT_PRIORITY, &priorities[i], 1), 0);
    }
    do {
        error = found_by(ZSYS_VAL_PINF_FIND_FIRST, 170, 175, &pin, handle, 10, &used, &detail);
        if (error == NO_MORE) break;
        EXPECT(error == 0 || error == NO_PROCESS);
        EXPECT_EQUAL(detail, 1);
        EXPECT_EQUAL(used, 10);
        others++;
        for (int i = 0; i < 3; i++) {
            if (memcmp(handle, children[i].handle, 20) == 0) seen_of[i]++;
        }
    } while (pin != -1 && others < 100);
    EXPECT_EQUAL(others, 2);
    EXPECT_EQUAL(seen_of[0], 1);
    EXPECT_EQUAL(seen_of[1], 0);
    EXPECT_EQUAL(seen_of[2], 1);
}

CHECK("a search gives as many processes as there is room for", "PR-01", "PROCESS_GETINFOLIST_") {
    partner children[3];
    short pin = 0, handles[30], used = -1, detail = -1, priority = 171, error;
    for (int i = 0; i < 3; i++) {
        REQUIRE_EQUAL(start_partner(&children[i], "", 3, ""), 0);
        EXPECT_EQUAL(PROCESS_SETINFO_(children[i].handle, , ZSYS_VAL_PINF_CURRENT_PRIORITY, &priority, 1), 0);
    }
    error = found_by(ZSYS_VAL_PINF_FIND_MANY, 171, 171, &pin, handles, 25, &used, &detail);
    EXPECT(error == 0 || error == NO_PROCESS);
    EXPECT_EQUAL(detail, 2);
    EXPECT_EQUAL(used, 20);
    EXPECT_BYTES(handles, children[0].handle, 20);
    EXPECT_BYTES(handles + 10, children[1].handle, 20);
    EXPECT_EQUAL(pin, pin_of(children[2].handle));
    EXPECT_EQUAL(found_by(ZSYS_VAL_PINF_FIND_MANY, 171, 171, &pin, handles, 25, &used, &detail), 0);
    EXPECT_EQUAL(detail, 1);
    EXPECT_EQUAL(pin, -1);
    EXPECT_BYTES(handles, children[2].handle, 20);
    EXPECT_EQUAL(found_by(ZSYS_VAL_PINF_FIND_MANY, 171, 171, &pin, handles, 25, &used, &detail), NO_MORE);
    EXPECT_EQUAL(detail, 0);
    pin = 0;
    EXPECT_EQUAL(found_by(ZSYS_VAL_PINF_FIND_MANY, 171, 171, &pin, handles, 9, &used, &detail), FILE_SYSTEM);
    EXPECT_EQUAL(detail, FEBUFTOOSMALL);
    pin = 0;
    EXPECT_EQUAL(found_by(ZSYS_VAL_PINF_FIND_MANY, 198, 199, &pin, handles, 25, &used, &detail), NO_MORE);
    EXPECT_EQUAL(pin, -1);
}

CHECK("a search looks for users, programs and terminals", "", "PROCESS_GETINFOLIST_") {
    partner child;
    short code = ZSYS_VAL_PINF_PHANDLE, pin = 0, found[10], used, detail, values[60], length, words, error;
    char terminal[48];
    short criteria[] = {ZSYS_VAL_PINF_PROCESS_AID, ZSYS_VAL_PINF_PROGRAM_FILE, ZSYS_VAL_PINF_HOMETERM};
    REQUIRE_EQUAL(start_partner(&child, "", 2, ""), 0);
    PROCESS_GETINFO_(child.handle, , , , , , terminal, 48, &length);
    values[0] = PROCESSACCESSID();
    values[1] = (short)sprintf((char *)&values[2], "$system.system.%s", partner_program);
    words = (short)(2 + (values[1] + 1) / 2);
    values[words] = length;
    memcpy(&values[words + 1], terminal, (size_t)length);
    words = (short)(words + 1 + (length + 1) / 2);
    error = PROCESS_GETINFOLIST_(2, &pin, , , , &code, 1, found, 10, &used, &detail, ZSYS_VAL_PINF_FIND_FIRST, criteria,
                                 3, values, words);
    EXPECT(error == 0 || error == NO_PROCESS);
    EXPECT_BYTES(found, child.handle, 20);
    values[0] = 0x0102;
    pin = 0;
    EXPECT_EQUAL(PROCESS_GETINFOLIST_(2, &pin, , , , &code, 1, found, 10, &used, &detail, ZSYS_VAL_PINF_FIND_FIRST,
                                      criteria, 3, values, words),
                 NO_MORE);
}

CHECK("PROCESS_GETINFOLIST_ names what is wrong", "", "PROCESS_GETINFOLIST_") {
    short codes[] = {38}, values[20], used, detail = -1, pin = 3;
#define WRONG(error, number, ...) \
    do { \
        EXPECT_EQUAL(PROCESS_GETINFOLIST_(__VA_ARGS__), error); \
        EXPECT_EQUAL(detail, number); \
    } while (0)
    WRONG(PARAMETER, 5, , , , , , , 1, values, 20, &used, &detail);
    WRONG(BOUNDS, 5, , , , , , NULL, 1, values, 20, &used, &detail);
    WRONG(PARAMETER, 6, , , , , , codes, , values, 20, &used, &detail);
    WRONG(PARAMETER, 6, , , , , , codes, 1025, values, 20, &used, &detail);
    WRONG(PARAMETER, 7, , , , , , codes, 1, , 20, &used, &detail);
    WRONG(PARAMETER, 8, , , , , , codes, 1, values, , &used, &detail);
    WRONG(PARAMETER, 9, , , , , , codes, 1, values, 20, , &detail);
    WRONG(PARAMETER, 1, 16, &pin, , , , codes, 1, values, 20, &used, &detail);
    WRONG(PARAMETER, 1, , &pin, , , , codes, 1, values, 20, &used, &detail);
    WRONG(PARAMETER, 2, 1, , , , , codes, 1, values, 20, &used, &detail);
    WRONG(PARAMETER, 3, 1, &pin, "\\X", , , codes, 1, values, 20, &used, &detail);
    WRONG(NO_NODE, FENOSUCHSYS, 1, &pin, "\\X", 2, , codes, 1, values, 20, &used, &detail);
    WRONG(NO_NODE, FENOSUCHSYS, , , , , elsewhere, codes, 1, values, 20, &used, &detail);
    WRONG(BAD_OPTION, 0, , , , , , codes, 1, values, 20, &used, &detail, 4);
    WRONG(PARAMETER, 12, 1, &pin, , , , codes, 1, values, 20, &used, &detail, 1);
    WRONG(PARAMETER, 16, , , , , , codes, 1, values, 20, &used, &detail, 3);
    WRONG(PARAMETER, 17, , , , , , codes, 1, values, 20, &used, &detail, , , , , , , -2);
    codes[0] = ZSYS_VAL_PINF_MAX_PRIORITY;
    WRONG(BAD_CODE, 3, , , , , , codes, 1, values, 20, &used, &detail);
    codes[0] = 1 << 12 | 38;
    WRONG(BAD_AUXILIARY, 38, , , , , , codes, 1, values, 20, &used, &detail);
    codes[0] = 38;
    WRONG(BAD_SEARCH_CODE, 38, 1, &pin, , , , codes, 1, values, 20, &used, &detail, 1, codes, 1, values, 20);
    codes[0] = ZSYS_VAL_PINF_MIN_PRIORITY;
    values[0] = -5;
    WRONG(BAD_SEARCH_VALUE, 9, 1, &pin, , , , codes, 0, values, 20, &used, &detail, 1, codes, 1, values, 20);
#undef WRONG
}

/* ---------------------------------------------------------------------------------------- PROCESS_GETPAIRINFO_ */

CHECK("the members and the ancestor of a pair are told by handle and by name", "MO-09 R-04 DC-01",
      "PROCESS_GETPAIRINFO_") {
    partner server;
    creation made;
    char name[48], ancestor[48], own_name[48];
    short length = -1, ancestor_length = -1, own_length = -1, primary[10], backup[10], mother[10], detail = -1;
    REQUIRE_EQUAL(start_partner(&server, "$PAIR", 1, ""), 0);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(server.handle, , , , primary, backup), SINGLE);
    EXPECT_BYTES(primary, server.handle, 20);
    EXPECT_BYTES(backup, null, 20);
    REQUIRE_EQUAL(send_order(open_partner(&server, 0, 1), ORDER(START_BACKUP, .number = 2), &made, sizeof made, NULL),
                  0);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(made.handle, name, 48, &length, primary, backup, , mother, , , , ancestor, 48,
                                      &ancestor_length, &detail),
                 OTHERS);
    EXPECT_EQUAL(detail, 0);
    EXPECT_TEXT(name, length, server.descriptor);
    EXPECT_BYTES(primary, server.handle, 20);
    EXPECT_BYTES(backup, made.handle, 20);
    EXPECT_BYTES(mother, own, 20);
    PROCESSHANDLE_TO_FILENAME_(own, own_name, 48, &own_length);
    own_name[own_length] = 0;
    EXPECT_TEXT(ancestor, ancestor_length, own_name);
    memset(primary, 0, sizeof primary);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(, "$pair", 5, , primary, backup), OTHERS);
    EXPECT_BYTES(primary, server.handle, 20);
    EXPECT_BYTES(backup, made.handle, 20);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(null, server.descriptor, server.length, , primary), OTHERS);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(), SINGLE);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(own, , , , primary), SINGLE);
    EXPECT_BYTES(primary, own, 20);
}

CHECK("who is no pair, or is not there, is told so", "MO-09 PR-07 DC-05", "PROCESS_GETPAIRINFO_") {
    partner unnamed, named;
    char reserved[16], old_descriptor[48];
    short length, old_length, handle[10], detail = -1, primary[10];
    REQUIRE_EQUAL(start_partner(&unnamed, "", 1, ""), 0);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(unnamed.handle, , , , primary), UNNAMED);
    REQUIRE_EQUAL(start_partner(&named, "$SHORT", 1, ""), 0);
    memcpy(handle, named.handle, sizeof handle);
    memcpy(old_descriptor, named.descriptor, sizeof old_descriptor);
    old_length = named.length;
    end(&named);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(handle, , , , primary), NOT_THERE);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(, "$SHORT", 6, , primary), NOT_THERE);
    REQUIRE_EQUAL(start_partner(&named, "$SHORT", 1, ""), 0);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(, "$SHORT", 6, , primary), SINGLE);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(, old_descriptor, old_length, , primary), NOT_THERE);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(handle, , , , primary), NOT_THERE);
    REQUIRE_EQUAL(PROCESSNAME_CREATE_(reserved, 16, &length, , , , 1), 0);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(, reserved, length, , primary), NOT_THERE);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(, reserved, length, , primary, , , , , , RESERVED_TOO), RESERVED);
    EXPECT_BYTES(primary, null, 20);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(elsewhere, , , , primary), NODE_UNREACHABLE);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(, "\\OTHER.$PAIR", 12, , primary), NODE_UNREACHABLE);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(, "$1", 2, , primary, , , , , , , , , , &detail), PARAMETER);
    EXPECT_EQUAL(detail, 2);
}

CHECK("a search goes through all names", "MO-09 DC-01", "PROCESS_GETPAIRINFO_") {
    partner one, two;
    __int32_t index = 0;
    char name[48];
    short length, primary[10], backup[10], result;
    int first = 0, second = 0, mine = 0, count = 0;
    REQUIRE_EQUAL(start_partner(&one, "$ONE", 1, ""), 0);
    REQUIRE_EQUAL(start_partner(&two, "$TWO", 3, ""), 0);
    while ((result = PROCESS_GETPAIRINFO_(, name, 48, &length, primary, backup, &index, , "\\ALPHA", 6)) !=
               SEARCH_COMPLETE &&
           count++ < 1000) {
        EXPECT(result == OTHERS || result == SINGLE);
        name[length] = 0;
        first += strcmp(name, one.descriptor) == 0 && memcmp(primary, one.handle, 20) == 0;
        second += strcmp(name, two.descriptor) == 0 && memcmp(primary, two.handle, 20) == 0;
        mine += memcmp(primary, own, 20) == 0;
    }
    EXPECT_EQUAL(first, 1);
    EXPECT_EQUAL(second, 1);
    EXPECT_EQUAL(mine, 1);
}

CHECK("PROCESS_GETPAIRINFO_ names the parameter that is wrong", "MO-09", "PROCESS_GETPAIRINFO_") {
    char name[48];
    short length, detail = -1;
    __int32_t index = 0;
#define WRONG(error, number, ...) \
    do { \
        EXPECT_EQUAL(PROCESS_GETPAIRINFO_(__VA_ARGS__), error); \
        EXPECT_EQUAL(detail, number); \
    } while (0)
    WRONG(BOUNDS, 1, NULL, , , , , , , , , , , , , , &detail);
    WRONG(PARAMETER, 3, own, name, 48, , , , , , , , , , , , &detail);
    WRONG(BOUNDS, 2, own, NULL, 48, &length, , , , , , , , , , , &detail);
    WRONG(BOUNDS, 3, own, name, 48, NULL, , , , , , , , , , , &detail);
    WRONG(PARAMETER, 2, own, name, 3, &length, , , , , , , , , , , &detail);
    WRONG(BOUNDS, 4, own, , , , NULL, , , , , , , , , , &detail);
    WRONG(BOUNDS, 5, own, , , , , NULL, , , , , , , , , &detail);
    WRONG(BOUNDS, 6, , , , , , , NULL, , , , , , , , &detail);
    WRONG(PARAMETER, 8, , name, 48, &length, , , &index, , "OTHER", 5, , , , , &detail);
    WRONG(PARAMETER, 9, own, , , , , , , , , , 8, , , , &detail);
    WRONG(PARAMETER, 10, own, , , , , , , , , , , name, 48, , &detail);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(, name, 48, &length, , , &index, , "\\OTHER", 6), NODE_UNREACHABLE);
#undef WRONG
}

/* --------------------------------------------------------------------------------------------------- identity */

struct identities {
    short mom[4], gmom[4], terminal[12], program[12], creator, user, pid;
};

ROLE(knower) {
    struct identities known;
    short file;
    char read[2];
    __int32_t count;
    FILE_OPEN_("$RECEIVE", 8, &file, , , , 1);
    memset(&known, 0x77, sizeof known);
    MOM(known.mom);
    MYGMOM(known.gmom);
    MYTERM(known.terminal);
    PROGRAMFILENAME(known.program);
    known.creator = CREATORACCESSID();
    known.user = PROCESSACCESSID();
    known.pid = MYPID();
    MOM();
    MOM(NULL);
    MYGMOM();
    MYTERM();
    PROGRAMFILENAME();
    DEBUG();
    for (;;) {
        short error = FILE_READUPDATE64_(0, read, sizeof read, &count);
        FILE_REPLY64_((char *)&known, error ? 0 : (int)sizeof known);
    }
}

CHECK("a process knows its ancestor, its terminal, its program and its users", "CR-05 PR-08",
      "MOM MYGMOM MYTERM PROGRAMFILENAME CREATORACCESSID PROCESSACCESSID MYPID DEBUG") {
    partner child;
    struct identities known;
    short own_id[4];
    char program[25];
    __int32_t count;
    REQUIRE_EQUAL(start_role(&child, "$KNOW", 3, "knower"), 0);
    REQUIRE_EQUAL(FILE_WRITEREAD64_(open_partner(&child, 0, 1), "?", (char *)&known, 1, sizeof known, &count), 0);
    PROCESSHANDLE_TO_CRTPID_(own, own_id);
    EXPECT_BYTES(known.mom, own_id, 8);
    EXPECT_EQUAL(known.gmom[0] | known.gmom[1] | known.gmom[2] | known.gmom[3], 0);
    EXPECT_EQUAL(((char *)known.terminal)[0], '$');
    snprintf(program, sizeof program, "$SYSTEM SYSTEM  %-8.8s", own_program);
    for (char *at = program; *at; at++) *at = (char)(*at >= 'a' && *at <= 'z' ? *at - 'a' + 'A' : *at);
    EXPECT_BYTES(known.program, program, 24);
    EXPECT_EQUAL(known.creator, PROCESSACCESSID());
    EXPECT_EQUAL(known.user, PROCESSACCESSID());
    EXPECT_EQUAL(known.pid, 3 << 8 | pin_of(child.handle));
}
