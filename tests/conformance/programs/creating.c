/* Creating processes: PROCESS_CREATE_, and the backup of a pair. */
#include "check.h"

#define PROGRAM partner_program, (short)strlen(partner_program)

/* Errors of creation (errors.md section 6), and what is under them. */
enum {
    PROGRAM_ERROR = 1,
    PARAMETER = 2,
    BOUNDS = 3,
    LIBRARY_ERROR = 4,
    SWAP_ERROR = 5,
    EXTENDED_SWAP_ERROR = 6,
    TERMINAL_ERROR = 8,
    MONITOR_ERROR = 10,
    NAME_ERROR = 11,
    UNNAMED_CALLER = 22,
    DEFINE_ERROR = 24,
    PFS_ERROR = 28,
    IN_USE = 10,
    NOT_FOUND = 11,
    BAD_NAME = 13,
    NO_NODE = 18,
    PAIR_IS_FULL = 45,
    PATH_DOWN = 201
};

static short own[10], null[10];

PREPARE {
    PROCESSHANDLE_GETMINE_(own);
    PROCESSHANDLE_NULLIT_(null);
}

static int is_null(const short *handle) {
    return memcmp(handle, null, sizeof null) == 0;
}

/* Stops what was created and waits until it is gone. */
static void end(short *handle) {
    if (is_null(handle)) return;
    PROCESS_STOP_(handle);
    while (PROCESS_GETINFO_(handle) == 0) PROCESS_DELAY_(5000);
}

static short cpu_of(short *handle) {
    short cpu = -1;
    PROCESSHANDLE_DECOMPOSE_(handle, &cpu);
    return cpu;
}

static short priority_of(short *handle) {
    short priority = -1;
    PROCESS_GETINFO_(handle, , , , &priority);
    return priority;
}

/* -------------------------------------------------------------------------------------------- PROCESS_CREATE_ */

CHECK("a waited creation gives the handle and the descriptor of a process that is there", "CR-01 CR-03 PR-05",
      "PROCESS_CREATE_") {
    short handle[10], detail = -1, length = -1;
    char descriptor[34], expected[48];
    EXPECT_EQUAL(PROCESS_CREATE_(PROGRAM, , , , , , , , 2, handle, &detail, , , , descriptor, 34, &length), 0);
    EXPECT_EQUAL(detail, 0);
    EXPECT_EQUAL(cpu_of(handle), 2);
    EXPECT_EQUAL(PROCESS_GETINFO_(handle, expected, (short)sizeof expected, &detail), 0);
    expected[detail] = 0;
    EXPECT_TEXT(descriptor, length, expected);
    EXPECT(memcmp(descriptor, "\\ALPHA.$:2:", 11) == 0);
    end(handle);
}

CHECK("a nowait creation is told by -102", "CR-03", "PROCESS_CREATE_") {
    const zsys_ddl_smsg_proccreate_def *message;
    seen read;
    short handle[10], detail = -1;
    listen(1, 4, 0);
    EXPECT_EQUAL(PROCESS_CREATE_(PROGRAM, , , , , , , , 1, handle, &detail, 1, "$NOWT", 5, , , , 4711), 0);
    REQUIRE(await_message(-102, &read));
    message = (const zsys_ddl_smsg_proccreate_def *)read.data;
    EXPECT_EQUAL(message->z_tag, 4711);
    EXPECT_EQUAL(message->z_error, 0);
    EXPECT_EQUAL(message->z_error_detail, 0);
    EXPECT_EQUAL(read.bytes, 40 + message->z_procname_len);
    EXPECT(memcmp(read.data + 40, "\\ALPHA.$NOWT:", 13) == 0);
    memcpy(handle, &message->z_phandle, sizeof handle);
    EXPECT_EQUAL(cpu_of(handle), 1);
    end(handle);
}

