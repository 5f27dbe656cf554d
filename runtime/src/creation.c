/* Creating, stopping and delaying processes; starting the backup of a pair. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "process.h"

enum { ERROR_PARAMETER = 2, CREATION_NOWAIT = -1, STOPPED_BY_ITSELF = 0, CODE_ABEND = 5, CREATION_MESSAGE = 90 };

struct creation {
    const char *program, *name, *home_terminal;
    size_t program_length, name_length, home_terminal_length;
    short cpu, priority, name_option, options;
};

static void creation_letter(struct letter *letter, const struct creation *creation) {
    uint8_t *body = letter_begin(letter, WIRE_CREATE, WIRE_CREATE_SIZE);
    bool backup = creation->name_option == ZSYS_VAL_PCREATOPT_CALLERSNAME;
    wire_create_set_cpu(body, creation->cpu);
    wire_create_set_name_option(body, creation->name_option);
    wire_create_set_priority(body, creation->priority);
    wire_create_set_options(body, creation->options);
    letter_string(letter, creation->program, creation->program_length);
    letter_string(letter, creation->name, creation->name_length);
    letter_string(letter, creation->home_terminal, creation->home_terminal_length);
    /* A backup is told what its primary was told. */
    wire_create_set_startup_by(body, backup ? self.startup_by : WIRE_STARTUP_NOBODY);
    wire_create_set_job(body, -1);
    letter_string(letter, self.startup, backup ? self.startup_length : 0);
    letter_string(letter, self.defines, self.defines_length);
}

static short created(struct answer *answer, short *handle, short *detail, char *descriptor, size_t room) {
    size_t at = WIRE_CREATED_SIZE;
    descriptor[0] = 0;
    if (handle) memcpy(handle, &null_handle, sizeof null_handle);
    if (detail) *detail = (short)answer->detail;
    if (answer->error != 0) return answer->error;
    answer_holds(answer, WIRE_CREATED_SIZE);
    if (handle) memcpy(handle, wire_created_handle(answer->body), WIRE_HANDLE_BYTES);
    body_string(answer, &at, descriptor, room);
    return 0;
}

struct nowait_creation {
    int32_t tag;
};

/* -102 in wire order (system-messages.md section 3). */
static void tell_creation(void *context, struct answer *answer) {
    struct nowait_creation *waiting = context;
    uint8_t message[CREATION_MESSAGE] = {0};
    char descriptor[51];
    short handle[10], detail;
    short error = created(answer, handle, &detail, descriptor, sizeof descriptor);
    wire_put(message, 2, (uint64_t)ZSYS_VAL_SMSG_PROCCREATE);
    wire_put(message + 2, 4, (uint64_t)waiting->tag);
    memcpy(message + 6, handle, WIRE_HANDLE_BYTES);
    wire_put(message + 26, 2, (uint64_t)error);
    wire_put(message + 28, 2, (uint64_t)detail);
    wire_put(message + 30, 2, strlen(descriptor));
    wire_put(message + 32, 8, (uint64_t)(int64_t)waiting->tag);
    memcpy(message + 40, descriptor, strlen(descriptor));
    receive_system(message, (uint32_t)(40 + strlen(descriptor)), &null_handle, -1, -1);
    free(waiting);
}

static short bad_parameter(short *detail, short number) {
    if (detail) *detail = number;
    return ERROR_PARAMETER;
}

