/* The end of processes: PROCESS_STOP_, STOP, ABEND, SETSTOP, what is told of it. */
#include <signal.h>
#include <unistd.h>

#include "check.h"

enum {
    FEOK = 0,
    FENOSUCHDEV = 14,
    FENOSUCHSYS = 18,
    FEBOUNDSERR = 22,
    FEPATHDOWN = 201,
    FEBADPARMVALUE = 590,
    QUEUED_MODE_2 = 638,
    ONE = 0,
    BOTH = 1,
    OTHER = 2,
    BY_STOP_CALL = 0,
    BY_ABEND_CALL = 1,
    EXTERNAL = 6
};

typedef zsys_ddl_smsg_procdeath_def death;

static short own[10], null[10];

PREPARE {
    PROCESSHANDLE_GETMINE_(own);
    PROCESSHANDLE_NULLIT_(null);
}

/* The -101 of that process; those of what earlier checks stopped may come before it. */
static const death *death_of(const short *handle, seen *read) {
    while (await_message(-101, read)) {
        if (memcmp(read->data + 2, handle, 20) == 0) return (const death *)read->data;
    }
    return NULL;
}

/* How many -101 of that pair or process come within half a second. */
static int more_deaths_of(short *handle) {
    char message[ZSYS_VAL_SMSG_LEN];
    short file, dead[10];
    int count = 0;
    for (;;) {
        READUPDATEX(0, message, sizeof message);
        file = 0;
        AWAITIOX(&file, , , , 50);
        if (last_error(0) != 6) break;
        REPLYX();
        memcpy(dead, message + 2, sizeof dead);
        if (word_of(message, 0) == -101 && PROCESSHANDLE_COMPARE_(dead, handle) != 0) count++;
    }
    CANCEL(0);
    return count;
}

static int alive(short *handle) {
    return PROCESS_GETINFO_(handle) == 0;
}

static void wait_gone(short *handle) {
    while (alive(handle)) PROCESS_DELAY_(5000);
}

static creation with_backup(const partner *server, short cpu) {
    creation made = {.error = -1};
    send_order(open_partner(server, 0, 1), ORDER(START_BACKUP, .number = cpu), &made, sizeof made, NULL);
    return made;
}

/* ------------------------------------------------------------------------------------------------- by another */

CHECK("a creator is told of the death of an unnamed process, and by whose hand", "DL-02 DL-07 DL-08 R-66",
      "PROCESS_STOP_") {
    partner child;
    short handle[10];
    seen read;
    const death *told;
    listen(1, 4, 0);
    REQUIRE_EQUAL(start_partner(&child, "", 2, ""), 0);
    memcpy(handle, child.handle, sizeof handle);
    EXPECT_EQUAL(PROCESS_STOP_(handle, , , 33, 44, , "ignored", 7), FEOK);
    REQUIRE((told = death_of(handle, &read)) != NULL);
    EXPECT_EQUAL(told->z_completion_code, EXTERNAL);
    EXPECT_EQUAL(told->u_z_termination_code.z_killer_craid, CREATORACCESSID());
    EXPECT_BYTES(&told->z_killer, own, 20);
    EXPECT_EQUAL(told->z_termtext_len, 0);
    EXPECT_EQUAL(told->z_procname.zlen, 0);
    EXPECT_EQUAL(told->z_jobid, 0);
    EXPECT_EQUAL(told->z_flags & 1, 0);
    EXPECT_EQUAL(read.bytes, 82);
    EXPECT(!alive(handle));
}

CHECK("a creator is told of the death of a named process with its descriptor", "DL-02 PR-05", "PROCESS_STOP_") {
    partner child;
    short handle[10];
    seen read;
    const death *told;
    listen(1, 4, 0);
    REQUIRE_EQUAL(start_partner(&child, "$NAMED", 1, ""), 0);
    memcpy(handle, child.handle, sizeof handle);
    EXPECT_EQUAL(PROCESS_STOP_(handle, , BY_ABEND_CALL), FEOK);
    REQUIRE((told = death_of(handle, &read)) != NULL);
    EXPECT_EQUAL(told->z_completion_code, EXTERNAL);
    EXPECT_EQUAL(told->z_flags & 1, 1);
    EXPECT_TEXT(read.data + told->z_procname.zoffset, told->z_procname.zlen, child.descriptor);
}