CHECK("a nowait creation that fails is told by -102", "CR-03 CR-04", "PROCESS_CREATE_") {
    const zsys_ddl_smsg_proccreate_def *message;
    seen read;
    listen(1, 4, 0);
    EXPECT_EQUAL(PROCESS_CREATE_("nobody", 6, , , , , , , , 1, , , , , , , , , -2), 0);
    REQUIRE(await_message(-102, &read));
    message = (const zsys_ddl_smsg_proccreate_def *)read.data;
    EXPECT_EQUAL(read.bytes, 40);
    EXPECT_EQUAL(message->z_tag, -2);
    EXPECT_EQUAL(message->z_error, PROGRAM_ERROR);
    EXPECT_EQUAL(message->z_error_detail, NOT_FOUND);
    EXPECT(is_null((const short *)&message->z_phandle));
}

CHECK("a name comes from the call, from the system or not at all", "CR-02 PR-04", "PROCESS_CREATE_") {
    short unnamed[10], named[10], four[10], five[10], length, primary[10];
    char descriptor[48];
    EXPECT_EQUAL(PROCESS_CREATE_(PROGRAM, , , , , , , , 1, unnamed, , 0, "$ASIS", 5, descriptor, 48, &length), 0);
    EXPECT(memcmp(descriptor, "\\ALPHA.$:1:", 11) == 0);
    EXPECT_EQUAL(PROCESS_CREATE_(PROGRAM, , , , , , , , 1, named, , 1, "\\alpha.$asis ", 13, descriptor, 48, &length),
                 0);
    EXPECT(memcmp(descriptor, "\\ALPHA.$ASIS:", 13) == 0);
    EXPECT_EQUAL(PROCESS_CREATE_(PROGRAM, , , , , , , , 1, four, , 2, , , descriptor, 48, &length), 0);
    EXPECT(descriptor[8] >= 'X' && descriptor[8] <= 'Z' && descriptor[12] == ':');
    EXPECT_EQUAL(PROCESS_GETPAIRINFO_(, descriptor + 7, 5, , primary), 4);
    EXPECT_BYTES(primary, four, 20);
    EXPECT_EQUAL(PROCESS_CREATE_(PROGRAM, , , , , , , , 1, five, , 4, , , descriptor, 48, &length), 0);
    EXPECT(descriptor[8] >= 'X' && descriptor[8] <= 'Z' && descriptor[13] == ':');
    end(unnamed), end(named), end(four), end(five);
}

CHECK("a name that is not free or not a name is refused", "CR-02 CR-04 PR-04", "PROCESS_CREATE_") {
    short handle[10], detail = -1;
    EXPECT_EQUAL(PROCESS_CREATE_(PROGRAM, , , , , , , , 3, handle, &detail, 1, "$CHK", 4), NAME_ERROR);
    EXPECT_EQUAL(detail, IN_USE);
    EXPECT(is_null(handle));
    EXPECT_EQUAL(PROCESS_CREATE_(PROGRAM, , , , , , , , , , &detail, 1, "$TOOBIG", 7), NAME_ERROR);
    EXPECT_EQUAL(detail, BAD_NAME);
    EXPECT_EQUAL(PROCESS_CREATE_(PROGRAM, , , , , , , , , , &detail, 1, "$1", 2), NAME_ERROR);
    EXPECT_EQUAL(detail, BAD_NAME);
    EXPECT_EQUAL(PROCESS_CREATE_(PROGRAM, , , , , , , , , , &detail, 1, "NAME", 4), NAME_ERROR);
    EXPECT_EQUAL(detail, BAD_NAME);
    EXPECT_EQUAL(PROCESS_CREATE_(PROGRAM, , , , , , , , , , &detail, 1, "\\OTHER.$NAME", 12), NAME_ERROR);
    EXPECT_EQUAL(detail, NO_NODE);
}

CHECK("a program that is not there is refused", "CR-04", "PROCESS_CREATE_") {
    short detail = -1;
    EXPECT_EQUAL(PROCESS_CREATE_("nobody", 6, , , , , , , , 3, , &detail), PROGRAM_ERROR);
    EXPECT_EQUAL(detail, NOT_FOUND);
    EXPECT_EQUAL(PROCESS_CREATE_("$SYSTEM.SYSTEM.NOBODY", 21, , , , , , , , , , &detail), PROGRAM_ERROR);
    EXPECT_EQUAL(detail, NOT_FOUND);
    EXPECT_EQUAL(PROCESS_CREATE_("\\OTHER.$SYSTEM.SYSTEM.P", 23, , , , , , , , , , &detail), PROGRAM_ERROR);
    EXPECT_EQUAL(detail, NO_NODE);
    EXPECT_EQUAL(PROCESS_CREATE_("bad/name", 8, , , , , , , , , , &detail), PROGRAM_ERROR);
    EXPECT_EQUAL(detail, BAD_NAME);
}

