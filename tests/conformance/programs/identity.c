/* Nodes, processors, process handles, names and the table of names (kernel.md sections 1 and 4). */
#include "check.h"

enum { IDENTICAL = 2, SINGLE = 4, UNNAMED = 7, SEARCH_OVER = 8, NOBODY = 9, RESERVED = 13, SYSTEM_NAME = 2 };

static partner server;

static short open_there(const partner *to) {
    return open_partner(to, 0, 1);
}

CHECK("processors have numbers; the node says which are up", "NM-01 NM-02", "PROCESSORSTATUS") {
    __int32_t status = PROCESSORSTATUS();
    EXPECT_EQUAL((status >> 16) & 0xffff, 4);
    EXPECT_EQUAL(status & 0xffff, 0xf000);
}

CHECK("the node has a name and a number", "NM-04 NM-05",
      "NODENAME_TO_NODENUMBER_ NODENUMBER_TO_NODENAME_ PROCESSHANDLE_DECOMPOSE_") {
    short own[10], length = 0;
    __int32_t number = -1, in_handle = -2;
    char name[16];
    PROCESSHANDLE_GETMINE_(own);
    EXPECT_EQUAL(PROCESSHANDLE_DECOMPOSE_(own, , , &in_handle, name, sizeof name, &length), 0);
    EXPECT_TEXT(name, length, "\\ALPHA");
    EXPECT_EQUAL(NODENAME_TO_NODENUMBER_("\\ALPHA", 6, &number), 0);
    EXPECT_EQUAL(number, in_handle);
    EXPECT(number >= 0 && number <= 254);
    number = -1;
    EXPECT_EQUAL(NODENAME_TO_NODENUMBER_(, , &number), 0);
    EXPECT_EQUAL(number, in_handle);
    EXPECT_EQUAL(NODENUMBER_TO_NODENAME_(in_handle, name, sizeof name, &length), 0);
    EXPECT_TEXT(name, length, "\\ALPHA");
}

CHECK("other node names and numbers are refused: unknown, malformed, out of range", "NM-04 NM-05",
      "NODENAME_TO_NODENUMBER_ NODENUMBER_TO_NODENAME_ FILE_OPEN_") {
    static const char *const malformed[] = {"\\", "\\1AB", "ALPHA", "\\ABCDEFGH", "\\A-B"};
    __int32_t number;
    short length, file;
    char name[16];
    for (unsigned i = 0; i < sizeof malformed / sizeof malformed[0]; i++) {
        EXPECT_EQUAL(NODENAME_TO_NODENUMBER_(malformed[i], (short)strlen(malformed[i]), &number), 13);
    }
    EXPECT_EQUAL(NODENAME_TO_NODENUMBER_("\\OMEGA", 6, &number), 18);
    EXPECT_EQUAL(NODENUMBER_TO_NODENAME_(77, name, sizeof name, &length), 18);
    EXPECT(NODENUMBER_TO_NODENAME_(256, name, sizeof name, &length) >= 10);
    EXPECT_EQUAL(FILE_OPEN_("\\OMEGA.$SRV", 11, &file), 18);
}

CHECK("program files are on the volume $SYSTEM", "NM-09", "PROCESS_GETINFO_") {
    char program[64];
    short length = 0;
    EXPECT_EQUAL(PROCESS_GETINFO_(, , , , , , , , , , , , , , program, sizeof program, &length), 0);
    check_say("program file %.*s", length, program);
    EXPECT(length > 8 && memcmp(program, "\\ALPHA.$SYSTEM.", 15) == 0);
}

CHECK("PINs are 0 to 254, and a process without a request for a high PIN has a low one", "PR-01 PR-02",
      "PROCESSHANDLE_DECOMPOSE_ PROCESS_CREATE_") {
    partner children[20];
    short cpu, pin, handle[10], detail;
    for (int i = 0; i < 20; i++) {
        REQUIRE_EQUAL(start_partner(&children[i], "", 3, ""), 0);
        EXPECT_EQUAL(PROCESSHANDLE_DECOMPOSE_(children[i].handle, &cpu, &pin), 0);
        EXPECT_EQUAL(cpu, 3);
        EXPECT(pin >= 0 && pin <= 254);
        for (int k = 0; k < i; k++) EXPECT_EQUAL(PROCESSHANDLE_COMPARE_(children[k].handle, children[i].handle), 0);
    }
    EXPECT_EQUAL(PROCESS_CREATE_(partner_program, (short)strlen(partner_program), , , , , , , , 1, handle, &detail, 0, ,
                                 , , , , , , , , , ZSYS_VAL_PCREATOPT_LOWPIN),
                 0);
    EXPECT_EQUAL(PROCESSHANDLE_DECOMPOSE_(handle, &cpu, &pin), 0);
    EXPECT(pin < 255);
    PROCESS_STOP_(handle);
}