CHECK("the opens of a process that is stopped are closed", "DL-01", "PROCESS_STOP_") {
    partner server, requester;
    opening opened = {-1, -1};
    seen read;
    short file;
    REQUIRE_EQUAL(start_partner(&server, "$SRV", 1, ""), 0);
    REQUIRE_EQUAL(start_partner(&requester, "", 2, ""), 0);
    EXPECT_EQUAL(send_order(open_partner(&requester, 0, 1), ORDER(OPEN_OTHER, .option = 1, .text = "$SRV"), &opened,
                            sizeof opened, NULL),
                 0);
    EXPECT_EQUAL(opened.error, 0);
    file = open_partner(&server, 0, 1);
    send_order(file, ORDER(FORGET_SEEN), NULL, 0, NULL);
    EXPECT_EQUAL(PROCESS_STOP_(requester.handle), FEOK);
    EXPECT(partner_sees(file, -104, &read));
}

CHECK("a stop says what is wrong", "DL-08 DL-09", "PROCESS_STOP_") {
    partner child;
    short gone[10], elsewhere[10], bad[10];
    REQUIRE_EQUAL(start_partner(&child, "", 1, ""), 0);
    memcpy(elsewhere, child.handle, sizeof elsewhere);
    ((char *)elsewhere)[7] = 99;
    memcpy(bad, child.handle, sizeof bad);
    ((char *)bad)[0] = 7;
    EXPECT_EQUAL(PROCESS_STOP_(child.handle, 3), FEBADPARMVALUE);
    EXPECT_EQUAL(PROCESS_STOP_(child.handle, -1), FEBADPARMVALUE);
    EXPECT_EQUAL(PROCESS_STOP_(child.handle, , 2), FEBADPARMVALUE);
    EXPECT_EQUAL(PROCESS_STOP_(NULL), FEBOUNDSERR);
    EXPECT_EQUAL(PROCESS_STOP_(elsewhere), FENOSUCHSYS);
    EXPECT_EQUAL(PROCESS_STOP_(bad), FEBADPARMVALUE);
    EXPECT(alive(child.handle));
    memcpy(gone, child.handle, sizeof gone);
    EXPECT_EQUAL(PROCESS_STOP_(child.handle), FEOK);
    wait_gone(gone);
    EXPECT_EQUAL(PROCESS_STOP_(gone), FENOSUCHDEV);
    EXPECT(PROCESS_STOP_(, OTHER) != FEOK);
}

/* ---------------------------------------------------------------------------------------------- by themselves */

/* Ends as its first word says. */
ROLE(ender) {
    short ssid[6];
    const char *how = words ? word[0] : "";
    memcpy(ssid, "OWNER   ", 8);
    ssid[4] = 12;
    ssid[5] = 34;
    PROCESS_DELAY_(100000); /* its creator has closed it */
    if (strcmp(how, "words") == 0) PROCESS_STOP_(, , , 7, 8, ssid, "the last words", 14);
    if (strcmp(how, "null") == 0) PROCESS_STOP_(null);
    if (strcmp(how, "own") == 0) PROCESS_STOP_(own, ONE, BY_ABEND_CALL);
    if (strcmp(how, "both") == 0) PROCESS_STOP_(, BOTH, BY_STOP_CALL, 1);
    if (strcmp(how, "negative") == 0) PROCESS_STOP_(, , , -5);
    if (strcmp(how, "long") == 0) PROCESS_STOP_(, , , 3, , , "text", 81);
    if (strcmp(how, "stop") == 0) STOP();
    if (strcmp(how, "stopcode") == 0) STOP((short[4]){0}, , , 9, 10, ssid, 5, "words");
    if (strcmp(how, "abend") == 0) ABEND();
    if (strcmp(how, "abendcode") == 0) ABEND(, , , 4, 5, ssid, 3, "end");
    if (strcmp(how, "exit") == 0) exit(0);
    if (strcmp(how, "exit3") == 0) exit(3);
    if (strcmp(how, "abort") == 0) abort();
    if (strcmp(how, "trap") == 0) *(volatile int *)NULL = 1;
}

