/* What every way of creating a process shares: the check of what was asked for, the letter, how it ends. */
#include <stdlib.h>

#include "process.h"

enum {
    LONGEST_NAME = 255,
    LONGEST_DEFINES = 8192,
    CREATE_OPTIONS = 0x7f,
    BOTH_DEFINE_SOURCES = ZSYS_VAL_PCREATOPT_DEFINELIST | ZSYS_VAL_PCREATOPT_ALLDEFINES,
    DEBUG_OPTIONS = 0xf,
    HIGHEST_CPU = 15,
    HIGHEST_PRIORITY = 199,
    SMALLEST_PFS = 128 * 1024,
    LARGEST_PFS = 32 * 1024 * 1024,
    LARGEST_MAIN_STACK = 32 * 1024 * 1024
};

struct creation creation_default(void) {
    struct creation creation = {.priority = -1, .cpu = -1, .job = -1, .startup_by = STARTUP_OF_CREATED};
    return creation;
}

/* --------------------------------------------------------------------------------------------------------- checking */

static short refused(short *detail, short error, short number) {
    *detail = number;
    return error;
}

static short check_argument(const struct argument *argument, short field, int32_t longest, short *detail) {
    if (argument->length < 0 || argument->length > longest) return refused(detail, CREATION_PARAMETER, field);
    if (argument->length && !argument->at) return refused(detail, CREATION_BOUNDS, field);
    return 0;
}

static short check_file_names(const struct creation *creation, short *detail) {
    struct argument library = creation->library;
    bool program_needed = creation->name_option != ZSYS_VAL_PCREATOPT_CALLERSNAME;
    if (library.length == -1) library.length = 0; /* none, although one is bound to the program */
    short error = check_argument(&creation->program, FIELD_PROGRAM, LONGEST_NAME, detail);
    if (error) return error;
    if (program_needed && !creation->program.length) return refused(detail, CREATION_PARAMETER, FIELD_PROGRAM);
    error = check_argument(&library, FIELD_LIBRARY, LONGEST_NAME, detail);
    if (!error) error = check_argument(&creation->swap, FIELD_SWAP, LONGEST_NAME, detail);
    if (!error) error = check_argument(&creation->extended_swap, FIELD_EXTENDED_SWAP, LONGEST_NAME, detail);
    return error;
}

static short check_place(const struct creation *creation, short *detail) {
    bool priority_fits =
        creation->priority == -1 || (creation->priority >= 1 && creation->priority <= HIGHEST_PRIORITY);
    bool name_needed = creation->name_option == ZSYS_VAL_PCREATOPT_NAMEINCALL;
    if (!priority_fits) return refused(detail, CREATION_PARAMETER, FIELD_PRIORITY);
    if (creation->cpu < -1 || creation->cpu > HIGHEST_CPU) return refused(detail, CREATION_PARAMETER, FIELD_CPU);
    if (creation->name_option < 0 || creation->name_option > ZSYS_VAL_PCREATOPT_NAMEDBYSYS5) {
        return refused(detail, CREATION_PARAMETER, FIELD_NAME_OPTION);
    }
    if (name_needed && !creation->name.length) return refused(detail, CREATION_PARAMETER, FIELD_NAME);
    return check_argument(&creation->name, FIELD_NAME, LONGEST_NAME, detail);
}

static short check_rest(const struct creation *creation, short *detail) {
    bool both_sources = (creation->create_options & BOTH_DEFINE_SOURCES) == BOTH_DEFINE_SOURCES;
    short error = check_argument(&creation->home_terminal, FIELD_HOME_TERMINAL, LONGEST_NAME, detail);
    if (error) return error;
    if (creation->memory_pages < -1) return refused(detail, CREATION_PARAMETER, FIELD_MEMORY);
    if (creation->job < -1) return refused(detail, CREATION_PARAMETER, FIELD_JOB);
    if (both_sources || creation->create_options & ~CREATE_OPTIONS) {
        return refused(detail, CREATION_PARAMETER, FIELD_CREATE_OPTIONS);
    }
    error = check_argument(&creation->defines, FIELD_DEFINES, INT32_MAX, detail);
    if (error) return error;
    if (creation->debug_options & ~DEBUG_OPTIONS) return refused(detail, CREATION_PARAMETER, FIELD_DEBUG_OPTIONS);
    return 0;
}

/* Sizes are range-checked and otherwise of no effect, as on systems where the pages are the kernel's affair. */
static short check_sizes(const struct creation *creation, short *detail) {
    bool pfs_fits = !creation->pfs_size || (creation->pfs_size >= SMALLEST_PFS && creation->pfs_size <= LARGEST_PFS);
    if (!pfs_fits) return refused(detail, CREATION_PFS, 0);
    if (creation->main_stack < 0 || creation->main_stack > LARGEST_MAIN_STACK) {
        return refused(detail, CREATION_MAIN_STACK, 0);
    }
    if (creation->heap < 0) return refused(detail, CREATION_HEAP, 0);
    return creation->space < 0 ? refused(detail, CREATION_SPACE, 0) : 0;
}

