/* Process pairs and process handles: who is who, in the system's current view (R-01..R-07). */
#include <stdlib.h>

#include "process.h"

const struct handle null_handle = {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};

enum {
    PAIR_PLACE = 10, /* pair index, 2 bytes, then the sequence number, 8 bytes (wire/handle.py) */
    PAIR_BYTES = 10,
    RESULT_PARAMETER = 2,
    ATTRIBUTE_PRIMARY = 47
};

bool handle_same_pair(const struct handle *a, const struct handle *b) {
    bool named = wire_get(a->byte + PAIR_PLACE, 2) != 0;
    bool same_node = memcmp(a->byte + 4, b->byte + 4, 4) == 0;
    return named && same_node && memcmp(a->byte + PAIR_PLACE, b->byte + PAIR_PLACE, PAIR_BYTES) == 0;
}

short pair_of(uint16_t by, const struct handle *handle, const char *name, struct pair *pair) {
    struct letter letter;
    size_t at = WIRE_PAIR_SIZE;
    uint8_t *body = letter_begin(&letter, WIRE_PAIR_INFO, WIRE_PAIR_INFO_SIZE);
    wire_pair_info_set_by(body, by);
    memcpy(wire_pair_info_handle(body), handle, sizeof *handle);
    letter_string(&letter, name, strlen(name));
    struct answer answer = kernel_call(&letter);
    answer_holds(&answer, WIRE_PAIR_SIZE);
    pair->result = wire_pair_result(answer.body);
    pair->primary = handle_at(wire_pair_primary(answer.body));
    pair->backup = handle_at(wire_pair_backup(answer.body));
    pair->ancestor = handle_at(wire_pair_ancestor(answer.body));
    pair->sequence = wire_pair_sequence(answer.body);
    body_string(&answer, &at, pair->name, sizeof pair->name);
    body_string(&answer, &at, pair->ancestor_name, sizeof pair->ancestor_name);
    answer_release(&answer);
    return pair->result;
}

static void give(bool wanted, short *into, const struct handle *handle) {
    if (wanted && into) memcpy(into, handle, sizeof *handle);
}

static short parameter_error(short *detail, bool wanted, short number) {
    if (wanted && detail) *detail = number;
    return RESULT_PARAMETER;
}

GUARDIAN_API short guardian_PROCESS_GETPAIRINFO_(unsigned int present, short *processhandle, char *pair_name,
                                                 short maxlen, short *pair_length, short *primary_processhandle,
                                                 short *backup_processhandle, __int32_t *search_index,
                                                 short *ancst_processhandle, const char *search_nodename,
                                                 short search_length, short options, char *ancst, short ancst_maxlen,
                                                 short *ancst_length, short *error_detail) {
    struct pair pair;
    char name[64] = "";
    (void)search_nodename, (void)search_length, (void)options;
    require_kernel("PROCESS_GETPAIRINFO_");
    if (!present) {
        while (kernel_input()) continue; /* the role as of this call */
        return self.role;
    }
    if (PRESENT(6) && search_index) return parameter_error(error_detail, PRESENT(14), 6);
    struct handle handle = PRESENT(0) && processhandle ? handle_at(processhandle) : null_handle;
    bool by_name = handle_is_null(&handle) && PRESENT(1) && !PRESENT(3);
    uint16_t by = !handle_is_null(&handle) ? WIRE_BY_HANDLE : by_name ? WIRE_BY_NAME : WIRE_BY_CALLER;
    if (by_name) {
        if (!pair_name || maxlen <= 0 || maxlen >= (short)sizeof name) {
            return parameter_error(error_detail, PRESENT(14), 2);
        }
        memcpy(name, pair_name, (size_t)maxlen);
    }
    short result = pair_of(by, &handle, name, &pair);
    if (PRESENT(14) && error_detail) *error_detail = 0;
    if (result == 7 || (result >= 8 && result <= 12)) return result;
    give(PRESENT(4), primary_processhandle, &pair.primary);
    give(PRESENT(5), backup_processhandle, &pair.backup);
    give(PRESENT(7), ancst_processhandle, &pair.ancestor);
    if (PRESENT(1) && !by_name && output_string(pair.name, pair_name, maxlen, pair_length) != FEOK) {
        return parameter_error(error_detail, PRESENT(14), 2);
    }
    if (PRESENT(11) && output_string(pair.ancestor_name, ancst, ancst_maxlen, ancst_length) != FEOK) {
        return parameter_error(error_detail, PRESENT(14), 10);
    }
    return result;
}