static const death *end_of(const char *how, seen *read) {
    partner child;
    char words[40];
    listen(1, 4, 0);
    snprintf(words, sizeof words, "ender %s", how);
    return start_role(&child, "", 1, words) == 0 ? death_of(child.handle, read) : NULL;
}

CHECK("a process that stops itself says what it wants to", "DL-07 R-61", "PROCESS_STOP_") {
    seen read;
    const death *told = end_of("words", &read);
    REQUIRE(told != NULL);
    EXPECT_EQUAL(told->z_completion_code, 7);
    EXPECT_EQUAL(told->u_z_termination_code.z_termination_code, 8);
    EXPECT_BYTES(&told->z_subsystem, "OWNER   ", 8);
    EXPECT_EQUAL(word_of(read.data, 22), 12);
    EXPECT_EQUAL(word_of(read.data, 23), 34);
    EXPECT_BYTES(&told->z_killer, null, 20);
    EXPECT_TEXT(read.data + 82, told->z_termtext_len, "the last words");
    EXPECT_EQUAL(told->z_flags & 1, 0);
    EXPECT(told->z_cputime >= 0);
}

CHECK("a process that stops itself and says nothing has code 0, or 5 for an abend", "DL-07 R-66", "PROCESS_STOP_") {
    seen read;
    const death *told = end_of("null", &read);
    REQUIRE(told != NULL);
    EXPECT_EQUAL(told->z_completion_code, ZSYS_VAL_PROCDEATH_STOP);
    EXPECT_EQUAL(told->z_flags & 1, 0);
    EXPECT_BYTES(&told->z_killer, null, 20);
    REQUIRE((told = end_of("own", &read)) != NULL);
    EXPECT_EQUAL(told->z_completion_code, ZSYS_VAL_PROCDEATH_ABEND);
    EXPECT_EQUAL(told->z_flags & 1, 1);
    REQUIRE((told = end_of("both", &read)) != NULL);
    EXPECT_EQUAL(told->z_completion_code, 1);
}

CHECK("a process that stops itself with nonsense ends all the same", "DL-07", "PROCESS_STOP_") {
    seen read;
    const death *told = end_of("negative", &read);
    REQUIRE(told != NULL);
    EXPECT_EQUAL(told->z_completion_code, ZSYS_VAL_PROCDEATH_BADPARAMS);
    REQUIRE((told = end_of("long", &read)) != NULL);
    EXPECT_EQUAL(told->z_completion_code, ZSYS_VAL_PROCDEATH_BADPARAMS);
    EXPECT_EQUAL(told->z_termtext_len, 0);
}

CHECK("STOP and ABEND end their caller", "DL-07", "STOP ABEND") {
    seen read;
    const death *told = end_of("stop", &read);
    REQUIRE(told != NULL);
    EXPECT_EQUAL(told->z_completion_code, ZSYS_VAL_PROCDEATH_STOP);
    REQUIRE((told = end_of("stopcode", &read)) != NULL);
    EXPECT_EQUAL(told->z_completion_code, 9);
    EXPECT_EQUAL(told->u_z_termination_code.z_termination_code, 10);
    EXPECT_TEXT(read.data + 82, told->z_termtext_len, "words");
    REQUIRE((told = end_of("abend", &read)) != NULL);
    EXPECT_EQUAL(told->z_completion_code, ZSYS_VAL_PROCDEATH_ABEND);
    EXPECT_EQUAL(told->z_flags & 1, 1);
    REQUIRE((told = end_of("abendcode", &read)) != NULL);
    EXPECT_EQUAL(told->z_completion_code, 4);
    EXPECT_EQUAL(told->u_z_termination_code.z_termination_code, 5);
    EXPECT_BYTES(&told->z_subsystem, "OWNER   ", 8);
}

