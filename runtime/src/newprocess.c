/* NEWPROCESS and NEWPROCESSNOWAIT, from the C-series (procedures.md section 2.2, errors.md section 6). */
#include "process.h"

enum {
    NAME_WORDS = 12,
    PROGRAM_AT = 0,
    LIBRARY_AT = 12,
    TAG_AT = 36,
    MORE_FIELDS = 0x4000, /* priority.<1>: library file, swap file and tag follow the program file */
    PRIORITY_MASK = 0xff,
    HIGHEST_PRIORITY = 199,
    DEFINE_MODE_GIVEN = 0x20, /* flags.<10> and <12> */
    DEFINE_MODE_ON = 0x08,
    DEBUG_FLAGS = 0x03,
    FLAG_SAVEABEND = 0x02,
    UNKNOWN_ERROR = 24,
    DOES_NOT_FIT = 119,
    COMPLETION = -12,
    COMPLETION_BYTES = 20
};

static const struct {
    short creation, newprocess;
} codes[] = {{0, 0},   {1, 3},   {4, 11},  {5, 5},   {6, 14},  {7, 23},  {8, 15},  {9, 16},  {10, 10}, {11, 8},
             {12, 6},  {13, 6},  {14, 1},  {15, 2},  {16, 4},  {17, 7},  {18, 9},  {19, 12}, {20, 18}, {21, 19},
             {24, 17}, {26, 20}, {28, 22}, {29, 25}, {30, 26}, {31, 27}, {33, 29}, {37, 30}, {38, 31}, {40, 32},
             {41, 33}, {42, 34}, {43, 35}, {44, 36}, {45, 37}, {46, 38}, {47, 39}, {48, 40}, {49, 41}, {50, 42}};

/* In the numbers of NEWPROCESS. A processor number that cannot be is a processor that cannot be reached. */
struct outcome {
    short error, detail;
};

static struct outcome outcome_of(const struct created *created) {
    struct outcome unknown = {UNKNOWN_ERROR, created->error}, unreachable = {10, FEPATHDOWN};
    if (created->error == CREATION_PARAMETER && created->detail == FIELD_CPU) return unreachable;
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        struct outcome outcome = {codes[i].newprocess, created->detail};
        if (codes[i].creation == created->error) return outcome;
    }
    return unknown;
}

static short word_of(struct outcome outcome) {
    return (short)(outcome.error << 8 | (outcome.detail & ~0xff ? DOES_NOT_FIT : outcome.detail));
}

struct names {
    char program[64], library[64], home_terminal[64], name[8];
};

static short take_name(const short *internal, char *into, size_t room, struct argument *argument) {
    short error = name_from_old(internal, into, room);
    if (!error) *argument = argument_text(into);
    return error;
}

static bool blank(const short *internal) {
    const char *first = (const char *)internal;
    return *first == ' ' || *first == 0;
}

static short take_files(struct creation *creation, const short *filenames, bool more, struct names *names,
                        short *detail) {
    *detail = take_name(filenames + PROGRAM_AT, names->program, sizeof names->program, &creation->program);
    if (*detail) return CREATION_PROGRAM;
    if (!more || blank(filenames + LIBRARY_AT)) return 0;
    *detail = take_name(filenames + LIBRARY_AT, names->library, sizeof names->library, &creation->library);
    return *detail ? CREATION_LIBRARY : 0;
}

/* A process that names its own name makes its backup. */
static void take_process_name(struct creation *creation, const short *name, struct names *names) {
    memcpy(names->name, name, 6);
    names->name[6] = 0;
    names->name[strcspn(names->name, " ")] = 0;
    bool own = self.process_name[0] && strcmp(names->name, self.process_name) == 0;
    creation->name_option = own ? ZSYS_VAL_PCREATOPT_CALLERSNAME : ZSYS_VAL_PCREATOPT_NAMEINCALL;
    creation->name = argument_text(names->name);
}

static void take_flags(struct creation *creation, short flags) {
    if (flags & DEFINE_MODE_GIVEN) {
        creation->create_options |= ZSYS_VAL_PCREATOPT_DEFOVERRIDE;
        if (flags & DEFINE_MODE_ON) creation->create_options |= ZSYS_VAL_PCREATOPT_DEFENABLED;
    }
    if (flags & DEBUG_FLAGS) creation->debug_options |= ZSYS_VAL_PCREATOPT_INSPECT;
    if (flags & FLAG_SAVEABEND) creation->debug_options |= ZSYS_VAL_PCREATOPT_SAVEABEND;
}

static void take_priority(struct creation *creation, short priority) {
    short value = priority & PRIORITY_MASK;
    if (value) creation->priority = value > HIGHEST_PRIORITY ? HIGHEST_PRIORITY : value;
}