static short check_words(const struct creation *creation, short *detail) {
    short error = check_argument(&creation->arguments, FIELD_ARGV, CREATION_WORDS, detail);
    if (!error) error = check_argument(&creation->environment, FIELD_ENVP, CREATION_WORDS, detail);
    bool fits = error || creation->arguments.length + creation->environment.length <= CREATION_WORDS;
    return fits ? error : refused(detail, CREATION_PARAMETER, FIELD_ENVP);
}

static short check(const struct creation *creation, short *detail) {
    short error = check_file_names(creation, detail);
    if (!error) error = check_place(creation, detail);
    if (!error && creation->own_error) return refused(detail, creation->own_error, creation->own_field);
    if (!error) error = check_rest(creation, detail);
    if (!error) error = check_sizes(creation, detail);
    return error ? error : check_words(creation, detail);
}

/* ---------------------------------------------------------------------------------------------------------- writing */

static void trim(struct argument *argument) {
    while (argument->length > 0 && argument->at[argument->length - 1] == ' ') argument->length--;
}

/* What a process is made of may be of any node of the network. */
static short resolve_here(const struct argument *name, struct resolved *resolved) {
    short error = define_resolve(name->at, (short)name->length, resolved);
    return error ? error : node_of_name(resolved->name, NULL);
}

/* The node of the program file is the node in which the process runs (CR-01); of a caller's backup it is this one. */
static int32_t node_of_program(const struct creation *creation) {
    struct resolved resolved;
    int32_t node = self.node_number;
    if (creation->program.length > 0 && !resolve_here(&creation->program, &resolved))
        node_of_name(resolved.name, &node);
    return node;
}

/* A DEFINE and a full name are resolved here. What is no file name of Guardian may still be one of $SYSTEM: the kernel
 * knows the program files by their last part. */
static short write_program(struct letter *letter, struct argument program) {
    struct resolved resolved;
    trim(&program);
    if (program.length == 0) {
        letter_string(letter, self.program, strlen(self.program));
        return 0;
    }
    bool full = program.at[0] == '$' || program.at[0] == '\\' || program.at[0] == '=';
    short error = full ? resolve_here(&program, &resolved) : FEBADNAME;
    if (error && error != FEBADNAME) return error;
    if (error) letter_string(letter, program.at, (size_t)program.length);
    else letter_string(letter, resolved.name, strlen(resolved.name));
    return 0;
}

/* There are no user libraries: a program file of this node is complete. */
static short check_library(const struct argument *library) {
    struct resolved resolved;
    if (library->length <= 0) return 0;
    short error = resolve_here(library, &resolved);
    return error ? error : FENOTFOUND;
}

/* Given for information only: checked and not used. */
static short check_swap(const struct argument *swap) {
    struct resolved resolved;
    return swap->length ? resolve_here(swap, &resolved) : 0;
}

/* \NODE.$NAME and perhaps #QUALIFIER. */
short home_terminal_of(const struct argument *terminal, struct resolved *resolved) {
    short error = resolve_here(terminal, resolved);
    const char *device = error ? NULL : strchr(resolved->name, '$');
    const char *rest = device ? strchr(device, '.') : NULL;
    bool fits = device && strcmp(resolved->name, "$RECEIVE") != 0 && (!rest || rest[1] == '#');
    return error ? error : fits ? FEOK : FEBADNAME;
}

static short write_home_terminal(struct letter *letter, const struct argument *terminal) {
    struct resolved resolved;
    if (!terminal->length) {
        letter_string(letter, self.home_terminal, strlen(self.home_terminal));
        return 0;
    }
    short error = home_terminal_of(terminal, &resolved);
    if (!error) letter_string(letter, resolved.name, strlen(resolved.name));
    return error;
}

/* The name may have the node of its program file. */
static short write_name(struct letter *letter, const struct creation *creation) {
    struct argument name = creation->name;
    if (creation->name_option != ZSYS_VAL_PCREATOPT_NAMEINCALL) name.length = 0;
    trim(&name);
    const char *dot = name.length && name.at[0] == '\\' ? memchr(name.at, '.', (size_t)name.length) : NULL;
    if (dot) {
        int32_t node;
        short error = node_is_known(name.at, (size_t)(dot - name.at), &node);
        if (error) return error;
        if (node != node_of_program(creation)) return FENETVIOL;
        name.length -= (int32_t)(dot + 1 - name.at);
        name.at = dot + 1;
    }
    letter_string(letter, name.at, (size_t)name.length);
    return 0;
}

