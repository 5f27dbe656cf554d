/* PROCESS_GETINFOLIST_: one process, or a search through those of a processor (procedures.md section 2.6). */
#include "process.h"

enum {
    NO_MORE = 7,
    BAD_RETURN_CODE = 11,
    BAD_OPTION = 12,
    BAD_AUXILIARY_SIZE = 14,
    AUXILIARY_SHIFT = 12,
    CODE_MASK = 0xfff,
    MOST_CODES = 1024,
    MOST_VALUE_WORDS = 8192,
    HIGHEST_CPU = 15,
    HUNDREDTH_US = 10000,
    LAST_PARAMETER = 18
};

/* What was asked for, as far as it is in order. */
struct asked {
    short option, cpu, *pin;
    bool node; /* a node was named */
    int32_t node_number;
    struct handle handle; /* null: none given */
    int32_t oss_pid;
    int64_t limit_us;
    const short *codes;
    short code_count;
    struct criteria criteria;
    struct values values;
};

/* The error detail of each parameter, counted as in TAL. */
static const uint8_t detail_of[LAST_PARAMETER] = {1, 2, 3, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17};

/* ------------------------------------------------------------------------------------------------------- parameters */

static short wrong(short *detail, int parameter) {
    *detail = detail_of[parameter];
    return INFO_PARAMETER;
}

static short check_pointers(unsigned int present, const void *const *given, short *detail) {
    for (int i = 0; i < LAST_PARAMETER; i++) {
        *detail = detail_of[i];
        if (i >= 5 && i <= 9 && !PRESENT(i)) return INFO_PARAMETER;
        if (PRESENT(i) && !given[i]) return INFO_BOUNDS;
    }
    *detail = 0;
    return 0;
}

static bool searches(const struct asked *asked) {
    return asked->option == ZSYS_VAL_PINF_FIND_FIRST || asked->option == ZSYS_VAL_PINF_FIND_MANY;
}

/* Which of processor and PIN, handle and OSS process ID go with which search option. */
static short check_subject(unsigned int present, const struct asked *asked, short *detail) {
    bool cpu = PRESENT(0) && asked->cpu != -1, pin = PRESENT(1) && (searches(asked) || *asked->pin != -1);
    bool handle = !handle_is_null(&asked->handle), oss_pid = PRESENT(16) && asked->oss_pid != 0;
    bool exact = asked->option == ZSYS_VAL_PINF_FIND_EXACT, by_oss_pid = asked->option == ZSYS_VAL_PINF_FIND_OSS_PID;
    if (cpu && (by_oss_pid || (handle && exact) || asked->cpu < 0 || asked->cpu > HIGHEST_CPU)) return wrong(detail, 0);
    if (exact && pin && !cpu) return wrong(detail, 0);
    if (pin && (by_oss_pid || (handle && exact))) return wrong(detail, 1);
    if ((exact && cpu && !pin) || (searches(asked) && !pin)) return wrong(detail, 1);
    if (PRESENT(2) != PRESENT(3) || (asked->node && handle)) return wrong(detail, 2);
    if (handle && !exact) return wrong(detail, 4);
    if (oss_pid != by_oss_pid) return wrong(detail, 16);
    return 0;
}

static short check_search(unsigned int present, const struct asked *asked, short *detail) {
    for (int i = 12; searches(asked) && i <= 15; i++) {
        if (!PRESENT(i)) return wrong(detail, i);
    }
    if (searches(asked) && (asked->criteria.count < 0 || asked->criteria.count > MOST_CODES)) return wrong(detail, 13);
    if (searches(asked) && asked->criteria.words < 0) return wrong(detail, 15);
    return searches(asked) ? criteria_check(&asked->criteria, detail) : 0;
}

static bool is_caller(const struct asked *asked) {
    bool own = handle_equal(&asked->handle, &self.handle);
    bool nobody = handle_is_null(&asked->handle) && asked->cpu == -1;
    return asked->option == ZSYS_VAL_PINF_FIND_EXACT && (own || nobody);
}