CHECK("a program is found by its full name", "CR-01 NM-09", "PROCESS_CREATE_ PROGRAMFILENAME") {
    char name[64];
    short handle[10], detail;
    snprintf(name, sizeof name, "$system.system.%s  ", partner_program);
    EXPECT_EQUAL(PROCESS_CREATE_(name, (short)strlen(name), , , , , , , , 3, handle, &detail), 0);
    end(handle);
    snprintf(name, sizeof name, "\\ALPHA.$SYSTEM.SYSTEM.%s", partner_program);
    EXPECT_EQUAL(PROCESS_CREATE_(name, (short)strlen(name), , , , , , , , 3, handle, &detail), 0);
    end(handle);
}

CHECK("a processor that is not there is told at once", "CR-01 CR-04", "PROCESS_CREATE_") {
    short handle[10], detail = -1;
    long long before = JULIANTIMESTAMP();
    EXPECT_EQUAL(PROCESS_CREATE_(PROGRAM, , , , , , , , 9, handle, &detail), MONITOR_ERROR);
    EXPECT_EQUAL(detail, PATH_DOWN);
    EXPECT(is_null(handle));
    EXPECT(JULIANTIMESTAMP() - before < 5000000);
}

CHECK("a new process has its creator's processor, priority and user unless told otherwise", "CR-05 CR-06",
      "PROCESS_CREATE_ PROCESS_GETINFO_") {
    short as_creator[10], other[10], mom[10], creator_user = -1, user = -1;
    EXPECT_EQUAL(PROCESS_CREATE_(PROGRAM, , , , , , , , , as_creator), 0);
    EXPECT_EQUAL(cpu_of(as_creator), 0);
    EXPECT_EQUAL(priority_of(as_creator), priority_of(own));
    EXPECT_EQUAL(PROCESS_GETINFO_(as_creator, , , , , mom, , , , , &creator_user, &user), 0);
    EXPECT_BYTES(mom, own, 20);
    EXPECT_EQUAL(creator_user, PROCESSACCESSID());
    EXPECT_EQUAL(user, PROCESSACCESSID());
    EXPECT_EQUAL(PROCESS_CREATE_(PROGRAM, , , , , , , 77, 3, other), 0);
    EXPECT_EQUAL(priority_of(other), 77);
    EXPECT_EQUAL(cpu_of(other), 3);
    end(other);
    EXPECT_EQUAL(PROCESS_CREATE_(PROGRAM, , , , , , , -1, -1, other), 0);
    EXPECT_EQUAL(priority_of(other), priority_of(own));
    EXPECT_EQUAL(cpu_of(other), 0);
    end(as_creator), end(other);
}

CHECK("a new process has its creator's home terminal unless told otherwise", "", "PROCESS_CREATE_ PROCESS_GETINFO_") {
    short handle[10], length = -1, own_length = -1, detail;
    char terminal[48], own_terminal[48];
    PROCESS_GETINFO_(own, , , , , , own_terminal, 48, &own_length);
    own_terminal[own_length] = 0;
    EXPECT_EQUAL(PROCESS_CREATE_(PROGRAM, , , , , , , , 1, handle), 0);
    EXPECT_EQUAL(PROCESS_GETINFO_(handle, , , , , , terminal, 48, &length), 0);
    EXPECT_TEXT(terminal, length, own_terminal);
    end(handle);
    EXPECT_EQUAL(PROCESS_CREATE_(PROGRAM, , , , , , , , 1, handle, , , , , , , , , "$term.#w1", 9), 0);
    EXPECT_EQUAL(PROCESS_GETINFO_(handle, , , , , , terminal, 48, &length), 0);
    EXPECT_TEXT(terminal, length, "\\ALPHA.$TERM.#W1");
    end(handle);
    EXPECT_EQUAL(PROCESS_CREATE_(PROGRAM, , , , , , , , 1, , &detail, , , , , , , , "$D.A.FILE", 9), TERMINAL_ERROR);
    EXPECT_EQUAL(detail, BAD_NAME);
    EXPECT_EQUAL(PROCESS_CREATE_(PROGRAM, , , , , , , , 1, , &detail, , , , , , , , "$RECEIVE", 8), TERMINAL_ERROR);
    EXPECT_EQUAL(detail, BAD_NAME);
}