CHECK("a program that ends has a completion code", "DL-07 R-66", "") {
    seen read;
    const death *told = end_of("exit", &read);
    REQUIRE(told != NULL);
    EXPECT_EQUAL(told->z_completion_code, ZSYS_VAL_PROCDEATH_STOP);
    REQUIRE((told = end_of("return", &read)) != NULL);
    EXPECT_EQUAL(told->z_completion_code, ZSYS_VAL_PROCDEATH_STOP);
    REQUIRE((told = end_of("exit3", &read)) != NULL);
    EXPECT_EQUAL(told->z_completion_code, 2);
    REQUIRE((told = end_of("trap", &read)) != NULL);
    EXPECT_EQUAL(told->z_completion_code, ZSYS_VAL_PROCDEATH_HWEXCEPTION);
    EXPECT_EQUAL(told->u_z_termination_code.z_termination_code, SIGSEGV);
    EXPECT_EQUAL(told->z_flags & 1, 1);
    REQUIRE((told = end_of("abort", &read)) != NULL);
    EXPECT(told->z_completion_code != ZSYS_VAL_PROCDEATH_STOP);
    EXPECT_EQUAL(told->z_flags & 1, 1);
}

/* ------------------------------------------------------------------------------------------------------- pairs */

CHECK("a stop of both members is one deletion message", "R-61 R-64 DL-02 DL-08 R-26", "PROCESS_STOP_") {
    partner server;
    creation made;
    short primary[10], backup[10];
    listen(1, 4, 0);
    REQUIRE_EQUAL(start_partner(&server, "$PAIR", 1, ""), 0);
    made = with_backup(&server, 2);
    REQUIRE_EQUAL(made.error, 0);
    memcpy(primary, server.handle, sizeof primary);
    memcpy(backup, made.handle, sizeof backup);
    EXPECT_EQUAL(PROCESS_STOP_(backup, BOTH), FEOK);
    while (alive(primary) || alive(backup)) PROCESS_DELAY_(5000);
    EXPECT_EQUAL(more_deaths_of(primary), 1);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(, "$PAIR", 5, , primary), 9);
}

CHECK("an open to a pair that was stopped ends in error 201", "R-64", "PROCESS_STOP_ WRITEX") {
    partner server;
    creation made;
    short file;
    REQUIRE_EQUAL(start_partner(&server, "$PAIR", 1, ""), 0);
    made = with_backup(&server, 2);
    REQUIRE_EQUAL(made.error, 0);
    file = open_partner(&server, 0, 1);
    EXPECT_EQUAL(PROCESS_STOP_(server.handle, BOTH), FEOK);
    wait_gone(made.handle);
    EXPECT(_status_ne(WRITEX(file, "x", 1)));
    EXPECT_EQUAL(last_error(file), FEPATHDOWN);
}

CHECK("the end of one member is told to the other and not to the ancestor", "DL-02 DL-05 R-62 R-63",
      "PROCESS_STOP_ PROCESS_GETPAIRINFO_") {
    partner server;
    creation made, again;
    identity who;
    short file, primary[10];
    seen read;
    listen(1, 4, 0);
    REQUIRE_EQUAL(start_partner(&server, "$PAIR", 1, ""), 0);
    memcpy(primary, server.handle, sizeof primary);
    made = with_backup(&server, 2);
    REQUIRE_EQUAL(made.error, 0);
    file = open_partner(&server, 0, 1);
    EXPECT_EQUAL(PROCESS_STOP_(made.handle), FEOK);
    REQUIRE(partner_sees(file, -101, &read));
    EXPECT_BYTES(read.data + 2, made.handle, 20);
    EXPECT_EQUAL(((const death *)read.data)->z_procname.zlen, 0);
    again = with_backup(&server, 3);
    REQUIRE_EQUAL(again.error, 0);
    EXPECT_EQUAL(PROCESS_STOP_(primary, ONE, BY_ABEND_CALL), FEOK);
    EXPECT_EQUAL(send_order(file, ORDER(WHO), &who, sizeof who, NULL), 0);
    EXPECT_EQUAL(who.cpu, 3);
    EXPECT_EQUAL(who.role, 4);
    EXPECT_EQUAL(more_deaths_of(primary), 0);
    EXPECT_EQUAL(PROCESS_STOP_(again.handle), FEOK);
    EXPECT_EQUAL(more_deaths_of(primary), 1);
}