/* The high four bits of a code say how many words of auxiliary data follow it. None of these attributes has any. */
static short check_codes(const struct asked *asked, short *detail) {
    struct process_info nobody;
    struct values nowhere = {NULL, 0, 0};
    memset(&nobody, 0, sizeof nobody);
    if (is_caller(asked)) nobody.handle = self.handle;
    for (short i = 0; i < asked->code_count; i++) {
        uint16_t word = (uint16_t)asked->codes[i];
        *detail = (short)(word & CODE_MASK);
        if (!attribute_write(*detail, &nobody, &nowhere)) return BAD_RETURN_CODE;
        if (word >> AUXILIARY_SHIFT) return BAD_AUXILIARY_SIZE;
    }
    *detail = 0;
    return 0;
}

/* ---------------------------------------------------------------------------------------------------------- finding */

/* The values of one process; false when there is no room for all of them: then nothing is written. */
static bool write_values(struct asked *asked, const struct process_info *info) {
    int32_t before = asked->values.used;
    for (short i = 0; i < asked->code_count; i++) attribute_write(asked->codes[i], info, &asked->values);
    if (asked->values.used <= asked->values.room) return true;
    asked->values.used = before;
    return false;
}

static short too_small(short *detail) {
    *detail = FEBUFTOOSMALL;
    return INFO_FILE_SYSTEM;
}

static short write_one(struct asked *asked, const struct process_info *info, short *detail) {
    if (!write_values(asked, info)) return too_small(detail);
    *detail = 1;
    return 0;
}

static short find_exact(struct asked *asked, short *detail) {
    struct process_info info;
    bool by_pin = handle_is_null(&asked->handle) && asked->cpu != -1;
    short error = by_pin ? info_of_pin_at(asked->node_number, WIRE_INFO_BY_PIN, asked->cpu, (uint16_t)*asked->pin,
                                          asked->limit_us, &info, detail)
                         : info_of(&asked->handle, asked->limit_us, &info, detail);
    return error ? error : write_one(asked, &info, detail);
}

static int32_t pin_of(const struct process_info *info) {
    return (int32_t)wire_get(info->handle.byte + 2, 2);
}

/* Goes on from a PIN: what is found first, or as much as there is room for, and where another call would begin. */
static short find_many(struct asked *asked, short *detail) {
    struct process_info info;
    short cpu = asked->cpu == -1 ? (short)self.cpu : asked->cpu;
    int32_t start = (uint16_t)*asked->pin, next = start, first = -1, going_on = -1;
    short count = 0, error = 0;
    if (*asked->pin == -1) return NO_MORE;
    while (
        !(error = info_of_pin_at(asked->node_number, WIRE_INFO_BY_NEXT, cpu, next, asked->limit_us, &info, detail))) {
        next = pin_of(&info) + 1;
        if (!criteria_hold(&asked->criteria, &info)) continue;
        bool enough = count == 1 && asked->option == ZSYS_VAL_PINF_FIND_FIRST;
        going_on = pin_of(&info);
        if (enough || !write_values(asked, &info)) break;
        if (count++ == 0) first = going_on;
        going_on = -1;
    }
    if (error && error != INFO_NO_PROCESS) return error;
    if (going_on >= 0 && count == 0) return too_small(detail);
    *asked->pin = (short)going_on;
    *detail = count;
    return count == 0 ? NO_MORE : first == start ? 0 : INFO_NO_PROCESS;
}

static short find_oss_pid_in(struct asked *asked, short cpu, struct process_info *info, short *detail) {
    int32_t next = 0;
    short error;
    while (!(error = info_of_pin_at(asked->node_number, WIRE_INFO_BY_NEXT, cpu, next, asked->limit_us, info, detail))) {
        if ((int32_t)info->pid == asked->oss_pid) return 0;
        next = pin_of(info) + 1;
    }
    return error;
}

/* In the caller's processor first: processors may count their Linux processes each for itself. */
static short find_oss_pid(struct asked *asked, short *detail) {
    struct process_info info;
    short error = find_oss_pid_in(asked, (short)self.cpu, &info, detail);
    for (short cpu = 0; error == INFO_NO_PROCESS && cpu <= HIGHEST_CPU; cpu++) {
        if (cpu != self.cpu) error = find_oss_pid_in(asked, cpu, &info, detail);
        if (error == INFO_NO_CPU) error = INFO_NO_PROCESS;
    }
    if (error == INFO_NO_PROCESS) *detail = 0;
    return error ? error : write_one(asked, &info, detail);
}

