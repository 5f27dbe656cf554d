/* The other ways of creating processes: PROCESS_LAUNCH_, PROCESS_SPAWN_, NEWPROCESS and NEWPROCESSNOWAIT. */
#include <dlaunch.h>
#include <tdmext.h>
#include <unistd.h>

#include "check.h"

/* Errors of creation (errors.md section 6), and what is under them. */
enum {
    PROGRAM_ERROR = 1,
    PARAMETER = 2,
    BOUNDS = 3,
    MONITOR_ERROR = 10,
    IN_USE = 10,
    NOT_FOUND = 11,
    BAD_NAME = 13,
    BAD_ADDRESS = 22,
    MISSING = 29,
    PATH_DOWN = 201
};

static short null[10];

PREPARE {
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

/* -------------------------------------------------------------------------------------------- PROCESS_LAUNCH_ */

static process_launch_parms_def launch_of(char *program) {
    process_launch_parms_def parameters = P_L_DEFAULT_PARMS_;
    parameters.program_name = program;
    parameters.program_name_len = (__int32_t)strlen(program);
    return parameters;
}

CHECK("a launch takes a structure and fills an output list", "CR-03", "PROCESS_LAUNCH_") {
    process_launch_parms_def parameters = launch_of(partner_program);
    zsys_ddl_smsg_proccreate_def output;
    short detail = -1, length = -1, handle[10];
    parameters.process_name = "$LNCH";
    parameters.process_name_len = 5;
    parameters.name_options = 1;
    parameters.cpu = 2;
    parameters.priority = 88;
    EXPECT_EQUAL(PROCESS_LAUNCH_(&parameters, &detail, &output, (short)sizeof output, &length), 0);
    EXPECT_EQUAL(detail, 0);
    EXPECT_EQUAL(output.z_msgnumber, -102);
    EXPECT_EQUAL(output.z_tag, -1);
    EXPECT_EQUAL(output.z_error, 0);
    EXPECT_EQUAL(length, 40 + output.z_procname_len);
    EXPECT(memcmp(output.u_z_data.z_procname, "\\ALPHA.$LNCH:", 13) == 0);
    memcpy(handle, &output.z_phandle, sizeof handle);
    EXPECT_EQUAL(cpu_of(handle), 2);
    EXPECT_EQUAL(priority_of(handle), 88);
    end(handle);
}

CHECK("a nowait launch is told by -102", "CR-03", "PROCESS_LAUNCH_") {
    process_launch_parms_def parameters = launch_of(partner_program);
    zsys_ddl_smsg_proccreate_def output;
    short length = -1, handle[10];
    seen read;
    listen(1, 4, 0);
    parameters.nowait_tag = 99;
    EXPECT_EQUAL(PROCESS_LAUNCH_(&parameters, , &output, (short)sizeof output, &length), 0);
    EXPECT_EQUAL(output.z_tag, 99);
    EXPECT(is_null((short *)&output.z_phandle));
    EXPECT_EQUAL(output.z_procname_len, 0);
    REQUIRE(await_message(-102, &read));
    EXPECT_EQUAL(words_of(read.data, 1), 99);
    EXPECT_EQUAL(word_of(read.data, 13), 0);
    memcpy(handle, read.data + 6, sizeof handle);
    EXPECT_EQUAL(cpu_of(handle), 0);
    end(handle);
}

CHECK("a launch that fails says why, also in its output list", "CR-04", "PROCESS_LAUNCH_") {
    process_launch_parms_def parameters = launch_of("nobody");
    zsys_ddl_smsg_proccreate_def output;
    short detail = -1, length = -1;
    EXPECT_EQUAL(PROCESS_LAUNCH_(&parameters, &detail, &output, 30, &length), PROGRAM_ERROR);
    EXPECT_EQUAL(detail, NOT_FOUND);
    EXPECT_EQUAL(length, 30);
    EXPECT_EQUAL(output.z_error, PROGRAM_ERROR);
    EXPECT_EQUAL(output.z_error_detail, NOT_FOUND);
    EXPECT(is_null((short *)&output.z_phandle));
    EXPECT_EQUAL(PROCESS_LAUNCH_(, &detail), PARAMETER);
    EXPECT_EQUAL(detail, 22);
    EXPECT_EQUAL(PROCESS_LAUNCH_(NULL, &detail), BOUNDS);
    EXPECT_EQUAL(PROCESS_LAUNCH_(&parameters, NULL), BOUNDS);
    EXPECT_EQUAL(PROCESS_LAUNCH_(&parameters, &detail, &output), PARAMETER);
    EXPECT_EQUAL(detail, 24);
    EXPECT_EQUAL(PROCESS_LAUNCH_(&parameters, &detail, &output, 90), PARAMETER);
    EXPECT_EQUAL(detail, 25);
    parameters.version = 0;
    EXPECT_EQUAL(PROCESS_LAUNCH_(&parameters, &detail), PARAMETER);
    EXPECT_EQUAL(detail, 22);
    parameters = launch_of(partner_program);
    parameters.priority = 0;
    EXPECT_EQUAL(PROCESS_LAUNCH_(&parameters, &detail), PARAMETER);
    EXPECT_EQUAL(detail, 5);
}

/* --------------------------------------------------------------------------------------------- PROCESS_SPAWN_ */

/* Answers its words, a variable of its environment, and its Linux process ID. */
ROLE(spawned) {
    char text[200];
    short file;
    const char *variable = getenv("SPAWNED_WITH");
    snprintf(text, sizeof text, "%s|%s|%d", words > 1 ? word[1] : "", variable ? variable : "", (int)getpid());
    FILE_OPEN_("$RECEIVE", 8, &file, , , , 1);
    for (;;) {
        short error = FILE_READUPDATE64_(0, (char[2]){0}, 2, &(__int32_t){0});
        FILE_REPLY64_(text, error ? 0 : (__int32_t)strlen(text));
    }
}

static char *spawned_words[] = {"ignored", "role", own_program, partner_program, "spawned", "one", "two words", NULL};

CHECK("a spawned process has its words and its environment", "", "PROCESS_SPAWN_") {
    process_extension_def extension = DEFAULT_PROCESS_EXTENSION;
    process_extension_results_def results = DEFAULT_PROCESS_EXTENSION_RESULTS;
    char *environment[] = {"SPAWNED_WITH=care", NULL};
    char path[64], text[200], expected[200];
    short file;
    __int32_t count = 0;
    extension.pe_process_name = "/G/spwnd";
    extension.pe_name_options = 1;
    extension.pe_cpu = 2;
    snprintf(path, sizeof path, "/usr/bin/%s", own_program);
    REQUIRE_EQUAL(PROCESS_SPAWN_(path, , spawned_words, environment, , , &extension, &results), 0);
    EXPECT_EQUAL(results.pr_errno, 0);
    EXPECT_EQUAL(results.pr_TPCerror, 0);
    EXPECT_EQUAL(cpu_of(results.pr_phandle), 2);
    REQUIRE_EQUAL(FILE_OPEN_("$SPWND", 6, &file), 0);
    EXPECT_EQUAL(FILE_WRITEREAD64_(file, "?", text, 1, sizeof text - 1, &count), 0);
    snprintf(expected, sizeof expected, "two words|care|%d", (int)results.pr_pid);
    EXPECT_TEXT(text, count, expected);
    FILE_CLOSE_(file);
    end(results.pr_phandle);
}

CHECK("a nowait spawn is told by -141", "", "PROCESS_SPAWN_") {
    process_extension_results_def results = DEFAULT_PROCESS_EXTENSION_RESULTS;
    const zsys_ddl_smsg_procspawn_def *message;
    seen read;
    short handle[10];
    char path[64];
    listen(1, 4, 0);
    snprintf(path, sizeof path, "/G/system/system/%s", own_program);
    EXPECT_EQUAL(PROCESS_SPAWN_(path, , spawned_words, , , , , &results, 21), 0);
    EXPECT(is_null(results.pr_phandle));
    REQUIRE(await_message(-141, &read));
    message = (const zsys_ddl_smsg_procspawn_def *)read.data;
    EXPECT_EQUAL(read.bytes, 68);
    EXPECT_EQUAL(message->z_tag, 21);
    EXPECT_EQUAL(message->z_errno, 0);
    EXPECT(message->z_pid > 1);
    memcpy(handle, &message->z_phandle, sizeof handle);
    EXPECT_EQUAL(cpu_of(handle), 0);
    end(handle);
    EXPECT_EQUAL(PROCESS_SPAWN_("nobody", , , , , , , , 22), 0);
    REQUIRE(await_message(-141, &read));
    EXPECT_EQUAL(message->z_tag, 22);
    EXPECT_EQUAL(message->z_errno, 4002);
    EXPECT_EQUAL(message->z_tpcerror, PROGRAM_ERROR);
    EXPECT_EQUAL(message->z_tpcdetail, NOT_FOUND);
    EXPECT(is_null((const short *)&message->z_phandle));
}

CHECK("a spawn that fails says why, with errno", "", "PROCESS_SPAWN_") {
    process_extension_def extension = DEFAULT_PROCESS_EXTENSION;
    process_extension_results_def results = DEFAULT_PROCESS_EXTENSION_RESULTS;
    EXPECT_EQUAL(PROCESS_SPAWN_("/bin/nobody", , , , , , , &results), PROGRAM_ERROR);
    EXPECT_EQUAL(results.pr_TPCdetail, NOT_FOUND);
    EXPECT_EQUAL(results.pr_errno, 4002);
    EXPECT_EQUAL(results.pr_pid, -1);
    EXPECT(is_null(results.pr_phandle));
    EXPECT_EQUAL(PROCESS_SPAWN_(, , , , , , , &results), PARAMETER);
    EXPECT_EQUAL(results.pr_TPCdetail, 1);
    EXPECT_EQUAL(results.pr_errno, 4022);
    EXPECT_EQUAL(PROCESS_SPAWN_(NULL, , , , , , , &results), BOUNDS);
    EXPECT_EQUAL(results.pr_errno, 4014);
    EXPECT_EQUAL(PROCESS_SPAWN_("p", &results, , , , , , &results), PARAMETER);
    EXPECT_EQUAL(results.pr_TPCdetail, 58);
    EXPECT_EQUAL(PROCESS_SPAWN_("p", , , , &results, 4, , &results), PARAMETER);
    EXPECT_EQUAL(results.pr_TPCdetail, 56);
    extension.pe_cpu = 11;
    EXPECT_EQUAL(PROCESS_SPAWN_(partner_program, , , , , , &extension, &results), MONITOR_ERROR);
    EXPECT_EQUAL(results.pr_errno, 4005);
    extension.pe_len = 2;
    EXPECT_EQUAL(PROCESS_SPAWN_(partner_program, , , , , , &extension, &results), PARAMETER);
    EXPECT_EQUAL(results.pr_TPCdetail, 50);
}

/* -------------------------------------------------------------------------------------------------- NEWPROCESS */

/* $SYSTEM.SYSTEM.PROGRAM as twelve words. */
static void internal_name(const char *program, short *words) {
    char *bytes = (char *)words;
    memset(words, ' ', 24);
    memcpy(bytes, "$SYSTEM SYSTEM", 14);
    for (int i = 0; program[i]; i++) bytes[16 + i] = (char)(program[i] >= 'a' ? program[i] - 'a' + 'A' : program[i]);
}

CHECK("NEWPROCESS gives a process ID", "PR-08 CR-03", "NEWPROCESS") {
    short names[38], id[4], name[3], handle[10], error = -1, information[2] = {-1, -1};
    internal_name(partner_program, names);
    memcpy(name, "$OLD  ", 6);
    NEWPROCESS(names, 66, , 3, id, &error, name, , , , information);
    EXPECT_EQUAL(error, 0);
    EXPECT_EQUAL(information[0], 0);
    EXPECT_EQUAL(information[1], 0);
    EXPECT_BYTES(id, "$OLD  ", 6);
    REQUIRE_EQUAL(CRTPID_TO_PROCESSHANDLE_(id, handle), 0);
    EXPECT_EQUAL(cpu_of(handle), 3);
    EXPECT_EQUAL(priority_of(handle), 66);
    end(handle);
    NEWPROCESS(names, , , 2, id, &error);
    EXPECT_EQUAL(error, 0);
    EXPECT_EQUAL(id[0] & 0xff00, 0x8000);
    REQUIRE_EQUAL(CRTPID_TO_PROCESSHANDLE_(id, handle), 0);
    EXPECT_EQUAL(cpu_of(handle), 2);
    end(handle);
}

CHECK("NEWPROCESS packs what is wrong into one word", "CR-04", "NEWPROCESS") {
    partner taken;
    short names[38], id[4], name[3], error = -1, information[2] = {-1, -1};
    internal_name("nobody", names);
    NEWPROCESS(names, , , , id, &error, , , , , information);
    EXPECT_EQUAL(error, 3 << 8 | NOT_FOUND);
    EXPECT_EQUAL(information[0], 3);
    EXPECT_EQUAL(information[1], NOT_FOUND);
    EXPECT_EQUAL(id[0] | id[1] | id[2] | id[3], 0);
    internal_name(partner_program, names);
    NEWPROCESS(names, , , 9, , &error);
    EXPECT_EQUAL((unsigned short)error, MONITOR_ERROR << 8 | PATH_DOWN);
    REQUIRE_EQUAL(start_partner(&taken, "$TAKN", 2, ""), 0);
    memcpy(name, "$TAKN ", 6);
    NEWPROCESS(names, , , 1, , &error, name);
    EXPECT_EQUAL(error, 8 << 8 | IN_USE);
    memcpy(name, "$1    ", 6);
    NEWPROCESS(names, , , , , &error, name);
    EXPECT_EQUAL(error, 8 << 8 | BAD_NAME);
    NEWPROCESS(names, , , , , &error, , , , , , 5);
    EXPECT_EQUAL((unsigned short)error, 22 << 8);
    NEWPROCESS(, , , , , &error);
    EXPECT_EQUAL(error, 3 << 8 | MISSING);
    NEWPROCESS(NULL, , , , , &error);
    EXPECT_EQUAL(error, 3 << 8 | BAD_ADDRESS);
}

/* With the name of its caller it makes the caller's backup. */
ROLE(oldtwin) {
    short answer[2], file, names[12], name[3], error;
    __int32_t count;
    if (PROCESS_GETPAIRINFO_() == 6) {
        FILE_OPEN_("$RECEIVE", 8, &file);
        for (;;) FILE_READ64_(0, (char *)answer, sizeof answer, &count);
    }
    FILE_OPEN_("$RECEIVE", 8, &file, , , , 1);
    internal_name(own_program, names);
    memcpy(name, "$OLD  ", 6);
    for (;;) {
        error = FILE_READUPDATE64_(0, (char *)answer, sizeof answer, &count);
        if (error == 0) NEWPROCESS(names, , , 3, , &answer[0], name);
        answer[1] = PROCESS_GETPAIRINFO_();
        FILE_REPLY64_((char *)answer, error ? 0 : (int)sizeof answer);
    }
}

CHECK("NEWPROCESS with the caller's own name makes its backup", "CR-02 PP-01", "NEWPROCESS") {
    partner twin;
    short answer[2] = {-1, -1};
    __int32_t count;
    REQUIRE_EQUAL(start_role(&twin, "$OLD", 1, "oldtwin"), 0);
    EXPECT_EQUAL(FILE_WRITEREAD64_(open_partner(&twin, 0, 1), "go", (char *)answer, 2, sizeof answer, &count), 0);
    EXPECT_EQUAL(answer[0], 0);
    EXPECT_EQUAL(answer[1], 5);
}

CHECK("NEWPROCESSNOWAIT is told by -12", "CR-03 PR-08", "NEWPROCESSNOWAIT") {
    enum { MORE_FIELDS = 0x4000 };
    short names[38], error = -1, id[4], handle[10];
    __int32_t tag = 0x1020304;
    seen read;
    listen(1, 4, 0);
    memset(names, ' ', sizeof names);
    internal_name(partner_program, names);
    memcpy(names + 36, &tag, sizeof tag);
    NEWPROCESSNOWAIT(names, MORE_FIELDS, , 1, , &error);
    EXPECT_EQUAL(error, 0);
    REQUIRE(await_message(-12, &read));
    EXPECT_EQUAL(read.bytes, 20);
    EXPECT_EQUAL(word_of(read.data, 1), 0);
    EXPECT_EQUAL(words_of(read.data, 2), tag);
    memcpy(id, read.data + 8, sizeof id);
    REQUIRE_EQUAL(CRTPID_TO_PROCESSHANDLE_(id, handle), 0);
    EXPECT_EQUAL(cpu_of(handle), 1);
    end(handle);
    NEWPROCESSNOWAIT(names, MORE_FIELDS, , 9, , &error);
    EXPECT_EQUAL(error, 0);
    REQUIRE(await_message(-12, &read));
    EXPECT_EQUAL((unsigned short)word_of(read.data, 1), MONITOR_ERROR << 8 | PATH_DOWN);
    EXPECT_EQUAL(word_of(read.data, 4) | word_of(read.data, 7), 0);
    EXPECT_EQUAL(word_of(read.data, 8), MONITOR_ERROR);
    EXPECT_EQUAL(word_of(read.data, 9), PATH_DOWN);
    NEWPROCESSNOWAIT(, , , , , &error);
    EXPECT_EQUAL(error, 3 << 8 | MISSING);
}