CHECK("a process handle is 10 words, not null, and the same as long as the process lives", "PR-03",
      "PROCESSHANDLE_GETMINE_ PROCESSHANDLE_COMPARE_ PROCESSHANDLE_NULLIT_") {
    short own[10], again[10], null[10];
    identity who;
    EXPECT_EQUAL(PROCESSHANDLE_GETMINE_(own), 0);
    EXPECT_EQUAL(PROCESSHANDLE_GETMINE_(again), 0);
    EXPECT_BYTES(own, again, 20);
    EXPECT(own[0] != -1);
    EXPECT_EQUAL(PROCESSHANDLE_NULLIT_(null), 0);
    for (int i = 0; i < 10; i++) EXPECT_EQUAL(null[i], -1);
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_(own, null), 0);
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 2, ""), 0);
    EXPECT_EQUAL(send_order(open_there(&server), ORDER(WHO), &who, sizeof who, NULL), 0);
    EXPECT_BYTES(who.handle, server.handle, 20);
}

CHECK("successive processes of one name or none never have the same handle", "PR-03 PR-06", "PROCESS_CREATE_") {
    short before[10] = {0};
    for (int i = 0; i < 5; i++) {
        REQUIRE_EQUAL(start_partner(&server, i % 2 ? "$ONE" : "", 1, ""), 0);
        EXPECT_EQUAL(PROCESSHANDLE_COMPARE_(before, server.handle), 0);
        memcpy(before, server.handle, 20);
        stop_partner(&server);
    }
}

CHECK("a process name is $ and up to five letters and digits, the first a letter", "PR-04 CR-04", "PROCESS_CREATE_") {
    static const char *const good[] = {"$A", "$AB1", "$ABCDE", "$a9"};
    static const char *const bad[] = {"A", "$", "$1A", "$ABCDEF", "$A-B", "$A B"};
    short detail, handle[10];
    for (unsigned i = 0; i < sizeof good / sizeof good[0]; i++) {
        EXPECT_EQUAL(start_partner(&server, good[i], 1, ""), 0);
        stop_partner(&server);
    }
    for (unsigned i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        EXPECT_EQUAL(PROCESS_CREATE_(partner_program, (short)strlen(partner_program), , , , , , , , 1, handle, &detail,
                                     1, bad[i], (short)strlen(bad[i])),
                     11);
        EXPECT_EQUAL(detail, 13);
    }
}

/* \NODE.$NAME:SEQ or \NODE.$:CPU:PIN:SEQ with those numbers; the sequence number. */
static long long sequence_in(const partner *process, const char *before) {
    const char *rest = process->descriptor + strlen(before);
    if (!EXPECT(strncmp(process->descriptor, before, strlen(before)) == 0)) check_say("%s", process->descriptor);
    EXPECT(*rest >= '1' && *rest <= '9');
    EXPECT(strlen(rest) <= 13 && strspn(rest, "0123456789") == strlen(rest));
    return atoll(rest);
}

CHECK("descriptors name node, name and sequence number, or CPU, PIN and sequence number", "PR-05 NM-01",
      "PROCESS_CREATE_ PROCESSHANDLE_DECOMPOSE_ PROCESSHANDLE_TO_FILENAME_") {
    partner unnamed;
    short cpu, pin, length, opened;
    long long sequence;
    char expected[40], name[64];
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    REQUIRE_EQUAL(start_partner(&unnamed, "", 2, ""), 0);
    EXPECT_EQUAL(PROCESSHANDLE_DECOMPOSE_(server.handle, , , , , , , name, sizeof name, &length, &sequence), 0);
    EXPECT_TEXT(name, length, "$SRV");
    EXPECT_EQUAL(sequence_in(&server, "\\ALPHA.$SRV:"), sequence);
    EXPECT_EQUAL(PROCESSHANDLE_DECOMPOSE_(unnamed.handle, &cpu, &pin, , , , , name, sizeof name, &length, &sequence),
                 0);
    EXPECT_EQUAL(length, 0);
    sprintf(expected, "\\ALPHA.$:2:%d:", pin);
    EXPECT_EQUAL(sequence_in(&unnamed, expected), sequence);
    EXPECT_EQUAL(PROCESSHANDLE_TO_FILENAME_(unnamed.handle, name, sizeof name, &length), 0);
    EXPECT_TEXT(name, length, unnamed.descriptor);
    EXPECT_EQUAL(PROCESSHANDLE_TO_FILENAME_(server.handle, name, sizeof name, &length), 0);
    EXPECT_TEXT(name, length, server.descriptor);
    EXPECT_EQUAL(PROCESSHANDLE_TO_FILENAME_(server.handle, name, sizeof name, &length, 1), 0);
    EXPECT_TEXT(name, length, "\\ALPHA.$SRV");
    EXPECT_EQUAL(FILE_OPEN_(unnamed.descriptor, unnamed.length, &opened), 0);
    EXPECT_EQUAL(FILE_OPEN_(server.descriptor, server.length, &opened), 0);
}