CHECK("the processes of a job are told to who started it", "", "PROCESS_CREATE_ PROCESS_GETINFO_") {
    short first[10], gmom[10], job = -1;
    seen read;
    listen(1, 4, 0);
    EXPECT_EQUAL(PROCESS_CREATE_(PROGRAM, , , , , , , , 1, first, , , , , , , , , , , , 42), 0);
    EXPECT_EQUAL(PROCESS_GETINFO_(first, , , , , , , , , , , , gmom, &job), 0);
    EXPECT_EQUAL(job, 42);
    EXPECT_BYTES(gmom, own, 20);
    end(first);
    do {
        REQUIRE(await_message(-101, &read));
    } while (memcmp(read.data + 2, first, sizeof first) != 0);
    EXPECT_EQUAL(word_of(read.data, 15), 42);
}

CHECK("a job is left by saying 0", "", "PROCESS_CREATE_ PROCESS_GETINFO_") {
    short handle[10], gmom[10], job = -1;
    EXPECT_EQUAL(PROCESS_CREATE_(PROGRAM, , , , , , , , 1, handle, , , , , , , , , , , , 0), 0);
    EXPECT_EQUAL(PROCESS_GETINFO_(handle, , , , , , , , , , , , gmom, &job), 0);
    EXPECT_EQUAL(job, 0);
    EXPECT(is_null(gmom));
    end(handle);
}

/* Creates a process in its own job, and ends. */
ROLE(worker) {
    short handle[10];
    char descriptor[48];
    short length;
    PROCESS_CREATE_(PROGRAM, , , , , , , , 2, handle, , , , , descriptor, 48, &length);
    PROCESS_DELAY_(2000000);
    PROCESS_STOP_(handle);
}

CHECK("a process that one of a job creates is of the job as well, and told by -112", "",
      "PROCESS_CREATE_ PROCESS_GETINFO_") {
    partner starter = {.length = 0};
    short gmom[10], job = -1, child[10], file;
    char words[200];
    unsigned short count;
    seen read;
    listen(1, 4, 0);
    REQUIRE_EQUAL(PROCESS_CREATE_(own_program, (short)strlen(own_program), , , , , , , , 1, starter.handle, , 1,
                                  "$WORK", 5, starter.descriptor, 48, &starter.length, , , , , 43),
                  0);
    memset(words, ' ', 66);
    words[0] = words[1] = (char)0xff;
    snprintf(words + 66, sizeof words - 66, "role %s %s worker", own_program, partner_program);
    REQUIRE_EQUAL(FILE_OPEN_("$WORK", 5, &file), 0);
    WRITEREADX(file, words, (unsigned short)(66 + (strlen(words + 66) + 2) / 2 * 2), 2, &count);
    FILE_CLOSE_(file);
    REQUIRE(await_message(-112, &read));
    EXPECT_BYTES(read.data + 4, starter.handle, 20);
    REQUIRE(await_message(-112, &read));
    EXPECT_EQUAL(read.bytes, 24);
    EXPECT_EQUAL(word_of(read.data, 1), 43);
    memcpy(child, read.data + 4, sizeof child);
    EXPECT_EQUAL(cpu_of(child), 2);
    EXPECT_EQUAL(PROCESS_GETINFO_(child, , , , , , , , , , , , gmom, &job), 0);
    EXPECT_EQUAL(job, 43);
    EXPECT_BYTES(gmom, own, 20);
    end(child);
    end(starter.handle);
}

