/* The end of this process and of others: PROCESS_STOP_, STOP, ABEND, SETSTOP (procedures.md section 2.3). */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "streams.h"

enum {
    ONE_MEMBER,
    BOTH_MEMBERS,
    OTHER_MEMBER,
    OPTION_ABEND = 1,
    LONGEST_TEXT = 80,
    CODE_STOP = ZSYS_VAL_PROCDEATH_STOP,
    CODE_ABEND = ZSYS_VAL_PROCDEATH_ABEND,
    CODE_BAD_PARAMETERS = ZSYS_VAL_PROCDEATH_BADPARAMS,
    CODE_FATAL_ERRORS = 2,
    NO_MODE = -1
};

struct stopping {
    struct handle handle; /* null: the caller */
    short specifier, options, completion_code, termination_info;
    const char *text;
    size_t text_length;
    uint8_t ssid[12];
    size_t ssid_length;
};

static void stop_letter(struct letter *letter, const struct stopping *stopping) {
    uint8_t *body = letter_begin(letter, WIRE_STOP, WIRE_STOP_SIZE);
    memcpy(wire_stop_handle(body), &stopping->handle, sizeof stopping->handle);
    wire_stop_set_specifier(body, stopping->specifier);
    wire_stop_set_options(body, stopping->options);
    wire_stop_set_completion_code(body, stopping->completion_code);
    wire_stop_set_termination_info(body, stopping->termination_info);
    letter_string(letter, stopping->text, stopping->text_length);
    letter_string(letter, (const char *)stopping->ssid, stopping->ssid_length);
}

/* ----------------------------------------------------------------------------------------------------- this process */

static bool never(void *context) {
    (void)context;
    return false;
}

static void no_answer(void *context, struct answer *answer) {
    (void)context, (void)answer;
}

/* Replies on their way are sent first: a server that replies and stops has replied. */
_Noreturn static void stop_self(struct stopping *stopping) {
    struct letter letter;
    links_flush();
    recorder_tick();
    record(RECORD_END, stopping->completion_code, 0, 0, 0);
    stopping->handle = null_handle;
    stop_letter(&letter, stopping);
    kernel_ask(&letter, no_answer, NULL);
    wait_until(never, NULL, -1);
    abort();
}

void stop_at_exit(int status) {
    struct pair pair;
    streams_end();
    struct stopping stopping = {.completion_code = status == 0 ? CODE_STOP : CODE_FATAL_ERRORS, .text = ""};
    short role = pair_of(WIRE_BY_CALLER, &null_handle, "", &pair);
    if (status == 0 && role == PAIR_PRIMARY) stopping.specifier = BOTH_MEMBERS; /* exit(0) stops both */
    stop_self(&stopping);
}

/* What a process says of its own end. Nonsense does not keep it alive: the completion code then tells of that. */
struct last_words {
    bool code_given, info_given, ssid_given, text_given;
    short completion_code, termination_info, length;
    const short *ssid;
    const char *text;
};

static bool make_sense(const struct last_words *words) {
    bool code_fits = !words->code_given || words->completion_code >= 0; /* negative ones are the system's */
    bool text_fits = !words->text_given || (words->length >= 0 && words->length <= LONGEST_TEXT);
    bool text_there = !words->text_given || words->text || words->length == 0;
    return code_fits && text_fits && text_there && (!words->ssid_given || words->ssid);
}

static void take_words(struct stopping *stopping, const struct last_words *words) {
    stopping->completion_code = stopping->options & OPTION_ABEND ? CODE_ABEND : CODE_STOP;
    if (!make_sense(words)) {
        stopping->completion_code = CODE_BAD_PARAMETERS;
        return;
    }
    if (words->code_given) stopping->completion_code = words->completion_code;
    if (words->info_given) stopping->termination_info = words->termination_info;
    if (words->text_given && words->length) {
        stopping->text = words->text;
        stopping->text_length = (size_t)words->length;
    }
    if (!words->ssid_given) return;
    memcpy(stopping->ssid, words->ssid, 8);
    wire_put(stopping->ssid + 8, 2, (uint64_t)words->ssid[4]);
    wire_put(stopping->ssid + 10, 2, (uint64_t)words->ssid[5]);
    stopping->ssid_length = sizeof stopping->ssid;
}

static bool concerns_self(const struct stopping *stopping) {
    const struct handle *handle = &stopping->handle;
    if (stopping->specifier == OTHER_MEMBER) return false;
    if (handle_is_null(handle) || handle_equal(handle, &self.handle)) return true;
    return stopping->specifier == BOTH_MEMBERS && handle_same_pair(handle, &self.handle);
}

/* Returns only when the caller goes on. */
static short stop(struct stopping *stopping, const struct last_words *words) {
    struct letter letter;
    if (concerns_self(stopping)) {
        take_words(stopping, words);
        stop_self(stopping);
    }
    if (stopping->specifier == OTHER_MEMBER) stopping->handle = null_handle;
    stop_letter(&letter, stopping);
    struct answer answer = kernel_call(&letter);
    answer_release(&answer);
    return answer.error;
}

/* ------------------------------------------------------------------------------------------------------- procedures */