static short find(struct asked *asked, short *detail) {
    if (searches(asked)) return find_many(asked, detail);
    return asked->option == ZSYS_VAL_PINF_FIND_EXACT ? find_exact(asked, detail) : find_oss_pid(asked, detail);
}

/* -------------------------------------------------------------------------------------------------------- procedure */

static short told(short *error_detail, short error, short detail) {
    if (error_detail) *error_detail = detail;
    return error;
}

static short check_node(struct asked *asked, const char *nodename, short length, short *detail) {
    *detail = asked->node ? node_is_known(nodename, (size_t)(length < 0 ? 0 : length), &asked->node_number) : 0;
    if (!*detail) return 0;
    return *detail == FENOSUCHSYS ? INFO_NO_NODE : INFO_FILE_SYSTEM;
}

static short check_handle(const struct handle *handle, short *detail) {
    short error = handle_is_null(handle) ? FEOK : handle_check(handle);
    if (error == FENOSUCHSYS) {
        *detail = error;
        return INFO_NO_NODE;
    }
    return error ? wrong(detail, 4) : 0;
}

GUARDIAN_API short guardian_PROCESS_GETINFOLIST_(unsigned int present, short cpu, short *pin, const char *nodename,
                                                 short length, short *processhandle, short *ret_attr_list,
                                                 short ret_attr_count, short *ret_values_list, short ret_values_maxlen,
                                                 short *ret_values_len, short *error_detail, short srch_option,
                                                 short *srch_attr_list, short srch_attr_count, short *srch_values_list,
                                                 short srch_values_len, __int32_t oss_pid, __int32_t timeout) {
    static const char there[1];
    const void *const given[LAST_PARAMETER] = {there,
                                               pin,
                                               nodename,
                                               there,
                                               processhandle,
                                               ret_attr_list,
                                               there,
                                               ret_values_list,
                                               there,
                                               ret_values_len,
                                               error_detail,
                                               there,
                                               srch_attr_list,
                                               there,
                                               srch_values_list,
                                               there,
                                               there,
                                               there};
    struct asked asked = {.option = PRESENT(11) ? srch_option : ZSYS_VAL_PINF_FIND_EXACT,
                          .cpu = PRESENT(0) ? cpu : -1,
                          .pin = pin,
                          .node = PRESENT(2) && length != 0,
                          .node_number = self.node_number,
                          .handle = null_handle,
                          .oss_pid = oss_pid,
                          .limit_us = PRESENT(17) && timeout >= 0 ? (int64_t)timeout * HUNDREDTH_US : -1,
                          .codes = ret_attr_list,
                          .code_count = ret_attr_count,
                          .criteria = {srch_attr_list, srch_attr_count, srch_values_list, srch_values_len},
                          .values = {ret_values_list, ret_values_maxlen, 0}};
    short detail = 0;
    ENTER(PROCESS_GETINFOLIST_, cpu, (uint16_t)srch_option, 0);
    short *telling = PRESENT(10) ? error_detail : NULL;
    short error = check_pointers(present, given, &detail);
    if (error) return told(telling, error, detail);
    if (PRESENT(4)) asked.handle = handle_at(processhandle);
    if (asked.option < ZSYS_VAL_PINF_FIND_EXACT || asked.option > ZSYS_VAL_PINF_FIND_OSS_PID) {
        return told(telling, BAD_OPTION, 0);
    }
    error = check_subject(present, &asked, &detail);
    if (!error) error = check_handle(&asked.handle, &detail);
    if (!error && (ret_attr_count < 0 || ret_attr_count > MOST_CODES)) error = wrong(&detail, 6);
    if (!error && (ret_values_maxlen < 0 || ret_values_maxlen > MOST_VALUE_WORDS)) error = wrong(&detail, 8);
    if (!error) error = check_search(present, &asked, &detail);
    if (!error && PRESENT(17) && timeout < -1) error = wrong(&detail, 17);
    if (!error) error = check_node(&asked, nodename, length, &detail);
    if (!error) error = check_codes(&asked, &detail);
    if (!error) error = find(&asked, &detail);
    bool found = error == 0 || (error == INFO_NO_PROCESS && searches(&asked));
    if (found) *ret_values_len = (short)asked.values.used;
    return told(telling, error, detail);
}
