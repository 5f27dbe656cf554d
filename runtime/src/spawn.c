/* PROCESS_SPAWN_: a program of $SYSTEM with arguments and environment (procedures.md section 2.2).
 *
 * The new process is a Guardian process like any other; what would be its OSS process ID is its Linux process ID. */
#include <ctype.h>

#include "process.h"

enum { OSS_ENOENT = 4002, OSS_E2BIG = 4007, OSS_ENOEXEC, OSS_EAGAIN = 4011, OSS_EACCES = 4013, OSS_EFAULT };
enum { OSS_EINVAL = 4022, OSS_EIO = 4005, LONGEST_PATH = 256, SPAWN_MESSAGE_BYTES = 68, SPAWN_RESULTS_AT = 32 };

/* The environment of a spawn while it is prepared. */
struct spawn {
    char program[LONGEST_PATH], library[LONGEST_PATH], swap[LONGEST_PATH], extended_swap[LONGEST_PATH];
    char name[LONGEST_PATH], home_terminal[LONGEST_PATH];
    char arguments[CREATION_WORDS], environment[CREATION_WORDS];
};

/* /G/vol/subvol/file and /G/name are Guardian names; of other paths the last part counts. */
static struct argument guardian_name(const char *path, char *into) {
    struct argument none = {NULL, 0}, too_long = {path, MALFORMED};
    if (!path || !*path) return none;
    if (strlen(path) >= LONGEST_PATH - 1) return too_long;
    const char *slash = strrchr(path, '/');
    bool guardian = strncmp(path, "/G/", 3) == 0 || strncmp(path, "/g/", 3) == 0;
    if (guardian) {
        into[0] = '$';
        strcpy(into + 1, path + 3);
        for (char *at = into + 1; *at; at++) *at = *at == '/' ? '.' : (char)toupper((unsigned char)*at);
    } else {
        strcpy(into, slash ? slash + 1 : path);
    }
    return argument_text(into);
}

/* The words behind one another, each with its NUL. */
static struct argument words_of(char **words, char *into) {
    struct argument argument = {into, 0};
    for (; words && *words; words++) {
        size_t bytes = strlen(*words) + 1;
        if ((size_t)argument.length + bytes > CREATION_WORDS) {
            argument.length = MALFORMED;
            return argument;
        }
        memcpy(into + argument.length, *words, bytes);
        argument.length += (int32_t)bytes;
    }
    return argument;
}

static void take_extension(struct creation *creation, const zsys_ddl_processextension_def *extension,
                           struct spawn *spawn) {
    creation->library = guardian_name(extension->z_libraryname, spawn->library);
    creation->swap = guardian_name(extension->z_swapfilename, spawn->swap);
    creation->extended_swap = guardian_name(extension->z_extswapfilename, spawn->extended_swap);
    creation->name = guardian_name(extension->z_processname, spawn->name);
    creation->home_terminal = guardian_name(extension->z_hometerm, spawn->home_terminal);
    creation->defines = (struct argument){extension->z_defines, extension->z_defineslen};
    creation->priority = extension->z_priority;
    creation->cpu = extension->z_cpu;
    creation->name_option = (short)extension->z_nameoptions;
    creation->memory_pages = extension->z_memorypages;
    creation->job = extension->z_jobid;
    creation->create_options = extension->z_createoptions;
    creation->debug_options = (short)extension->z_debugoptions;
    creation->pfs_size = extension->z_pfssize;
    creation->main_stack = extension->z_mainstackmax;
    creation->heap = extension->z_heapmax;
    creation->space = extension->z_spaceguarantee;
}

static int32_t oss_error(const struct created *created) {
    switch (created->error) {
    case 0:
        return 0;
    case CREATION_PARAMETER:
        return created->detail == FIELD_ARGV || created->detail == FIELD_ENVP ? OSS_E2BIG : OSS_EINVAL;
    case CREATION_BOUNDS:
        return OSS_EFAULT;
    case CREATION_PROGRAM:
        return created->detail == FESECVIOL ? OSS_EACCES : OSS_ENOENT;
    case CREATION_FORMAT:
        return OSS_ENOEXEC;
    case CREATION_NO_PCB:
        return OSS_EAGAIN;
    case CREATION_MONITOR:
        return OSS_EIO;
    default:
        return OSS_EINVAL;
    }
}

static int32_t process_id(const struct created *created) {
    struct process_info info;
    short detail;
    if (created->error) return -1;
    return info_of(&created->handle, -1, &info, &detail) ? 0 : (int32_t)info.pid;
}