static short write_defines(struct letter *letter, const struct creation *creation, short *detail) {
    char defines[LONGEST_DEFINES];
    size_t length = 0;
    if (creation->name_option == ZSYS_VAL_PCREATOPT_CALLERSNAME) {
        length = defines_serial(defines, sizeof defines); /* all of the caller's, whatever the options say */
    } else {
        *detail = defines_for_child((short)creation->create_options, creation->defines.at,
                                    (size_t)creation->defines.length, defines, sizeof defines, &length);
        if (*detail) return CREATION_DEFINE;
    }
    letter_string(letter, defines, length);
    return 0;
}

/* A backup is told what its primary was told. */
static void write_startup(struct letter *letter, const struct creation *creation) {
    if (creation->name_option == ZSYS_VAL_PCREATOPT_CALLERSNAME) {
        letter_string(letter, self.startup, self.startup_length);
    } else {
        letter_string(letter, creation->arguments.at, (size_t)creation->arguments.length);
    }
}

static short write_strings(struct letter *letter, const struct creation *creation, short *detail) {
    *detail = write_program(letter, creation->program);
    if (*detail) return CREATION_PROGRAM;
    *detail = check_library(&creation->library);
    if (*detail) return CREATION_LIBRARY;
    *detail = check_swap(&creation->swap);
    if (*detail) return CREATION_SWAP;
    *detail = check_swap(&creation->extended_swap);
    if (*detail) return CREATION_EXTENDED_SWAP;
    *detail = write_name(letter, creation);
    if (*detail) return CREATION_NAME;
    *detail = write_home_terminal(letter, &creation->home_terminal);
    if (*detail) return CREATION_HOME_TERMINAL;
    write_startup(letter, creation);
    short error = write_defines(letter, creation, detail);
    if (!error) letter_string(letter, creation->environment.at, (size_t)creation->environment.length);
    return error;
}

short creation_letter(struct letter *letter, const struct creation *creation, short *detail) {
    bool backup = creation->name_option == ZSYS_VAL_PCREATOPT_CALLERSNAME;
    *detail = 0;
    short error = check(creation, detail);
    if (error) return error;
    uint8_t *body = letter_begin(letter, WIRE_CREATE, WIRE_CREATE_SIZE);
    wire_create_set_cpu(body, creation->cpu);
    wire_create_set_name_option(body, creation->name_option);
    wire_create_set_priority(body, creation->priority);
    wire_create_set_options(body, (int16_t)creation->create_options);
    wire_create_set_job(body, creation->job);
    wire_create_set_startup_by(body, backup ? self.startup_by : creation->startup_by);
    return write_strings(letter, creation, detail);
}

/* ------------------------------------------------------------------------------------------------------ how it ends */

static struct created created_of(const struct answer *answer) {
    struct created created = {.error = answer->error, .detail = (short)answer->detail, .handle = null_handle};
    size_t at = WIRE_CREATED_SIZE;
    if (created.error) return created;
    answer_holds(answer, WIRE_CREATED_SIZE);
    created.handle = handle_at(wire_created_handle(answer->body));
    body_string(answer, &at, created.descriptor, sizeof created.descriptor);
    return created;
}

struct created creation_wait(struct letter *letter) {
    struct answer answer = kernel_call(letter);
    struct created created = created_of(&answer);
    answer_release(&answer);
    return created;
}

struct nowait_creation {
    int32_t tag;
    tell_created *tell;
};

static void nowait_creation_done(void *context, struct answer *answer) {
    struct nowait_creation *waiting = context;
    struct created created = created_of(answer);
    waiting->tell(waiting->tag, &created);
    free(waiting);
}

void creation_nowait(struct letter *letter, int32_t tag, tell_created *tell) {
    struct nowait_creation *waiting = allocate(sizeof *waiting);
    *waiting = (struct nowait_creation){tag, tell};
    kernel_ask(letter, nowait_creation_done, waiting);
}

uint32_t creation_message(uint8_t *message, int32_t tag, const struct created *created) {
    size_t length = strlen(created->descriptor);
    memset(message, 0, CREATION_MESSAGE_BYTES);
    wire_put(message, 2, (uint64_t)ZSYS_VAL_SMSG_PROCCREATE);
    wire_put(message + 2, 4, (uint64_t)tag);
    memcpy(message + 6, &created->handle, WIRE_HANDLE_BYTES);
    wire_put(message + 26, 2, (uint64_t)created->error);
    wire_put(message + 28, 2, (uint64_t)created->detail);
    wire_put(message + 30, 2, length);
    wire_put(message + 32, 8, (uint64_t)(int64_t)tag);
    memcpy(message + 40, created->descriptor, length);
    return (uint32_t)(40 + length);
}

void creation_tell(int32_t tag, const struct created *created) {
    uint8_t message[CREATION_MESSAGE_BYTES];
    uint32_t length = creation_message(message, tag, created);
    receive_system(message, length, &null_handle, -1, -1);
}