CHECK("a member stops the other one by specifier 2", "DL-08 R-61", "PROCESS_STOP_") {
    partner server;
    creation made;
    identity who;
    short file, primary[10];
    seen read;
    REQUIRE_EQUAL(start_partner(&server, "$PAIR", 1, ""), 0);
    made = with_backup(&server, 2);
    REQUIRE_EQUAL(made.error, 0);
    file = open_partner(&server, 0, 1);
    EXPECT_EQUAL(send_order(file, ORDER(STOP_MEMBER), NULL, 0, NULL), 0);
    REQUIRE(partner_sees(file, -101, &read)); /* from then on it is alone */
    wait_gone(made.handle);
    EXPECT_EQUAL(send_order(file, ORDER(WHO), &who, sizeof who, NULL), 0);
    EXPECT_EQUAL(who.cpu, 1);
    EXPECT_EQUAL(who.role, 4);
    EXPECT(send_order(file, ORDER(STOP_MEMBER), NULL, 0, NULL) != 0);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(, "$PAIR", 5, , primary), 4);
}

CHECK("a primary that ends normally takes its backup with it", "R-60", "") {
    partner server;
    creation made;
    short file, primary[10];
    listen(1, 4, 0);
    REQUIRE_EQUAL(start_partner(&server, "$PAIR", 1, ""), 0);
    memcpy(primary, server.handle, sizeof primary);
    made = with_backup(&server, 2);
    REQUIRE_EQUAL(made.error, 0);
    file = open_partner(&server, 0, 1);
    EXPECT_EQUAL(send_order(file, ORDER(DIE, .option = BY_EXIT), NULL, 0, NULL), 0);
    while (alive(primary) || alive(made.handle)) PROCESS_DELAY_(5000);
    EXPECT_EQUAL(more_deaths_of(primary), 1);
}

CHECK("a primary that ends otherwise leaves its backup", "R-62 PP-06", "") {
    static const short ways[] = {BY_ABEND, BY_FAULT, BY_KILL};
    for (int i = 0; i < 3; i++) {
        partner server;
        creation made;
        identity who;
        short file;
        REQUIRE_EQUAL(start_partner(&server, "$PAIR", 1, ""), 0);
        made = with_backup(&server, 2);
        REQUIRE_EQUAL(made.error, 0);
        file = open_partner(&server, 0, 1);
        EXPECT_EQUAL(send_order(file, ORDER(DIE, .option = ways[i]), NULL, 0, NULL), 0);
        EXPECT_EQUAL(send_order(file, ORDER(WHO), &who, sizeof who, NULL), 0);
        EXPECT_EQUAL(who.cpu, 2);
        EXPECT_EQUAL(who.role, 4);
        stop_partner(&server);
    }
}

/* ------------------------------------------------------------------------------------------------ by process IDs */

CHECK("STOP takes a process ID", "DL-07 PR-08", "STOP") {
    partner unnamed;
    short handle[10], id[4], error = -1;
    seen read;
    const death *told;
    listen(1, 4, 0);
    REQUIRE_EQUAL(start_partner(&unnamed, "", 2, ""), 0);
    memcpy(handle, unnamed.handle, sizeof handle);
    REQUIRE_EQUAL(PROCESSHANDLE_TO_CRTPID_(handle, id), 0);
    EXPECT(_status_eq(STOP(id, , &error)));
    EXPECT_EQUAL(error, FEOK);
    REQUIRE((told = death_of(handle, &read)) != NULL);
    EXPECT_EQUAL(told->z_completion_code, EXTERNAL);
    EXPECT(_status_lt(STOP(id, , &error)));
    EXPECT_EQUAL(error, FENOSUCHDEV);
    memcpy(id, "$NOONE", 6);
    id[3] = -1;
    EXPECT(_status_lt(STOP(id, , &error)));
    EXPECT_EQUAL(error, FENOSUCHDEV);
    EXPECT_EQUAL(last_error(-1), FENOSUCHDEV);
}