GUARDIAN_API short guardian_PROCESS_CREATE_(unsigned int present, const char *program_file, short program_length,
                                            const char *library_file, short library_length, const char *swap_file,
                                            short swap_length, const char *ext_swap_file, short ext_swap_length,
                                            short priority, short processor, short *processhandle, short *error_detail,
                                            short name_option, const char *name, short name_length, char *process_descr,
                                            short descr_maxlen, short *process_descr_len, __int32_t nowait_tag,
                                            const char *hometerm, short hometerm_length, short memory_pages,
                                            short jobid, short create_options, const char *defines,
                                            short defines_length, short debug_options, __int32_t pfs_size) {
    struct letter letter;
    char descriptor[64];
    (void)library_file, (void)library_length, (void)swap_file, (void)swap_length, (void)ext_swap_file;
    (void)ext_swap_length, (void)memory_pages, (void)jobid, (void)defines, (void)defines_length;
    (void)debug_options, (void)pfs_size;
    require_kernel("PROCESS_CREATE_");
    recorder_tick();
    record(RECORD_CALL, NUMBER_PROCESS_CREATE_, processor, (uint16_t)name_option, 0);
    short *detail = PRESENT(11) ? error_detail : NULL;
    short option = PRESENT(12) ? name_option : ZSYS_VAL_PCREATOPT_NONAME;
    bool program_given = PRESENT(0) && program_file && program_length > 0 && program_length < 256;
    bool name_given = PRESENT(13) && name && name_length > 0 && name_length < 64;
    if (option < 0 || option > ZSYS_VAL_PCREATOPT_NAMEDBYSYS5) return bad_parameter(detail, 9);
    if (!program_given && option != ZSYS_VAL_PCREATOPT_CALLERSNAME) return bad_parameter(detail, 1);
    if (option == ZSYS_VAL_PCREATOPT_NAMEINCALL && !name_given) return bad_parameter(detail, 10);
    if (PRESENT(8) && priority != -1 && (priority < 1 || priority > 199)) return bad_parameter(detail, 5);
    bool terminal_given = PRESENT(19) && hometerm;
    if (terminal_given && (hometerm_length < 0 || hometerm_length >= 64)) return bad_parameter(detail, 14);
    struct creation creation = {.program = program_given ? program_file : self.program,
                                .program_length = program_given ? (size_t)program_length : strlen(self.program),
                                .name = name_given ? name : "",
                                .name_length = name_given ? (size_t)name_length : 0,
                                .home_terminal = terminal_given ? hometerm : self.home_terminal,
                                .home_terminal_length =
                                    terminal_given ? (size_t)hometerm_length : strlen(self.home_terminal),
                                .cpu = PRESENT(9) ? processor : -1,
                                .priority = PRESENT(8) ? priority : -1,
                                .name_option = option,
                                .options = PRESENT(23) ? create_options : 0};
    creation_letter(&letter, &creation);
    if (PRESENT(18) && nowait_tag != CREATION_NOWAIT) {
        struct nowait_creation *waiting = allocate(sizeof *waiting);
        waiting->tag = nowait_tag;
        kernel_ask(&letter, tell_creation, waiting);
        return 0;
    }
    struct answer answer = kernel_call(&letter);
    short error = created(&answer, PRESENT(10) ? processhandle : NULL, detail, descriptor, sizeof descriptor);
    answer_release(&answer);
    if (!error && PRESENT(15) && output_string(descriptor, process_descr, descr_maxlen, process_descr_len)) {
        return bad_parameter(detail, 11);
    }
    return error;
}

/* 0, a process-creation error, or -1 with errno (R-08..R-11; c-runtime section 10). */
GUARDIAN_API long guardian___ns_start_backup(unsigned int present, short *error_detail, short backup_cpu,
                                             short *backup_process_handle, char *backup_hometerm,
                                             short backup_debug_options, char *backup_program_file) {
    struct letter letter;
    char descriptor[64];
    (void)backup_debug_options;
    require_kernel("__ns_start_backup");
    recorder_tick();
    record(RECORD_CALL, NUMBER_PROCESS_CREATE_, backup_cpu, ZSYS_VAL_PCREATOPT_CALLERSNAME, 0);
    bool other_program = PRESENT(5) && backup_program_file;
    bool other_terminal = PRESENT(3) && backup_hometerm;
    const char *program = other_program ? backup_program_file : self.program;
    const char *terminal = other_terminal ? backup_hometerm : self.home_terminal;
    struct creation creation = {.program = program,
                                .program_length = strlen(program),
                                .name = "",
                                .home_terminal = terminal,
                                .home_terminal_length = strlen(terminal),
                                .cpu = PRESENT(1) ? backup_cpu : -1,
                                .priority = -1,
                                .name_option = ZSYS_VAL_PCREATOPT_CALLERSNAME};
    creation_letter(&letter, &creation);
    struct answer answer = kernel_call(&letter);
    short error = created(&answer, PRESENT(2) ? backup_process_handle : NULL, PRESENT(0) ? error_detail : NULL,
                          descriptor, sizeof descriptor);
    answer_release(&answer);
    return error;
}