CHECK("the same name with another sequence number is nobody's", "PR-07", "FILE_OPEN_ FILENAME_TO_PROCESSHANDLE_") {
    char other[64];
    short opened, handle[10];
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    sprintf(other, "\\ALPHA.$SRV:%lld", atoll(strrchr(server.descriptor, ':') + 1) + 1);
    EXPECT_EQUAL(FILE_OPEN_(other, (short)strlen(other), &opened), 14);
    EXPECT_EQUAL(FILENAME_TO_PROCESSHANDLE_(other, (short)strlen(other), handle), 14);
    EXPECT_EQUAL(FILENAME_TO_PROCESSHANDLE_(server.descriptor, server.length, handle), 0);
    EXPECT_BYTES(handle, server.handle, 20);
}

CHECK("the old process id is name, CPU and PIN, or a time, CPU and PIN; and it leads back to the handle", "PR-08",
      "PROCESSHANDLE_TO_CRTPID_ CRTPID_TO_PROCESSHANDLE_") {
    partner unnamed;
    short id[4], handle[10], cpu, pin, both = -1;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    REQUIRE_EQUAL(start_partner(&unnamed, "", 2, ""), 0);
    PROCESSHANDLE_DECOMPOSE_(server.handle, &cpu, &pin);
    EXPECT_EQUAL(PROCESSHANDLE_TO_CRTPID_(server.handle, id), 0);
    EXPECT_BYTES(id, "$SRV  ", 6);
    EXPECT_EQUAL(id[3], 1 << 8 | pin);
    EXPECT_EQUAL(CRTPID_TO_PROCESSHANDLE_(id, handle, &both), 0);
    EXPECT_BYTES(handle, server.handle, 20);
    EXPECT_EQUAL(both, 0);
    EXPECT_EQUAL(PROCESSHANDLE_TO_CRTPID_(server.handle, id, 1), 0);
    EXPECT_EQUAL(id[3], -1);
    PROCESSHANDLE_DECOMPOSE_(unnamed.handle, &cpu, &pin);
    EXPECT_EQUAL(PROCESSHANDLE_TO_CRTPID_(unnamed.handle, id), 0);
    EXPECT_EQUAL((unsigned short)id[0] >> 14, 2);
    EXPECT_EQUAL(id[3], 2 << 8 | pin);
    EXPECT_EQUAL(CRTPID_TO_PROCESSHANDLE_(id, handle), 0);
    EXPECT_BYTES(handle, unnamed.handle, 20);
}

CHECK("every CPU knows every name", "DC-01", "FILE_OPEN_") {
    partner in[4];
    identity who;
    exchange done;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 3, ""), 0);
    for (short cpu = 0; cpu < 4; cpu++) {
        REQUIRE_EQUAL(start_partner(&in[cpu], "", cpu, ""), 0);
        short there = open_there(&in[cpu]);
        EXPECT_EQUAL(relay_order(there, open_through(there, "$SRV", 1), ORDER(WHO), &done), 0);
        memcpy(&who, done.data, sizeof who);
        EXPECT_BYTES(who.handle, server.handle, 20);
    }
}

CHECK("the table of names lists named processes and no others", "DC-01 MO-09", "PROCESS_GETPAIRINFO_") {
    partner unnamed;
    __int32_t index = 0;
    char name[64];
    short length, primary[10], result, named = 0, found = 0;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 3, ""), 0);
    REQUIRE_EQUAL(start_partner(&unnamed, "", 3, ""), 0);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(unnamed.handle), UNNAMED);
    while ((result = PROCESS_GETPAIRINFO_(, name, sizeof name, &length, primary, , &index)) != SEARCH_OVER &&
           named < 99) {
        named++;
        EXPECT_EQUAL(result, SINGLE);
        found += PROCESSHANDLE_COMPARE_(primary, server.handle) == IDENTICAL;
        EXPECT_EQUAL(PROCESSHANDLE_COMPARE_(primary, unnamed.handle), 0);
    }
    EXPECT_EQUAL(named, 2); /* $CHK and $SRV */
    EXPECT_EQUAL(found, 1);
}