/* -141 in wire order; words 18 to 33 are the results that a waited call gives. */
static void tell_spawned(int32_t tag, const struct created *created) {
    uint8_t message[SPAWN_MESSAGE_BYTES] = {0};
    wire_put(message, 2, (uint64_t)ZSYS_VAL_SMSG_PROCSPAWN);
    wire_put(message + 28, 4, (uint64_t)tag);
    wire_put(message + SPAWN_RESULTS_AT, 4, sizeof message - SPAWN_RESULTS_AT);
    memcpy(message + 36, &created->handle, WIRE_HANDLE_BYTES);
    wire_put(message + 56, 4, (uint64_t)process_id(created));
    wire_put(message + 60, 4, (uint64_t)oss_error(created));
    wire_put(message + 64, 2, (uint64_t)created->error);
    wire_put(message + 66, 2, (uint64_t)created->detail);
    receive_system(message, sizeof message, &null_handle, -1, -1);
}

static short give_results(zsys_ddl_processresults_def *results, const struct created *created, int32_t pid) {
    if (!results) return created->error;
    memcpy(&results->z_phandle, &created->handle, sizeof created->handle);
    results->z_pid = pid;
    results->z_errno = oss_error(created);
    results->z_tpcerror = created->error;
    results->z_tpcdetail = created->detail;
    return created->error;
}

/* Descriptors and signals are not handed over to a process of another processor. */
static short check_call(unsigned int present, const char *program, const void *fdinfo, const void *inheritance,
                        int32_t inheritance_length, const zsys_ddl_processextension_def *extension, short *field) {
    *field = FIELD_PROGRAM;
    bool backup = extension && extension->z_nameoptions == ZSYS_VAL_PCREATOPT_CALLERSNAME;
    if (!PRESENT(0) && !backup) return CREATION_PARAMETER;
    if (PRESENT(0) && !program) return CREATION_BOUNDS;
    *field = FIELD_EXTENSION;
    if (extension && extension->z_len != (int32_t)sizeof *extension) return CREATION_PARAMETER;
    *field = FIELD_OSS_OPTIONS;
    if (extension && extension->z_ossoptions != ZSYS_VAL_PSPAWNOPT_OSSDEFAULT) return CREATION_PARAMETER;
    *field = FIELD_INHERITANCE;
    if (PRESENT(4) && inheritance && PRESENT(5) && inheritance_length) return CREATION_PARAMETER;
    *field = FIELD_FDINFO;
    if (PRESENT(1) && fdinfo) return CREATION_PARAMETER;
    *field = 0;
    return 0;
}

GUARDIAN_API short guardian_PROCESS_SPAWN_(unsigned int present, const char *oss_program_file, void *fdinfo,
                                           char **argv, char **envp, void *inheritance, __int32_t inheritance_length,
                                           void *process_extension, void *process_results, __int32_t nowait_tag,
                                           const char *path) {
    struct letter letter;
    struct spawn spawn;
    struct creation creation = creation_default();
    struct created created = {.handle = null_handle};
    const zsys_ddl_processextension_def *extension = PRESENT(6) ? process_extension : NULL;
    zsys_ddl_processresults_def *results = PRESENT(7) ? process_results : NULL;
    (void)path; /* there is one place that programs are in */
    ENTER(PROCESS_SPAWN_, -1, 0, 0);
    if (results && results->z_len != (int32_t)sizeof *results) return CREATION_PARAMETER;
    created.error =
        check_call(present, oss_program_file, fdinfo, inheritance, inheritance_length, extension, &created.detail);
    if (created.error) return give_results(results, &created, -1);
    if (extension) take_extension(&creation, extension, &spawn);
    if (PRESENT(0)) creation.program = guardian_name(oss_program_file, spawn.program);
    /* The kernel gives the first word, which is the program's path. */
    if (PRESENT(2) && argv && *argv) creation.arguments = words_of(argv + 1, spawn.arguments);
    if (PRESENT(3) && envp) creation.environment = words_of(envp, spawn.environment);
    creation.startup_by = WIRE_STARTUP_NOBODY;
    created.error = creation_letter(&letter, &creation, &created.detail);
    if (created.error) return give_results(results, &created, -1);
    if (PRESENT(8) && nowait_tag != NOWAIT_NEVER) {
        creation_nowait(&letter, nowait_tag, tell_spawned);
        return give_results(results, &created, 0);
    }
    created = creation_wait(&letter);
    return give_results(results, &created, process_id(&created));
}
