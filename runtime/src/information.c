/* PROCESS_GETINFO_ (procedures.md section 2.5), and how the kernel is asked about a process. */
#include <stdio.h>
#include <stdlib.h>

#include "process.h"

enum { HUNDREDTH_US = 10000, LAST_PARAMETER = 24, UNNAMED_HANDLE = 1 };

/* ------------------------------------------------------------------------------------------------ asking the kernel */

/* A question with a time limit outlives its asker when the time is over. */
struct question {
    bool answered, given_up;
    struct answer answer;
};

static void take_answer(void *context, struct answer *answer) {
    struct question *question = context;
    if (question->given_up) {
        free(question);
        return;
    }
    question->answered = true;
    question->answer = *answer;
    question->answer.body = allocate(answer->length + 1);
    memcpy(question->answer.body, answer->body, answer->length);
}

static bool is_answered(void *context) {
    return ((struct question *)context)->answered;
}

/* The name with its node; some are without when the kernel has them from a program or a topology. */
static void name_with_node(char *name, size_t room, const char *before_plain) {
    char plain[256];
    if (!name[0] || name[0] == '\\') return;
    snprintf(plain, sizeof plain, "%s", name);
    bool full = plain[0] == '$';
    snprintf(name, room, "%s.%s%s", self.node_name, full ? "" : before_plain, plain);
}

static void read_info(const struct answer *answer, struct process_info *info) {
    const uint8_t *body = answer->body;
    size_t at = WIRE_INFO_SIZE;
    answer_holds(answer, WIRE_INFO_SIZE);
    info->handle = handle_at(wire_info_handle(answer->body));
    info->mom = handle_at(wire_info_mom(answer->body));
    info->gmom = handle_at(wire_info_gmom(answer->body));
    info->priority = wire_info_priority(body);
    info->initial_priority = wire_info_initial_priority(body);
    info->job = wire_info_job(body);
    info->state = wire_info_state(body);
    info->wait_state = wire_info_wait_state(body);
    info->stop_mode = wire_info_stop_mode(body);
    info->subtype = wire_info_subtype(body);
    info->creator_access_id = wire_info_creator_access_id(body);
    info->process_access_id = wire_info_process_access_id(body);
    info->file_security = wire_info_file_security(body);
    info->stop_queued = wire_info_stop_queued(body) != 0;
    info->primary = wire_info_is_primary(body) != 0;
    info->qualifiers = wire_info_qualifiers(body) != 0;
    info->process_time_us = wire_info_process_time(body);
    info->creation_time = wire_info_creation_time(body);
    info->pid = wire_info_pid(body);
    body_string(answer, &at, info->descriptor, sizeof info->descriptor);
    body_string(answer, &at, info->program, sizeof info->program);
    body_string(answer, &at, info->home_terminal, sizeof info->home_terminal);
    body_string(answer, &at, info->mom_name, sizeof info->mom_name);
    body_string(answer, &at, info->gmom_name, sizeof info->gmom_name);
    name_with_node(info->program, sizeof info->program, "$SYSTEM.SYSTEM.");
    name_with_node(info->home_terminal, sizeof info->home_terminal, "");
}

static short ask(struct letter *letter, int64_t limit_us, struct process_info *info, short *detail) {
    struct question *question = allocate(sizeof *question);
    *question = (struct question){.answered = false};
    kernel_ask(letter, take_answer, question);
    *detail = FETIMEDOUT;
    if (!wait_until(is_answered, question, limit_us)) {
        question->given_up = true;
        return INFO_FILE_SYSTEM;
    }
    short error = question->answer.error;
    *detail = error == INFO_NO_CPU ? FEPATHDOWN : error == INFO_NO_NODE ? FENETDOWN : 0;
    if (!error) read_info(&question->answer, info);
    answer_release(&question->answer);
    free(question);
    return error;
}

short info_of(const struct handle *handle, int64_t limit_us, struct process_info *info, short *detail) {
    struct letter letter;
    uint8_t *body = letter_begin(&letter, WIRE_GET_INFO, WIRE_GET_INFO_SIZE);
    wire_get_info_set_by(body, WIRE_INFO_BY_HANDLE);
    memcpy(wire_get_info_handle(body), handle, sizeof *handle);
    return ask(&letter, limit_us, info, detail);
}

/* A handle that says no more than a node and a processor: which kernel is asked. */
static struct handle handle_of_place(int32_t node, short cpu) {
    struct handle handle = {{UNNAMED_HANDLE}};
    if (node == self.node_number || cpu < 0) return null_handle;
    handle.byte[1] = (uint8_t)cpu;
    wire_put(handle.byte + 4, 4, (uint64_t)node);
    return handle;
}

short info_of_pin(uint16_t by, short cpu, int32_t pin, int64_t limit_us, struct process_info *info, short *detail) {
    return info_of_pin_at(self.node_number, by, cpu, pin, limit_us, info, detail);
}

short info_of_pin_at(int32_t node, uint16_t by, short cpu, int32_t pin, int64_t limit_us, struct process_info *info,
                     short *detail) {
    struct letter letter;
    struct handle place = handle_of_place(node, cpu);
    uint8_t *body = letter_begin(&letter, WIRE_GET_INFO, WIRE_GET_INFO_SIZE);
    wire_get_info_set_by(body, by);
    memcpy(wire_get_info_handle(body), &place, sizeof place);
    wire_get_info_set_cpu(body, cpu);
    wire_get_info_set_pin(body, pin);
    return ask(&letter, limit_us, info, detail);
}

/* ------------------------------------------------------------------------------------------------- PROCESS_GETINFO_ */

