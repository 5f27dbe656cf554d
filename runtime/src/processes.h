/* Processes, handles and processors. Included by process.h.
 *
 *   creation.c      what every way of creating a process shares
 *   create.c        PROCESS_CREATE_
 *   launch.c        PROCESS_LAUNCH_
 *   spawn.c         PROCESS_SPAWN_
 *   newprocess.c    NEWPROCESS and NEWPROCESSNOWAIT
 *   backup.c        __ns_start_backup
 *   stop.c          the end of this process and of others, stop modes
 *   suspend.c       PROCESS_SUSPEND_ and PROCESS_ACTIVATE_
 *   information.c   PROCESS_GETINFO_
 *   processlist.c   PROCESS_GETINFOLIST_
 *   attributes.c    the attributes that it returns
 *   criteria.c      the attributes that it searches by
 *   settings.c      PROCESS_SETINFO_ and its kind
 *   handle.c        process handles, taken apart and written as names
 *   crtpid.c        process handles and process IDs of four words
 *   processname.c   PROCESSNAME_CREATE_
 *   processstring.c PROCESSSTRING_SCAN_
 *   directory.c     the destination control table as the C-series shows it
 *   identity.c      what a process knows of itself
 *   lost.c          OPENER_LOST_ and CHILD_LOST_
 *   monitoring.c    asking for messages about processors and nodes
 *   processor.c     PROCESSORSTATUS and PROCESSOR_GETINFOLIST_
 *   node.c          node names and numbers
 *   user.c          user names and numbers
 */
#ifndef GUARDIAN_PROCESSES_H
#define GUARDIAN_PROCESSES_H

/* What PROCESS_CREATE_ and its kind leave to their caller: to open the new process and send its startup messages. */
enum { STARTUP_OF_CREATED = WIRE_STARTUP_CREATOR };

/* --------------------------------------------------------------------------------------------------------- creation */

enum creation_error {
    CREATION_PROGRAM = 1,
    CREATION_PARAMETER,
    CREATION_BOUNDS,
    CREATION_LIBRARY,
    CREATION_SWAP,
    CREATION_EXTENDED_SWAP,
    CREATION_HOME_TERMINAL = 8,
    CREATION_MONITOR = 10,
    CREATION_NAME = 11,
    CREATION_FORMAT = 12,
    CREATION_NO_PCB = 15,
    CREATION_DEFINE = 24,
    CREATION_PFS = 28,
    CREATION_MAIN_STACK = 40,
    CREATION_HEAP,
    CREATION_SPACE
};

/* Error detail of a parameter or bounds error: a parameter of PROCESS_CREATE_, a field of the other ways. */
enum creation_field {
    FIELD_PROGRAM = 1,
    FIELD_LIBRARY,
    FIELD_SWAP,
    FIELD_EXTENDED_SWAP,
    FIELD_PRIORITY,
    FIELD_CPU,
    FIELD_HANDLE,
    FIELD_DETAIL,
    FIELD_NAME_OPTION,
    FIELD_NAME,
    FIELD_DESCRIPTOR,
    FIELD_DESCRIPTOR_LENGTH,
    FIELD_TAG,
    FIELD_HOME_TERMINAL,
    FIELD_MEMORY,
    FIELD_JOB,
    FIELD_CREATE_OPTIONS,
    FIELD_DEFINES,
    FIELD_DEBUG_OPTIONS,
    FIELD_PFS,
    FIELD_LIST = 22,
    FIELD_LIST_DETAIL,
    FIELD_OUTPUT,
    FIELD_OUTPUT_LENGTH,
    FIELD_EXTENSION = 50,
    FIELD_OSS_OPTIONS,
    FIELD_ARGV,
    FIELD_ENVP,
    FIELD_INHERITANCE = 56,
    FIELD_FDINFO = 58
};

/* A string that a program gave; length 0 when it left it out, MALFORMED when half of it is missing. */
struct argument {
    const char *at;
    int32_t length;
};

enum {
    MALFORMED = INT32_MIN,
    NOWAIT_NEVER = -1,
    CREATION_WORDS = 14000 /* bytes of arguments and environment together: what a letter has room for */
};

static inline struct argument argument_of(bool at_given, const char *at, bool length_given, int32_t length) {
    struct argument argument = {at, at_given != length_given ? MALFORMED : at_given ? length : 0};
    return argument;
}

/* Ends in NUL; NULL is left out. */
static inline struct argument argument_text(const char *text) {
    struct argument argument = {text, text ? (int32_t)strlen(text) : 0};
    return argument;
}

struct creation {
    struct argument program, library, swap, extended_swap, name, home_terminal, defines;
    struct argument arguments, environment; /* words that end in NUL each, of PROCESS_SPAWN_ */
    int32_t create_options, pfs_size, main_stack, heap, space;
    short priority, cpu, name_option, memory_pages, job, debug_options;
    uint16_t startup_by;
    short own_error, own_field; /* what is wrong with parameters of the procedure's own; error 0: nothing */
};

struct created {
    short error, detail;
    struct handle handle; /* null unless it was created */
    char descriptor[64];  /* "" then */
};

/* Nothing asked for but defaults. */
struct creation creation_default(void);
/* Checks everything and writes the letter for the kernel; a process-creation error and its detail. */
short creation_letter(struct letter *letter, const struct creation *creation, short *detail);
/* The name of a terminal or a process; 13 when it is of something else, 18, or the error of a DEFINE. */
short home_terminal_of(const struct argument *terminal, struct resolved *resolved);
/* Waits for the process. */
struct created creation_wait(struct letter *letter);
/* `tell` runs from the wait primitive when the process is there, or is not. */
typedef void tell_created(int32_t tag, const struct created *created);
void creation_nowait(struct letter *letter, int32_t tag, tell_created *tell);
/* -102 in wire order (system-messages.md section 3); returns its length. */
enum { CREATION_MESSAGE_BYTES = 104 };
uint32_t creation_message(uint8_t *message, int32_t tag, const struct created *created);
/* Queues it on $RECEIVE. */
tell_created creation_tell;