GUARDIAN_API short guardian_PROCESS_STOP_(unsigned int present, short *processhandle, short specifier, short options,
                                          short completion_code, short termination_info, short *spi_ssid,
                                          const char *text, short length) {
    struct stopping stopping = {.handle = null_handle, .text = ""};
    struct last_words words = {.code_given = PRESENT(3),
                               .info_given = PRESENT(4),
                               .ssid_given = PRESENT(5),
                               .text_given = PRESENT(6) || PRESENT(7),
                               .completion_code = completion_code,
                               .termination_info = termination_info,
                               .length = PRESENT(6) && PRESENT(7) ? length : -1,
                               .ssid = spi_ssid,
                               .text = text};
    ENTER(PROCESS_STOP_, specifier, (uint16_t)options, 0);
    if (PRESENT(1)) stopping.specifier = specifier;
    if (PRESENT(2)) stopping.options = options;
    if (PRESENT(0) && !processhandle) return FEBOUNDSERR;
    if (stopping.specifier < ONE_MEMBER || stopping.specifier > OTHER_MEMBER) return FEBADPARMVALUE;
    if (stopping.options & ~OPTION_ABEND) return FEBADPARMVALUE;
    if (PRESENT(0) && stopping.specifier != OTHER_MEMBER) stopping.handle = handle_at(processhandle);
    if (!handle_is_null(&stopping.handle)) {
        short error = handle_check(&stopping.handle);
        if (error) return error;
    }
    return stop(&stopping, &words);
}

/* exit(0) and exit(1) with words of one's own: streams are flushed, and STOP in a primary stops both members. */
REPLACEABLE void guardian_terminate_program(unsigned int present, short dummy, short options, short completion_code,
                                            short termination_info, short *ssid, char *text, short length) {
    struct pair pair;
    struct stopping stopping = {.handle = null_handle, .text = ""};
    struct last_words words = {.code_given = PRESENT(2),
                               .info_given = PRESENT(3),
                               .ssid_given = PRESENT(4),
                               .text_given = PRESENT(5) || PRESENT(6),
                               .completion_code = completion_code,
                               .termination_info = termination_info,
                               .length = PRESENT(5) && PRESENT(6) ? length : -1,
                               .ssid = ssid,
                               .text = text};
    (void)dummy;
    require_kernel("terminate_program");
    streams_end();
    if (PRESENT(1)) stopping.options = options & OPTION_ABEND;
    bool stops = !stopping.options;
    if (stops && pair_of(WIRE_BY_CALLER, &null_handle, "", &pair) == PAIR_PRIMARY) stopping.specifier = BOTH_MEMBERS;
    take_words(&stopping, &words);
    stop_self(&stopping);
}

REPLACEABLE _Noreturn void guardian_abort(void);

/* A program that handles SIGABRT does so first. */
void guardian_abort(void) {
    struct stopping stopping = {.options = OPTION_ABEND, .completion_code = CODE_ABEND, .text = ""};
    struct sigaction action;
    bool handled = sigaction(SIGABRT, NULL, &action) == 0 && action.sa_handler != SIG_DFL;
    if (!self.started) abort();
    if (handled) raise(SIGABRT);
    stop_self(&stopping);
}

/* The process IDs of the C-series: zero is the caller, -1 as processor and PIN are both members of a pair. */
static short stop_by_id(const short *process_id, bool backup, short options, const struct last_words *words) {
    struct stopping stopping = {.handle = null_handle, .options = options, .text = ""};
    bool named = process_id && (process_id[0] || process_id[1] || process_id[2]);
    if (backup) {
        stopping.specifier = OTHER_MEMBER;
    } else if (named) {
        short error = crtpid_process(process_id, &stopping.handle);
        if (error) return error;
        if (crtpid_is_pair(process_id)) stopping.specifier = BOTH_MEMBERS;
    }
    short error = stop(&stopping, words);
    /* The request was made; whether the process's stop mode lets it pass is another matter. */
    return error == FEQUEUEDSTOPMODE0 || error == FEQUEUEDSTOPMODE1 ? FEOK : error;
}

static _cc_status stop_or_abend(unsigned int present, const short *process_id, short stop_backup, short *error,
                                short options, struct last_words words) {
    words.code_given = PRESENT(3);
    words.info_given = PRESENT(4);
    words.ssid_given = PRESENT(5);
    words.text_given = PRESENT(6) || PRESENT(7);
    if (!PRESENT(6) || !PRESENT(7)) words.length = -1;
    short outcome = stop_by_id(PRESENT(0) ? process_id : NULL, PRESENT(1) && stop_backup == 1, options, &words);
    if (PRESENT(2) && error) *error = outcome;
    self.last_error = outcome;
    return outcome ? -1 : 0;
}

GUARDIAN_API _cc_status guardian_STOP(unsigned int present, short *process_id, short stop_backup, short *error,
                                      short compl_code, short termination_info, short *spi_ssid, short length,
                                      const char *text) {
    struct last_words words = {.completion_code = compl_code,
                               .termination_info = termination_info,
                               .ssid = spi_ssid,
                               .length = length,
                               .text = text};
    ENTER(STOP, stop_backup, 0, 0);
    return stop_or_abend(present, process_id, stop_backup, error, 0, words);
}

GUARDIAN_API _cc_status guardian_ABEND(unsigned int present, short *process_id, short stop_backup, short *error,
                                       short compl_code, short termination_info, short *spi_ssid, short length,
                                       const char *text) {
    struct last_words words = {.completion_code = compl_code,
                               .termination_info = termination_info,
                               .ssid = spi_ssid,
                               .length = length,
                               .text = text};
    ENTER(ABEND, stop_backup, 0, 0);
    return stop_or_abend(present, process_id, stop_backup, error, OPTION_ABEND, words);
}

/* The mode before, or -1. The kernel refuses mode 2 to those who may not have it. */
GUARDIAN_API short guardian_SETSTOP(unsigned int present, short stop_mode) {
    struct setting setting = {.handle = null_handle, .attribute = WIRE_SET_STOP_MODE, .value = stop_mode, .text = ""};
    struct setting_before before;
    ENTER(SETSTOP, stop_mode, 0, 0);
    if (!PRESENT(0) || stop_mode < 0 || stop_mode > 2) return NO_MODE;
    return setting_make(&setting, &before) ? NO_MODE : (short)before.value;
}