/* Only attribute 47 of the caller: the new primary tells the system of a voluntary switch (MO-10, R-06). */
GUARDIAN_API short guardian_PROCESS_SETINFO_(unsigned int present, short *processhandle, short specifier,
                                             short set_attr_code, short *set_value, short set_value_len,
                                             short *old_value, short old_value_maxlen, short *old_value_len) {
    struct letter letter;
    struct pair pair;
    (void)specifier;
    require_kernel("PROCESS_SETINFO_");
    if (!PRESENT(2) || !PRESENT(3)) return FEMISSPARM;
    struct handle handle = PRESENT(0) && processhandle ? handle_at(processhandle) : null_handle;
    bool own = handle_is_null(&handle) || handle_equal(&handle, &self.handle);
    if (set_attr_code != ATTRIBUTE_PRIMARY || !own || !set_value) return FEBADPARMVALUE;
    if (*set_value != 1 || (PRESENT(4) && set_value_len != 1)) return FEBADPARMVALUE;
    short role = pair_of(WIRE_BY_CALLER, &null_handle, "", &pair);
    if (PRESENT(5) && old_value) {
        if (PRESENT(6) && old_value_maxlen < 1) return FEBUFTOOSMALL;
        *old_value = role == PAIR_SINGLE || role == PAIR_PRIMARY;
        if (PRESENT(7) && old_value_len) *old_value_len = 1;
    }
    letter_begin(&letter, WIRE_SET_PRIMARY, WIRE_SET_PRIMARY_SIZE);
    struct answer answer = kernel_call(&letter);
    answer_release(&answer);
    return answer.error;
}

GUARDIAN_API short guardian_PROCESSHANDLE_GETMINE_(unsigned int present, short *processhandle) {
    require_kernel("PROCESSHANDLE_GETMINE_");
    if (!PRESENT(0)) return FEMISSPARM;
    if (!processhandle) return FEBOUNDSERR;
    memcpy(processhandle, &self.handle, sizeof self.handle);
    return FEOK;
}

GUARDIAN_API short guardian_PROCESSHANDLE_NULLIT_(unsigned int present, short *processhandle) {
    if (!PRESENT(0)) return FEMISSPARM;
    if (!processhandle) return FEBOUNDSERR;
    memcpy(processhandle, &null_handle, sizeof null_handle);
    return FEOK;
}

GUARDIAN_API short guardian_PROCESSHANDLE_COMPARE_(unsigned int present, short *processhandle_1,
                                                   short *processhandle_2) {
    if (!PRESENT(0) || !PRESENT(1) || !processhandle_1 || !processhandle_2) {
        fail("PROCESSHANDLE_COMPARE_ needs both its parameters (instruction failure, trap 01)");
    }
    struct handle a = handle_at(processhandle_1), b = handle_at(processhandle_2);
    if (handle_is_null(&a) || handle_is_null(&b)) return handle_is_null(&a) && handle_is_null(&b) ? 2 : 0;
    if (handle_equal(&a, &b)) return 2;
    return handle_same_pair(&a, &b) ? 1 : 0;
}

static short process_name_of(const struct handle *handle, char *name, size_t room) {
    struct pair pair;
    name[0] = 0;
    if (wire_get(handle->byte + PAIR_PLACE, 2) == 0) return FEOK;
    short result = pair_of(WIRE_BY_HANDLE, handle, "", &pair);
    if (result > 6) return FENOSUCHDEV;
    char *start = strchr(pair.name, '$');
    size_t length = start ? strcspn(start, ":") : 0;
    if (!start || length >= room) return FENOSUCHDEV;
    memcpy(name, start, length);
    name[length] = 0;
    return FEOK;
}

GUARDIAN_API short guardian_PROCESSHANDLE_DECOMPOSE_(unsigned int present, short *processhandle, short *cpu, short *pin,
                                                     __int32_t *nodenumber, char *nodename, short node_maxlen,
                                                     short *nodename_length, char *procname, short proc_maxlen,
                                                     short *procname_length, long long *sequence_number) {
    char name[16];
    require_kernel("PROCESSHANDLE_DECOMPOSE_");
    if (!PRESENT(0)) return FEMISSPARM;
    if (!processhandle) return FEBOUNDSERR;
    struct handle handle = handle_at(processhandle);
    if (handle_is_null(&handle) || handle.byte[0] > 2) return FEBADPARMVALUE;
    if (PRESENT(1) && cpu) *cpu = handle.byte[1];
    if (PRESENT(2) && pin) *pin = (short)wire_get(handle.byte + 2, 2);
    if (PRESENT(3) && nodenumber) *nodenumber = (__int32_t)wire_get(handle.byte + 4, 4);
    if (PRESENT(10) && sequence_number) *sequence_number = (long long)wire_get(handle.byte + 12, 8);
    if (PRESENT(4)) {
        short error = output_string(self.node_name, nodename, node_maxlen, nodename_length);
        if (error) return error;
    }
    if (!PRESENT(7)) return FEOK;
    short error = process_name_of(&handle, name, sizeof name);
    return error ? error : output_string(name, procname, proc_maxlen, procname_length);
}

static void monitor_cpus(unsigned int present, short cpu_mask) {
    struct letter letter;
    uint8_t *body = letter_begin(&letter, WIRE_MONITOR_CPUS, WIRE_MONITOR_CPUS_SIZE);
    wire_monitor_cpus_set_mask(body, PRESENT(0) ? (uint16_t)cpu_mask : 0);
    kernel_tell(&letter);
}

GUARDIAN_API void guardian_MONITORCPUS(unsigned int present, short cpu_mask) {
    require_kernel("MONITORCPUS");
    monitor_cpus(present, cpu_mask);
}

GUARDIAN_API void guardian_PROCESS_MONITOR_CPUS_(unsigned int present, short cpu_mask) {
    require_kernel("PROCESS_MONITOR_CPUS_");
    monitor_cpus(present, cpu_mask);
}