/* ------------------------------------------------------------------------------------------------------ information */

/* What the kernel tells of a process. Names have their node. */
struct process_info {
    struct handle handle, mom, gmom;
    short priority, initial_priority, job, state, wait_state, stop_mode, subtype;
    uint16_t creator_access_id, process_access_id, file_security;
    bool stop_queued, primary, qualifiers;
    uint64_t process_time_us;
    int64_t creation_time;
    uint32_t pid;
    char descriptor[64], program[256], home_terminal[64], mom_name[64], gmom_name[64];
};

/* Errors of PROCESS_GETINFO_: 0, 1 with detail 40 when the time is over, 4, 5, 6. A null handle is the caller. */
enum { INFO_FILE_SYSTEM = 1, INFO_PARAMETER, INFO_BOUNDS, INFO_NO_PROCESS, INFO_NO_CPU, INFO_NO_NODE };
short info_of(const struct handle *handle, int64_t limit_us, struct process_info *info, short *detail);
/* `by` is WIRE_INFO_BY_PIN, or WIRE_INFO_BY_NEXT for the first process from that PIN on. */
short info_of_pin(uint16_t by, short cpu, int32_t pin, int64_t limit_us, struct process_info *info, short *detail);
short info_of_pin_at(int32_t node, uint16_t by, short cpu, int32_t pin, int64_t limit_us, struct process_info *info,
                     short *detail);

/* Whether these three arguments are all there or all left out. */
static inline bool all_or_none(unsigned int present, int first) {
    unsigned int given = present >> first & 7u;
    return given == 0 || given == 7u;
}

/* What PROCESS_GETINFOLIST_ writes into: words in the program's order. */
struct values {
    short *at;
    int32_t room, used; /* words; `used` goes on beyond `room` */
};

/* Writes the value of an attribute; false when it has none here. */
bool attribute_write(short code, const struct process_info *info, struct values *values);
void values_short(struct values *values, short value);
void values_long(struct values *values, int32_t value);
void values_fixed(struct values *values, int64_t value);
void values_words(struct values *values, const void *words, int32_t count);
void values_string(struct values *values, const char *text);

/* What a search looks for. */
struct criteria {
    const short *codes;
    short count;
    const short *values;
    int32_t words;
};

/* 0, or the error of PROCESS_GETINFOLIST_ and the code that is wrong. */
short criteria_check(const struct criteria *criteria, short *detail);
bool criteria_hold(const struct criteria *criteria, const struct process_info *info);

/* ------------------------------------------------------------------------------------------------ handles and names */

/* 0; 590 for a null handle or bytes that are none, 18 for a process of a node that is not in the network. */
short handle_check(const struct handle *handle);
/* The process descriptor, from the kernel for a named process: error 14 when the name is gone. */
short handle_descriptor(const struct handle *handle, char *into, size_t room);
/* The current primary of a name, or the unnamed process: \NODE.$NAME, \NODE.$NAME:SEQ, \NODE.$:CPU:PIN:SEQ. */
short handle_of_name(const char *name, struct handle *handle);

/* Process IDs of the C-series. From a descriptor, without asking anybody; a PIN above 255 appears as 255. */
void crtpid_from(const char *descriptor, const struct handle *handle, short id[4]);
/* Errors 14 when the name is gone, 560 with a PIN above 255. */
short crtpid_of(const struct handle *handle, short id[4]);
/* The process that it is of; of a pair the primary, when no member is said. Errors 13, 14, 18. */
short crtpid_process(const short id[4], struct handle *handle);
/* Says no processor and PIN: it is of both members. */
bool crtpid_is_pair(const short id[4]);

/* A node by name ("": the own one) or number (-1: the own one); errors 13, 18. Either may be NULL. */
short node_named(const char *name, size_t length, int32_t *number);
short node_numbered(int32_t number, char *name, size_t room);
/* The same, for procedures whose node may only be the own one: errors 13, 18. */
short node_is_own(const char *name, size_t length);
/* The same of a file name; one without a node is of this one. */
short node_of_name_is_own(const char *name);
/* Any node of the network: errors 13, 18. `number` may be NULL. */
short node_is_known(const char *name, size_t length, int32_t *number);
/* The same of a file name; one without a node is of this one. */
short node_of_name(const char *name, int32_t *number);
/* NULL when there is no node of that number. */
const char *node_of_number(int32_t number);

/* GROUP.USER of a user; error 11 when nobody has the number. */
short name_of_user(uint16_t number, char *name, size_t room);

/* --------------------------------------------------------------------------------------------------------- settings */

/* A change of what a process is; a null handle is the caller. */
struct setting {
    struct handle handle;
    short specifier, attribute; /* WIRE_SET_... */
    int64_t value;              /* -1 with PRIORITY and STOP_MODE: only ask */
    const char *text;
};

struct setting_before {
    int64_t value;
    char text[64];
};

/* A file-system error; what it was before, if 0. */
short setting_make(const struct setting *setting, struct setting_before *before);

/* ----------------------------------------------------------------------------------------------------------- ending */

/* The end that the C run-time reached: return from main, or exit (c-runtime section 9.5). */
_Noreturn void stop_at_exit(int status);

#endif