/* What both procedures take, in the order of their parameters. */
struct call {
    const short *filenames, *name, *home_terminal;
    short priority, memory_pages, processor, flags, job;
    int32_t pfs_size;
};

static struct created prepare(unsigned int present, const struct call *call, struct letter *letter) {
    struct creation creation = creation_default();
    struct created created = {.handle = null_handle, .error = CREATION_PROGRAM, .detail = FEMISSPARM};
    struct names names;
    if (!PRESENT(0)) return created;
    created.detail = FEBOUNDSERR;
    if (!call->filenames) return created;
    bool more = PRESENT(1) && call->priority & MORE_FIELDS;
    created.error = take_files(&creation, call->filenames, more, &names, &created.detail);
    if (created.error) return created;
    creation.create_options = ZSYS_VAL_PCREATOPT_ANYANCESTOR;
    if (PRESENT(1)) take_priority(&creation, call->priority);
    if (PRESENT(2)) creation.memory_pages = call->memory_pages;
    if (PRESENT(3)) creation.cpu = call->processor;
    if (PRESENT(6) && call->name) take_process_name(&creation, call->name, &names);
    if (PRESENT(7) && call->home_terminal) {
        created.error = CREATION_HOME_TERMINAL;
        created.detail =
            take_name(call->home_terminal, names.home_terminal, sizeof names.home_terminal, &creation.home_terminal);
        if (created.detail) return created;
    }
    if (PRESENT(8)) take_flags(&creation, call->flags);
    if (PRESENT(9)) creation.job = call->job; /* left out, not 0: the caller's job */
    if (PRESENT(11)) creation.pfs_size = call->pfs_size;
    created.error = creation_letter(letter, &creation, &created.detail);
    return created;
}

static void give_outcome(unsigned int present, struct outcome outcome, short *error, short *errinfo) {
    if (PRESENT(5) && error) *error = word_of(outcome);
    if (PRESENT(10) && errinfo) {
        errinfo[0] = outcome.error;
        errinfo[1] = outcome.detail;
    }
}

/* Zeroes when there is none. */
static void id_of(const struct created *created, short id[4]) {
    memset(id, 0, 4 * sizeof *id);
    bool started = !handle_is_null(&created->handle);
    if (started) crtpid_from(created->descriptor, &created->handle, id);
}

/* -12 in wire order (system-messages.md section 3). */
static void tell_new_process(int32_t tag, const struct created *created) {
    uint8_t message[COMPLETION_BYTES] = {0};
    struct outcome outcome = outcome_of(created);
    short id[4];
    id_of(created, id);
    wire_put(message, 2, (uint64_t)COMPLETION);
    wire_put(message + 2, 2, (uint64_t)word_of(outcome));
    wire_put(message + 4, 4, (uint64_t)tag);
    memcpy(message + 8, id, 6);
    wire_put(message + 14, 2, (uint64_t)id[3]);
    wire_put(message + 16, 2, (uint64_t)outcome.error);
    wire_put(message + 18, 2, (uint64_t)outcome.detail);
    receive_system(message, sizeof message, &null_handle, -1, -1);
}

GUARDIAN_API void guardian_NEWPROCESS(unsigned int present, short *filenames, short priority, short memory_pages,
                                      short processor, short *process_id, short *error, short *name, short *hometerm,
                                      short flags, short jobid, short *errinfo, __int32_t pfs_size) {
    struct letter letter;
    struct call call = {filenames, name, hometerm, priority, memory_pages, processor, flags, jobid, pfs_size};
    short id[4];
    ENTER(NEWPROCESS, processor, 0, 0);
    struct created created = prepare(present, &call, &letter);
    if (!created.error) created = creation_wait(&letter);
    id_of(&created, id);
    if (PRESENT(4) && process_id) memcpy(process_id, id, sizeof id);
    give_outcome(present, outcome_of(&created), error, errinfo);
}

GUARDIAN_API void guardian_NEWPROCESSNOWAIT(unsigned int present, short *filenames, short priority, short memory_pages,
                                            short processor, short *process_id, short *error, short *name,
                                            short *hometerm, short flags, short jobid, short *errinfo,
                                            __int32_t pfs_size) {
    struct letter letter;
    struct call call = {filenames, name, hometerm, priority, memory_pages, processor, flags, jobid, pfs_size};
    int32_t tag = 0;
    (void)process_id;
    ENTER(NEWPROCESSNOWAIT, processor, 0, 0);
    struct created created = prepare(present, &call, &letter);
    if (!created.error) {
        if (PRESENT(1) && priority & MORE_FIELDS) memcpy(&tag, filenames + TAG_AT, sizeof tag);
        creation_nowait(&letter, tag, tell_new_process);
    }
    give_outcome(present, outcome_of(&created), error, errinfo);
}