/* ------------------------------------------------------------------------------------------------ stopping */

static bool never(void *context) {
    (void)context;
    return false;
}

static void no_answer(void *context, struct answer *answer) {
    (void)context, (void)answer;
}

struct stopping {
    struct handle handle;
    short specifier, options, completion_code, termination_info;
    const char *text;
    size_t text_length;
};

static void stop_letter(struct letter *letter, const struct stopping *stopping) {
    uint8_t *body = letter_begin(letter, WIRE_STOP, WIRE_STOP_SIZE);
    memcpy(wire_stop_handle(body), &stopping->handle, sizeof stopping->handle);
    wire_stop_set_specifier(body, stopping->specifier);
    wire_stop_set_options(body, stopping->options);
    wire_stop_set_completion_code(body, stopping->completion_code);
    wire_stop_set_termination_info(body, stopping->termination_info);
    letter_string(letter, stopping->text, stopping->text_length);
}

/* Replies on their way are sent first: a server that replies and stops has replied. */
_Noreturn static void stop_self(struct stopping *stopping) {
    struct letter letter;
    fflush(NULL);
    links_flush();
    recorder_tick();
    record(RECORD_END, stopping->completion_code, 0, 0, 0);
    stopping->handle = null_handle;
    stop_letter(&letter, stopping);
    kernel_ask(&letter, no_answer, NULL);
    wait_until(never, NULL, -1);
    abort();
}

/* The end that the C run-time reached: return from main or exit (c-runtime section 9.5). */
void stop_at_exit(int status) {
    struct pair pair;
    struct stopping stopping = {.completion_code = (short)(status == 0 ? 0 : 2), .text = ""};
    short role = pair_of(WIRE_BY_CALLER, &null_handle, "", &pair);
    if (status == 0 && role == 5) stopping.specifier = 1; /* exit(0) in a primary stops both */
    stop_self(&stopping);
}

GUARDIAN_API short guardian_PROCESS_STOP_(unsigned int present, short *processhandle, short specifier, short options,
                                          short completion_code, short termination_info, short *spi_ssid,
                                          const char *text, short length) {
    struct letter letter;
    (void)spi_ssid;
    require_kernel("PROCESS_STOP_");
    struct stopping stopping = {.handle = PRESENT(0) && processhandle ? handle_at(processhandle) : null_handle,
                                .specifier = PRESENT(1) ? specifier : 0,
                                .options = PRESENT(2) ? options : 0,
                                .text = PRESENT(6) && text ? text : "",
                                .text_length = PRESENT(6) && text && length > 0 ? (size_t)length : 0};
    recorder_tick();
    record(RECORD_CALL, NUMBER_PROCESS_STOP_, stopping.specifier, (uint16_t)stopping.options, 0);
    if (stopping.specifier < 0 || stopping.specifier > 2 || stopping.text_length > 80) return FEBADPARMVALUE;
    short usual = (stopping.options & 1) ? CODE_ABEND : STOPPED_BY_ITSELF;
    stopping.completion_code = PRESENT(3) ? completion_code : usual;
    stopping.termination_info = PRESENT(4) ? termination_info : 0;
    bool own = handle_is_null(&stopping.handle) || handle_equal(&stopping.handle, &self.handle) ||
               (stopping.specifier == 1 && handle_same_pair(&stopping.handle, &self.handle));
    if (own && stopping.specifier != 2) stop_self(&stopping);
    stop_letter(&letter, &stopping);
    struct answer answer = kernel_call(&letter);
    answer_release(&answer);
    return answer.error;
}

/* Messages are taken in meanwhile, though $RECEIVE does not end the delay. */
GUARDIAN_API void guardian_PROCESS_DELAY_(unsigned int present, long long timeout_us) {
    require_kernel("PROCESS_DELAY_");
    wait_until(never, NULL, PRESENT(0) && timeout_us > 0 ? timeout_us : 0);
}
