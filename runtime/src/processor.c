/* The processors of a node: PROCESSORSTATUS and its kind, PROCESSOR_GETINFOLIST_ (procedures.md section 2.13). */
#include "process.h"

enum {
    STATE_ONLY = -1,
    OWN_NODE = -1,
    HIGHEST_CPU = 15,
    ERROR_CODE = 7,
    COLDLOAD_TIME = 17,
    NO_PROCESSOR = -2,
    NO_TYPE = -1,
    MOST_CODES = 1024,
    PAGE_BYTES = 16384,
    LOW_PINS = 253, /* 2 to 254 */
    LAST_PARAMETER = 9
};

struct processor {
    uint16_t up, highest;
    uint64_t elapsed_us, busy_us;
    uint32_t processes, memory_pages, free_pages;
};

/* Errors 18 unknown node, 201 a processor that is not up. */
static short ask(int32_t node, short cpu, struct processor *processor) {
    struct letter letter;
    uint8_t *body = letter_begin(&letter, WIRE_GET_PROCESSOR, WIRE_GET_PROCESSOR_SIZE);
    wire_get_processor_set_node(body, node);
    wire_get_processor_set_cpu(body, cpu);
    struct answer answer = kernel_call(&letter);
    short error = answer.error;
    if (!error) {
        answer_holds(&answer, WIRE_PROCESSOR_SIZE);
        processor->up = wire_processor_up(answer.body);
        processor->highest = wire_processor_highest(answer.body);
        processor->elapsed_us = wire_processor_elapsed(answer.body);
        processor->busy_us = wire_processor_busy(answer.body);
        processor->processes = wire_processor_processes(answer.body);
        processor->memory_pages = wire_processor_memory_pages(answer.body);
        processor->free_pages = wire_processor_free_pages(answer.body);
    }
    answer_release(&answer);
    return error;
}

static __int32_t status_of(int32_t node) {
    struct processor processor;
    if (ask(node, STATE_ONLY, &processor)) return 0;
    return (__int32_t)((uint32_t)(processor.highest + 1) << 16 | processor.up);
}

GUARDIAN_API __int32_t guardian_PROCESSORSTATUS(unsigned int present) {
    (void)present;
    ENTER(PROCESSORSTATUS, 0, 0, 0);
    return status_of(OWN_NODE);
}

GUARDIAN_API __int32_t guardian_REMOTEPROCESSORSTATUS(unsigned int present, short sysnum) {
    ENTER(REMOTEPROCESSORSTATUS, sysnum, 0, 0);
    return PRESENT(0) && sysnum >= 0 ? status_of(sysnum) : 0;
}

/* -2 for what is not there. An emulated processor is of none of the platform's types: -1. */
GUARDIAN_API short guardian_PROCESSORTYPE(unsigned int present, short cpu, short sysnum) {
    struct processor processor;
    ENTER(PROCESSORTYPE, cpu, 0, 0);
    if (PRESENT(0) && (cpu < 0 || cpu > HIGHEST_CPU)) return NO_PROCESSOR;
    short error = ask(PRESENT(1) ? sysnum : OWN_NODE, PRESENT(0) ? cpu : (short)self.cpu, &processor);
    return error ? NO_PROCESSOR : NO_TYPE;
}

/* ------------------------------------------------------------------------------------------- PROCESSOR_GETINFOLIST_ */

static void write_pins(const struct processor *processor, struct values *values) {
    values_short(values, 4); /* most ever used, used, free, failures: of the first and the last there is no record */
    values_short(values, -1);
    values_short(values, (short)processor->processes);
    values_short(values, (short)(LOW_PINS - (int32_t)processor->processes));
    values_short(values, -1);
}