CHECK("the parameter that is wrong is named, counted as in TAL", "CR-04", "PROCESS_CREATE_") {
    char descriptor[40];
    short handle[10], length, detail = -1;
#define REFUSED(error, number, ...) \
    do { \
        EXPECT_EQUAL(PROCESS_CREATE_(__VA_ARGS__), error); \
        EXPECT_EQUAL(detail, number); \
    } while (0)
    REFUSED(PARAMETER, 1, , , , , , , , , , , , &detail);
    REFUSED(PARAMETER, 1, "P", , , , , , , , , , , &detail);
    REFUSED(BOUNDS, 1, NULL, 1, , , , , , , , , , &detail);
    REFUSED(PARAMETER, 2, "P", 1, "L", -2, , , , , , , , &detail);
    REFUSED(PARAMETER, 3, "P", 1, , , "S", , , , , , , &detail);
    REFUSED(PARAMETER, 4, "P", 1, , , , , "S", -1, , , , &detail);
    REFUSED(PARAMETER, 5, "P", 1, , , , , , , 0, , , &detail);
    REFUSED(PARAMETER, 5, "P", 1, , , , , , , 200, , , &detail);
    REFUSED(PARAMETER, 6, "P", 1, , , , , , , , 16, , &detail);
    REFUSED(BOUNDS, 7, "P", 1, , , , , , , , , NULL, &detail);
    REFUSED(PARAMETER, 9, "P", 1, , , , , , , , , , &detail, 5);
    REFUSED(PARAMETER, 10, "P", 1, , , , , , , , , , &detail, 1);
    REFUSED(BOUNDS, 10, "P", 1, , , , , , , , , , &detail, 1, NULL, 2);
    REFUSED(PARAMETER, 11, "P", 1, , , , , , , , , handle, &detail, , , , descriptor, 32, &length);
    REFUSED(PARAMETER, 12, "P", 1, , , , , , , , , , &detail, , , , descriptor, 33);
    REFUSED(PARAMETER, 14, "P", 1, , , , , , , , , , &detail, , , , , , , , "$TERM", -1);
    REFUSED(PARAMETER, 15, "P", 1, , , , , , , , , , &detail, , , , , , , , , , -2);
    REFUSED(PARAMETER, 16, "P", 1, , , , , , , , , , &detail, , , , , , , , , , , -2);
    REFUSED(PARAMETER, 17, "P", 1, , , , , , , , , , &detail, , , , , , , , , , , , 24);
    REFUSED(BOUNDS, 18, "P", 1, , , , , , , , , , &detail, , , , , , , , , , , , , NULL, 1);
    REFUSED(PARAMETER, 19, "P", 1, , , , , , , , , , &detail, , , , , , , , , , , , , , , 16);
    REFUSED(PFS_ERROR, 0, "P", 1, , , , , , , , , , &detail, , , , , , , , , , , , , , , , 1000);
    REFUSED(LIBRARY_ERROR, BAD_NAME, "P", 1, "$$", 2, , , , , , , , &detail);
    REFUSED(LIBRARY_ERROR, NOT_FOUND, "P", 1, "$SYSTEM.SYSTEM.LIB", 18, , , , , , , , &detail);
    REFUSED(SWAP_ERROR, BAD_NAME, "P", 1, , , "$$", 2, , , , , , &detail);
    REFUSED(EXTENDED_SWAP_ERROR, BAD_NAME, "P", 1, , , , , "$$", 2, , , , &detail);
    EXPECT_EQUAL(PROCESS_CREATE_("P", 1, , , , , , , , , , NULL), BOUNDS);
    EXPECT_EQUAL(PROCESS_CREATE_("P", 1, , , , , , , , , , &detail, , , , , , , , , , , , 8, "none", 4), DEFINE_ERROR);
#undef REFUSED
}

/* ----------------------------------------------------------------------------------------- the backup of a pair */

static void start_backup(const partner *of, short cpu, creation *made) {
    memset(made, 0x55, sizeof *made);
    send_order(open_partner(of, 0, 1), ORDER(START_BACKUP, .number = cpu), made, sizeof *made, NULL);
}