CHECK("of two creations of one name at the same time, in two CPUs, one succeeds", "DC-02 CR-04", "PROCESS_CREATE_") {
    partner creators[2];
    short files[2], which;
    creation made[2];
    order create[2];
    memset(create, 0, sizeof create);
    for (int i = 0; i < 2; i++) {
        REQUIRE_EQUAL(start_partner(&creators[i], "", (short)(1 + i), ""), 0);
        files[i] = open_partner(&creators[i], 1, 1);
    }
    for (int round = 0; round < 10; round++) {
        for (int i = 0; i < 2; i++) {
            create[i] = (order){.mark = ORDER_MARK, .command = CREATE, .number = (short)(1 + i)};
            sprintf(create[i].text, "%s,$RACE", partner_program);
            FILE_WRITEREAD64_(files[i], (char *)&create[i], (char *)&made[i], order_bytes(&create[i]), sizeof made[i]);
        }
        for (int i = 0; i < 2; i++) {
            which = files[i];
            EXPECT_EQUAL(FILE_AWAITIO64_(&which, , , , 2000), 0);
        }
        int winner = made[0].error == 0 ? 0 : 1;
        EXPECT_EQUAL(made[winner].error, 0);
        EXPECT_EQUAL(made[!winner].error, 11);
        EXPECT_EQUAL(made[!winner].detail, 10);
        partner child = {.length = 5, .descriptor = "$RACE"};
        stop_partner(&child);
    }
}

CHECK("a stale handle can be compared and decomposed, but leads nowhere", "DC-03",
      "PROCESSHANDLE_DECOMPOSE_ PROCESS_GETINFO_") {
    short cpu, pin, handle[10];
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    memcpy(handle, server.handle, 20);
    stop_partner(&server);
    EXPECT_EQUAL(PROCESSHANDLE_DECOMPOSE_(handle, &cpu, &pin), 0);
    EXPECT_EQUAL(cpu, 1);
    EXPECT_EQUAL(PROCESSHANDLE_COMPARE_(handle, server.handle), IDENTICAL);
    EXPECT_EQUAL(PROCESS_GETINFO_(handle), 4);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(handle), NOBODY);
    EXPECT_EQUAL(PROCESS_STOP_(handle), 14);
}

CHECK("a name can be reserved for a process that is not running", "DC-05 MO-09 PR-04",
      "PROCESSNAME_CREATE_ PROCESS_GETPAIRINFO_ PROCESS_CREATE_") {
    char name[64], other[64];
    short length = 0, length_too = 0, primary[10], opened;
    EXPECT_EQUAL(PROCESSNAME_CREATE_(name, sizeof name, &length, 0, , , 1), 0);
    EXPECT_EQUAL(length, 5);
    EXPECT(name[0] == '$' && (name[1] == 'X' || name[1] == 'Y' || name[1] == 'Z'));
    EXPECT_EQUAL(PROCESSNAME_CREATE_(other, sizeof other, &length_too, 1, , , 1), 0);
    EXPECT_EQUAL(length_too, 6);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(, name, length, , primary, , , , , , 4), RESERVED);
    EXPECT_EQUAL(primary[0], -1);
    EXPECT_EQUAL(FILE_OPEN_(name, length, &opened), 14);
    name[length] = 0;
    EXPECT_EQUAL(start_partner(&server, name, 1, ""), 0);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(, name, length, , primary), SINGLE);
    EXPECT_BYTES(primary, server.handle, 20);
}

CHECK("PINs are used again, with other handles: a handle of the dead is never somebody's", "PR-01 PR-03 PR-07",
      "PROCESS_CREATE_ PROCESSHANDLE_COMPARE_ PROCESS_STOP_") {
    enum { PROCESSES = 270 };
    static short handles[PROCESSES][10], pins[PROCESSES];
    short detail, cpu, used[256] = {0};
    int again = 0;
    for (int i = 0; i < PROCESSES; i++) {
        REQUIRE_EQUAL(
            PROCESS_CREATE_(partner_program, (short)strlen(partner_program), , , , , , , , 2, handles[i], &detail), 0);
        EXPECT_EQUAL(PROCESSHANDLE_DECOMPOSE_(handles[i], &cpu, &pins[i]), 0);
        REQUIRE(pins[i] >= 0 && pins[i] < 255);
        again += used[pins[i]]++ > 0;
        EXPECT_EQUAL(PROCESS_STOP_(handles[i]), 0);
    }
    EXPECT(again > 0);
    for (int i = 0; i < PROCESSES; i++) {
        for (int k = 0; k < i; k++) REQUIRE_EQUAL(PROCESSHANDLE_COMPARE_(handles[i], handles[k]), 0);
    }
    for (int tries = 0; tries < 1000 && PROCESS_GETINFO_(handles[PROCESSES - 1]) == 0; tries++) PROCESS_DELAY_(10000);
    for (int i = 0; i < PROCESSES; i++) EXPECT_EQUAL(PROCESS_STOP_(handles[i]), 14);
}