/* What a wrong parameter is called: the error detail of each, counted as in TAL. */
static const uint8_t detail_of[LAST_PARAMETER] = {1,  2,  2,  3,  4,  5,  6,  6,  7,  8,  9,  10,
                                                  11, 12, 13, 13, 14, 15, 15, 16, 17, 18, 19, 20};

/* Where the three parameters of an output string begin, and those that are given by value. */
static const uint8_t strings[] = {1, 6, 14, 17};
static bool by_value(int parameter) {
    return parameter == 2 || parameter == 7 || parameter == 15 || parameter == 18 || parameter == 23;
}

static int first_missing(unsigned int present, int first) {
    for (int i = first; i < first + 2; i++) {
        if (!PRESENT(i)) return i;
    }
    return first + 2;
}

static short check(unsigned int present, const void *const *given, const short *rooms, int32_t timeout, short *detail) {
    for (size_t i = 0; i < sizeof strings; i++) {
        if (all_or_none(present, strings[i])) continue;
        *detail = detail_of[first_missing(present, strings[i])];
        return INFO_PARAMETER;
    }
    for (int i = 0; i < LAST_PARAMETER; i++) {
        *detail = detail_of[i];
        if (PRESENT(i) && !by_value(i) && !given[i]) return INFO_BOUNDS;
    }
    for (size_t i = 0; i < sizeof strings; i++) {
        *detail = detail_of[strings[i]];
        if (PRESENT(strings[i]) && rooms[i] < 0) return INFO_PARAMETER;
    }
    *detail = detail_of[23];
    if (PRESENT(23) && timeout < -1) return INFO_PARAMETER;
    *detail = 0;
    return 0;
}

static short give_string(bool wanted, const char *text, char *into, short room, short *length) {
    return wanted ? output_string(text, into, room, length) : FEOK;
}

static short told(short *error_detail, short error, short detail) {
    if (error_detail) *error_detail = detail;
    return error;
}

GUARDIAN_API short guardian_PROCESS_GETINFO_(unsigned int present, short *processhandle, char *proc_fname,
                                             short fname_maxlen, short *proc_fname_len, short *priority,
                                             short *moms_processhandle, char *hometerm, short hometerm_maxlen,
                                             short *hometerm_len, long long *process_time, short *creator_access_id,
                                             short *process_access_id, short *gmoms_processhandle, short *jobid,
                                             char *program_file, short program_maxlen, short *program_len,
                                             char *swap_file, short swap_maxlen, short *swap_len, short *error_detail,
                                             short *proc_type, __int32_t *oss_pid, __int32_t timeout) {
    struct process_info info;
    struct handle handle = null_handle;
    char swap[64];
    short detail = 0;
    const void *const given[LAST_PARAMETER] = {processhandle,
                                               proc_fname,
                                               NULL,
                                               proc_fname_len,
                                               priority,
                                               moms_processhandle,
                                               hometerm,
                                               NULL,
                                               hometerm_len,
                                               process_time,
                                               creator_access_id,
                                               process_access_id,
                                               gmoms_processhandle,
                                               jobid,
                                               program_file,
                                               NULL,
                                               program_len,
                                               swap_file,
                                               NULL,
                                               swap_len,
                                               error_detail,
                                               proc_type,
                                               oss_pid,
                                               NULL};
    const short rooms[] = {fname_maxlen, hometerm_maxlen, program_maxlen, swap_maxlen};
    ENTER(PROCESS_GETINFO_, 0, 0, 0);
    short *telling = PRESENT(20) ? error_detail : NULL;
    short error = check(present, given, rooms, timeout, &detail);
    if (error) return told(telling, error, detail);
    if (PRESENT(0)) handle = handle_at(processhandle);
    bool caller = handle_is_null(&handle);
    short bad = caller ? FEOK : handle_check(&handle);
    if (bad) return bad == FENOSUCHSYS ? told(telling, INFO_NO_NODE, bad) : told(telling, INFO_PARAMETER, 1);
    error = info_of(&handle, PRESENT(23) && timeout >= 0 ? (int64_t)timeout * HUNDREDTH_US : -1, &info, &detail);
    if (error) return told(telling, error, detail);
    snprintf(swap, sizeof swap, "%s.$SYSTEM.#0", self.node_name); /* as where swap space is the kernel's affair */
    detail = give_string(PRESENT(1), info.descriptor, proc_fname, fname_maxlen, proc_fname_len);
    if (!detail) detail = give_string(PRESENT(6), info.home_terminal, hometerm, hometerm_maxlen, hometerm_len);
    if (!detail) detail = give_string(PRESENT(14), info.program, program_file, program_maxlen, program_len);
    if (!detail) detail = give_string(PRESENT(17), swap, swap_file, swap_maxlen, swap_len);
    if (detail) return told(telling, INFO_FILE_SYSTEM, detail);
    if (PRESENT(0) && caller) memcpy(processhandle, &info.handle, sizeof info.handle);
    if (PRESENT(4)) *priority = info.priority;
    if (PRESENT(5)) memcpy(moms_processhandle, &info.mom, sizeof info.mom);
    if (PRESENT(9)) *process_time = (long long)info.process_time_us;
    if (PRESENT(10)) *creator_access_id = (short)info.creator_access_id;
    if (PRESENT(11)) *process_access_id = (short)info.process_access_id;
    if (PRESENT(12)) memcpy(gmoms_processhandle, &info.gmom, sizeof info.gmom);
    if (PRESENT(13)) *jobid = info.job;
    if (PRESENT(21)) *proc_type = 0;
    if (PRESENT(22)) *oss_pid = (__int32_t)info.pid;
    return told(telling, 0, 0);
}