CHECK("a backup has program, name and instance of its primary, in another processor", "CR-02 PP-01 PR-06 R-04",
      "__ns_start_backup") {
    partner server;
    creation made;
    char program[48], backups_program[48];
    short length = -1, backups_length = -1;
    long long sequence = -1, backups_sequence = -2;
    REQUIRE_EQUAL(start_partner(&server, "$BACK", 1, ""), 0);
    start_backup(&server, 3, &made);
    EXPECT_EQUAL(made.error, 0);
    EXPECT_EQUAL(made.detail, 0);
    EXPECT_EQUAL(cpu_of(made.handle), 3);
    PROCESSHANDLE_DECOMPOSE_(server.handle, , , , , , , , , , &sequence);
    PROCESSHANDLE_DECOMPOSE_(made.handle, , , , , , , , , , &backups_sequence);
    EXPECT_EQUAL(sequence, backups_sequence);
    PROCESS_GETINFO_(server.handle, , , , , , , , , , , , , , program, 48, &length);
    PROCESS_GETINFO_(made.handle, , , , , , , , , , , , , , backups_program, 48, &backups_length);
    EXPECT_EQUAL(length, backups_length);
    EXPECT_BYTES(backups_program, program, length);
}

CHECK("a backup in a processor that is not there is refused at once", "R-08 CR-04", "__ns_start_backup") {
    partner server;
    creation made;
    REQUIRE_EQUAL(start_partner(&server, "$BACK", 1, ""), 0);
    long long before = JULIANTIMESTAMP();
    start_backup(&server, 7, &made);
    EXPECT_EQUAL(made.error, MONITOR_ERROR);
    EXPECT_EQUAL(made.detail, PATH_DOWN);
    EXPECT(is_null(made.handle));
    EXPECT(JULIANTIMESTAMP() - before < 5000000);
}

CHECK("a pair has one backup at a time, and a new one as soon as it has gone", "R-09 CR-04 PP-08",
      "__ns_start_backup") {
    partner server;
    creation first, second;
    REQUIRE_EQUAL(start_partner(&server, "$BACK", 1, ""), 0);
    start_backup(&server, 2, &first);
    REQUIRE_EQUAL(first.error, 0);
    start_backup(&server, 3, &second);
    EXPECT_EQUAL(second.error, NAME_ERROR);
    EXPECT_EQUAL(second.detail, PAIR_IS_FULL);
    end(first.handle);
    start_backup(&server, 2, &second);
    EXPECT_EQUAL(second.error, 0);
    EXPECT(memcmp(first.handle, second.handle, 20) != 0);
}

CHECK("a process without a name has no backup", "CR-04", "__ns_start_backup") {
    partner server;
    creation made;
    REQUIRE_EQUAL(start_partner(&server, "", 1, ""), 0);
    start_backup(&server, 2, &made);
    EXPECT_EQUAL(made.error, UNNAMED_CALLER);
}

/* As __ns_start_backup does, but by PROCESS_CREATE_: answers its error and the role before and after. */
ROLE(twin) {
    short answer[3], file;
    char read[2];
    __int32_t count;
    if (PROCESS_GETPAIRINFO_() == 6) {
        FILE_OPEN_("$RECEIVE", 8, &file);
        for (;;) FILE_READ64_(0, read, sizeof read, &count);
    }
    FILE_OPEN_("$RECEIVE", 8, &file, , , , 1);
    for (;;) {
        answer[0] = PROCESS_GETPAIRINFO_();
        answer[1] = answer[2] = -1;
        short error = FILE_READUPDATE64_(0, read, sizeof read, &count);
        if (error == 0) {
            answer[1] = PROCESS_CREATE_(, , , , , , , , , 2, , , ZSYS_VAL_PCREATOPT_CALLERSNAME);
            answer[2] = PROCESS_GETPAIRINFO_();
        }
        FILE_REPLY64_((char *)answer, error ? 0 : (int)sizeof answer);
    }
}

CHECK("a process makes its backup by name option 3 and has its role at once", "CR-02 R-05", "PROCESS_CREATE_") {
    partner twin;
    short answer[3] = {0};
    __int32_t count;
    REQUIRE_EQUAL(start_role(&twin, "$TWIN", 1, "twin"), 0);
    EXPECT_EQUAL(FILE_WRITEREAD64_(open_partner(&twin, 0, 1), "go", (char *)answer, 2, sizeof answer, &count), 0);
    EXPECT_EQUAL(answer[0], 4);
    EXPECT_EQUAL(answer[1], 0);
    EXPECT_EQUAL(answer[2], 5);
}