CHECK("STOP and ABEND take one member of a pair, or both", "DL-08 PR-08", "STOP ABEND") {
    partner server;
    creation made;
    short id[4], error = -1, primary[10];
    REQUIRE_EQUAL(start_partner(&server, "$PAIR", 1, ""), 0);
    made = with_backup(&server, 3);
    REQUIRE_EQUAL(made.error, 0);
    REQUIRE_EQUAL(PROCESSHANDLE_TO_CRTPID_(made.handle, id), 0);
    EXPECT(_status_eq(ABEND(id, , &error)));
    wait_gone(made.handle);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(, "$PAIR", 5, , primary), 4);
    made = with_backup(&server, 2);
    REQUIRE_EQUAL(made.error, 0);
    id[3] = -1;
    EXPECT(_status_eq(STOP(id, , &error)));
    wait_gone(made.handle);
    wait_gone(server.handle);
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(, "$PAIR", 5, , primary), 9);
    EXPECT(_status_lt(STOP(id, 1, &error)));
}

/* -------------------------------------------------------------------------------------------------- stop modes */

CHECK("a stop of a process in stop mode 2 waits until the mode is lowered", "DL-09", "SETSTOP PROCESS_STOP_") {
    partner server;
    short file, before = -1, handle[10];
    seen read;
    const death *told;
    listen(1, 4, 0);
    REQUIRE_EQUAL(start_partner(&server, "$HARD", 1, ""), 0);
    memcpy(handle, server.handle, sizeof handle);
    file = open_partner(&server, 0, 1);
    EXPECT_EQUAL(send_order(file, ORDER(STOP_MODE, .number = 2), &before, sizeof before, NULL), 0);
    EXPECT_EQUAL(before, 1);
    EXPECT_EQUAL(PROCESS_STOP_(handle), QUEUED_MODE_2);
    EXPECT(alive(handle));
    EXPECT_EQUAL(WRITEX(file, "still here", 10), 0);
    send_order(file, ORDER(STOP_MODE, .number = 0), &before, sizeof before, NULL);
    REQUIRE((told = death_of(handle, &read)) != NULL);
    EXPECT_EQUAL(told->z_completion_code, EXTERNAL);
    EXPECT_BYTES(&told->z_killer, own, 20);
}

CHECK("a queued stop is a success to STOP", "DL-09", "STOP SETSTOP") {
    partner server;
    short file, before = -1, id[4], error = -1;
    REQUIRE_EQUAL(start_partner(&server, "$HARD", 1, ""), 0);
    file = open_partner(&server, 0, 1);
    EXPECT_EQUAL(send_order(file, ORDER(STOP_MODE, .number = 2), &before, sizeof before, NULL), 0);
    REQUIRE_EQUAL(PROCESSHANDLE_TO_CRTPID_(server.handle, id), 0);
    EXPECT(_status_eq(STOP(id, , &error)));
    EXPECT_EQUAL(error, FEOK);
    EXPECT(alive(server.handle));
    send_order(file, ORDER(STOP_MODE, .number = 1), &before, sizeof before, NULL);
    wait_gone(server.handle);
}

CHECK("a process that changes its stop mode is told the one before", "DL-09", "SETSTOP") {
    EXPECT_EQUAL(SETSTOP(0), 1);
    EXPECT_EQUAL(SETSTOP(1), 0);
    EXPECT_EQUAL(SETSTOP(2), 1);
    EXPECT_EQUAL(SETSTOP(1), 2);
    EXPECT_EQUAL(SETSTOP(3), -1);
    EXPECT_EQUAL(SETSTOP(-1), -1);
    EXPECT_EQUAL(SETSTOP(), -1);
    EXPECT_EQUAL(SETSTOP(1), 1);
}