/* What cannot be known is -1 of its width, as the manual has it. False for a code that there is not. */
static bool write_value(short code, const struct processor *processor, struct values *values) {
    switch (code) {
    case ZSYS_VAL_CINF_PROCESSOR_TYPE:
    case ZSYS_VAL_CINF_SOFTWARE_VERSION:
    case ZSYS_VAL_CINF_CPU_QUE_LENGTH:
    case ZSYS_VAL_CINF_UP_COUNT:
        values_short(values, -1);
        return true;
    case ZSYS_VAL_CINF_CPU_MODEL:
        values_short(values, 0);
        return true;
    case ZSYS_VAL_CINF_CPU_NAME:
        values_string(values, "GUARDIAN-EMU");
        return true;
    case ZSYS_VAL_CINF_PAGE_SIZE:
        values_long(values, PAGE_BYTES);
        return true;
    case ZSYS_VAL_CINF_MEMORY_SIZE:
        values_long(values, (int32_t)processor->memory_pages);
        return true;
    case ZSYS_VAL_CINF_FREE_PAGES:
        values_long(values, (int32_t)processor->free_pages);
        return true;
    case ZSYS_VAL_CINF_DISPATCHES:
        values_long(values, -1);
        return true;
    case COLDLOAD_TIME:
        values_fixed(values, self.cold_load_time);
        return true;
    case ZSYS_VAL_CINF_ELAPSED_TIME:
        values_fixed(values, (int64_t)processor->elapsed_us);
        return true;
    case ZSYS_VAL_CINF_BUSY_TIME:
        values_fixed(values, (int64_t)processor->busy_us);
        return true;
    case ZSYS_VAL_CINF_IDLE_TIME:
        values_fixed(values, (int64_t)(processor->elapsed_us - processor->busy_us));
        return true;
    case ZSYS_VAL_CINF_INTERRUPT_TIME:
        values_fixed(values, -1);
        return true;
    case ZSYS_VAL_CINF_PCBS_LOW_PINS:
        write_pins(processor, values);
        return true;
    case ZSYS_VAL_CINF_PCBS_HIGH_PINS:
        values_short(values, 0);
        return true;
    default:
        return false;
    }
}

static short wrong(short *detail, short number) {
    *detail = number;
    return INFO_PARAMETER;
}

/* The error detail of each parameter, counted as in TAL. */
static const uint8_t detail_of[LAST_PARAMETER] = {1, 1, 2, 3, 4, 5, 6, 7, 8};

static short check(unsigned int present, const void *const *given, short cpu, short length, short count, short room,
                   short *detail) {
    for (int i = 0; i < LAST_PARAMETER; i++) {
        *detail = detail_of[i];
        if (i >= 3 && i <= 7 && !PRESENT(i)) return INFO_PARAMETER;
        if (PRESENT(i) && !given[i]) return INFO_BOUNDS;
    }
    *detail = 0;
    bool node_given = PRESENT(0) && length != 0, cpu_given = PRESENT(2) && cpu != -1;
    if (PRESENT(0) != PRESENT(1) || length < 0 || (node_given && !cpu_given)) return wrong(detail, 1);
    if (cpu_given && (cpu < 0 || cpu > HIGHEST_CPU)) return wrong(detail, 2);
    if (count < 0 || count > MOST_CODES) return wrong(detail, 4);
    return room < 0 ? wrong(detail, 6) : 0;
}

static short collect(const short *codes, short count, const struct processor *processor, struct values *values,
                     short *detail) {
    for (short i = 0; i < count; i++) {
        if (!write_value(codes[i], processor, values)) return ERROR_CODE;
    }
    if (values->used <= values->room) return 0;
    *detail = FEBUFTOOSMALL;
    return INFO_FILE_SYSTEM;
}

static short told(short *error_detail, short error, short detail) {
    if (error_detail) *error_detail = detail;
    return error;
}

GUARDIAN_API short guardian_PROCESSOR_GETINFOLIST_(unsigned int present, const char *nodename, short length, short cpu,
                                                   short *ret_attr_list, short ret_attr_count, short *ret_values_list,
                                                   short ret_values_maxlen, short *ret_values_len,
                                                   short *error_detail) {
    static const char there[1];
    const void *const given[LAST_PARAMETER] = {nodename,        there, there,          ret_attr_list, there,
                                               ret_values_list, there, ret_values_len, error_detail};
    struct processor processor;
    struct values values = {ret_values_list, ret_values_maxlen, 0};
    short detail = 0, node_length = PRESENT(0) && PRESENT(1) ? length : 0;
    ENTER(PROCESSOR_GETINFOLIST_, cpu, 0, 0);
    short *telling = PRESENT(8) ? error_detail : NULL;
    short error = check(present, given, cpu, node_length, ret_attr_count, ret_values_maxlen, &detail);
    if (error) return told(telling, error, detail);
    int32_t node = OWN_NODE;
    detail = node_length ? node_is_known(nodename, (size_t)node_length, &node) : 0;
    if (detail) return told(telling, detail == FENOSUCHSYS ? INFO_NO_NODE : INFO_FILE_SYSTEM, detail);
    detail = ask(node, PRESENT(2) && cpu != -1 ? cpu : (short)self.cpu, &processor);
    if (detail) return told(telling, detail == FENETDOWN ? INFO_NO_NODE : INFO_NO_CPU, detail);
    error = collect(ret_attr_list, ret_attr_count, &processor, &values, &detail);
    if (!error) *ret_values_len = (short)values.used;
    return told(telling, error, detail);
}
