/* Process handles: identity, what is in them, and as names (procedures.md sections 2.9, 2.10; zsys.md section 3). */
#include <stdio.h>
#include <stdlib.h>

#include "process.h"

const struct handle null_handle = {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};

enum {
    UNNAMED = 1, /* type, byte 0 */
    NAMED = 2,
    PAIR_PLACE = 10, /* pair index, 2 bytes, then the sequence number, 8 bytes (wire/handle.py) */
    PAIR_BYTES = 10,
    HIGHEST_CPU = 15,
    WITHOUT_SEQUENCE = 1,
    NAME_IF_THERE = 0, /* forms of PROCESSHANDLE_TO_STRING_ */
    NAME_ONLY = 1,
    CPU_AND_PIN = 2
};

static bool is_named(const struct handle *handle) {
    return wire_get(handle->byte + PAIR_PLACE, 2) != 0;
}

static int32_t node_of(const struct handle *handle) {
    return (int32_t)wire_get(handle->byte + 4, 4);
}

int32_t handle_node(const struct handle *handle) {
    return node_of(handle);
}

static unsigned pin_of(const struct handle *handle) {
    return (unsigned)wire_get(handle->byte + 2, 2);
}

static unsigned long long sequence_of(const struct handle *handle) {
    return (unsigned long long)wire_get(handle->byte + 12, 8);
}

bool handle_same_pair(const struct handle *a, const struct handle *b) {
    bool same_node = memcmp(a->byte + 4, b->byte + 4, 4) == 0;
    return is_named(a) && same_node && memcmp(a->byte + PAIR_PLACE, b->byte + PAIR_PLACE, PAIR_BYTES) == 0;
}

/* Bytes that are a handle, of whatever node. */
static bool well_formed(const struct handle *handle) {
    uint8_t type = is_named(handle) ? NAMED : UNNAMED;
    return !handle_is_null(handle) && handle->byte[0] == type && handle->byte[1] <= HIGHEST_CPU;
}

short handle_check(const struct handle *handle) {
    if (!well_formed(handle)) return FEBADPARMVALUE;
    return node_of_number(node_of(handle)) ? FEOK : FENOSUCHSYS;
}

short handle_descriptor(const struct handle *handle, char *into, size_t room) {
    struct pair pair;
    if (!is_named(handle)) {
        const char *node = node_of_number(node_of(handle));
        if (!node) return FENOSUCHSYS;
        snprintf(into, room, "%s.$:%u:%u:%llu", node, handle->byte[1], pin_of(handle), sequence_of(handle));
        return FEOK;
    }
    short result = pair_of(WIRE_BY_HANDLE, handle, "", &pair);
    if (result == PAIR_NO_NODE) return FENETDOWN;
    if (result != PAIR_OTHERS && (result < PAIR_SINGLE || result > PAIR_BACKUP)) return FENOSUCHDEV;
    snprintf(into, room, "%s", pair.name);
    return FEOK;
}

/* \NODE.$NAME:SEQ to \NODE.$NAME */
static void drop_sequence(char *descriptor) {
    char *colon = strchr(descriptor, ':');
    if (colon) *colon = 0;
}

/* ---------------------------------------------------------------------------------------------------- by themselves */

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

/* -------------------------------------------------------------------------------------------------- what is in them */

/* $NAME, or "" for an unnamed process. */
static short process_name_of(const struct handle *handle, char *name, size_t room) {
    char descriptor[64];
    name[0] = 0;
    if (!is_named(handle)) return FEOK;
    short error = handle_descriptor(handle, descriptor, sizeof descriptor);
    if (error) return error;
    drop_sequence(descriptor);
    const char *start = strchr(descriptor, '$');
    if (!start || strlen(start) >= room) return FENOSUCHDEV;
    strcpy(name, start);
    return FEOK;
}

/* The numbers are in the handle itself; the names are looked up. */
GUARDIAN_API short guardian_PROCESSHANDLE_DECOMPOSE_(unsigned int present, short *processhandle, short *cpu, short *pin,
                                                     __int32_t *nodenumber, char *nodename, short node_maxlen,
                                                     short *nodename_length, char *procname, short proc_maxlen,
                                                     short *procname_length, long long *sequence_number) {
    char name[16];
    require_kernel("PROCESSHANDLE_DECOMPOSE_");
    if (!PRESENT(0) || !all_or_none(present, 4) || !all_or_none(present, 7)) return FEMISSPARM;
    bool numbers = (!PRESENT(1) || cpu) && (!PRESENT(2) || pin) && (!PRESENT(3) || nodenumber);
    bool names = (!PRESENT(4) || (nodename && nodename_length)) && (!PRESENT(7) || (procname && procname_length));
    if (!processhandle || !numbers || !names || (PRESENT(10) && !sequence_number)) return FEBOUNDSERR;
    struct handle handle = handle_at(processhandle);
    if (!well_formed(&handle)) return FEBADPARMVALUE;
    if (PRESENT(1)) *cpu = handle.byte[1];
    if (PRESENT(2)) *pin = (short)pin_of(&handle);
    if (PRESENT(3)) *nodenumber = (__int32_t)node_of(&handle);
    if (PRESENT(10)) *sequence_number = (long long)sequence_of(&handle);
    const char *node = node_of_number(node_of(&handle));
    if (PRESENT(4)) {
        short error = node ? output_string(node, nodename, node_maxlen, nodename_length) : FENOSUCHSYS;
        if (error) return error;
    }
    if (!PRESENT(7)) return FEOK;
    if (!node && is_named(&handle)) return FENOSUCHSYS;
    short error = process_name_of(&handle, name, sizeof name);
    return error ? error : output_string(name, procname, proc_maxlen, procname_length);
}

/* --------------------------------------------------------------------------------------------------------- as names */

/* A node that nobody knows is shown by its number, beside error 18. */
static short foreign_filename(const struct handle *handle, char *into, short room, short *length) {
    char name[64];
    if (is_named(handle)) return FENOSUCHSYS;
    snprintf(name, sizeof name, "\\%d.$:%u:%u:%llu", (int)node_of(handle), handle->byte[1], pin_of(handle),
             sequence_of(handle));
    short error = output_string(name, into, room, length);
    return error ? error : FENOSUCHSYS;
}

GUARDIAN_API short guardian_PROCESSHANDLE_TO_FILENAME_(unsigned int present, short *processhandle, char *filename,
                                                       short maxlen, short *filename_length, short options) {
    char name[64];
    short chosen = PRESENT(4) ? options : 0;
    ENTER(PROCESSHANDLE_TO_FILENAME_, chosen, 0, 0);
    if (!PRESENT(0) || !PRESENT(1) || !PRESENT(2) || !PRESENT(3)) return FEMISSPARM;
    if (!processhandle || !filename || !filename_length) return FEBOUNDSERR;
    if (maxlen < 0 || chosen & ~WITHOUT_SEQUENCE) return FEBADPARMVALUE;
    *filename_length = 0;
    struct handle handle = handle_at(processhandle);
    if (handle_is_null(&handle)) handle = self.handle;
    short error = handle_check(&handle);
    if (error == FENOSUCHSYS) return foreign_filename(&handle, filename, maxlen, filename_length);
    if (!error) error = handle_descriptor(&handle, name, sizeof name);
    if (error) return error;
    if (chosen == WITHOUT_SEQUENCE && is_named(&handle)) drop_sequence(name);
    return output_string(name, filename, maxlen, filename_length);
}

/* CPU,PIN or $NAME, without its node. */
static short process_string(const struct handle *handle, short form, char *into, size_t room) {
    short error = FEOK;
    if (is_named(handle) && form != CPU_AND_PIN) {
        error = process_name_of(handle, into, room);
        if (!error) return FEOK;
    }
    if (error && form == NAME_ONLY) return error;
    snprintf(into, room, "%u,%u", handle->byte[1], pin_of(handle));
    return FEOK;
}

GUARDIAN_API short guardian_PROCESSHANDLE_TO_STRING_(unsigned int present, short *processhandle, char *process_string_,
                                                     short maxlen, short *process_string_length, const char *nodename,
                                                     short length, short named_form) {
    char plain[16], text[32];
    short form = PRESENT(6) ? named_form : NAME_IF_THERE;
    ENTER(PROCESSHANDLE_TO_STRING_, form, 0, 0);
    if (!PRESENT(0) || !PRESENT(1) || !PRESENT(2) || !PRESENT(3) || PRESENT(4) != PRESENT(5)) return FEMISSPARM;
    bool node_given = PRESENT(4) && length != 0;
    if (!processhandle || !process_string_ || !process_string_length || (node_given && !nodename)) return FEBOUNDSERR;
    if (maxlen < 0 || form < NAME_IF_THERE || form > CPU_AND_PIN || (node_given && length < 0)) return FEBADPARMVALUE;
    *process_string_length = 0;
    struct handle handle = handle_at(processhandle);
    short error = handle_check(&handle);
    if (!error && node_given && node_is_own(nodename, (size_t)length) == FEBADNAME) error = FEBADNAME;
    if (!error) error = process_string(&handle, form, plain, sizeof plain);
    if (error) return error;
    const char *node = node_of_number(node_of(&handle));
    bool same_node = node_given && (size_t)length == strlen(node) && strncasecmp(nodename, node, (size_t)length) == 0;
    snprintf(text, sizeof text, "%s%s%s", same_node ? "" : node, same_node ? "" : ".", plain);
    return output_string(text, process_string_, maxlen, process_string_length);
}

/* ------------------------------------------------------------------------------------------------------- from names */

/* \NODE.$:CPU:PIN:SEQ, as it came out of a resolution. */
static short handle_of_unnamed(int32_t node, const char *name, struct handle *handle) {
    struct process_info info;
    unsigned cpu, pin;
    unsigned long long sequence;
    short detail;
    const char *start = strchr(name, '$');
    if (!start || sscanf(start, "$:%u:%u:%llu", &cpu, &pin, &sequence) != 3) return FEBADNAME;
    short error = info_of_pin_at(node, WIRE_INFO_BY_PIN, (short)cpu, (int32_t)pin, -1, &info, &detail);
    if (error == INFO_NO_CPU || error == INFO_NO_NODE) return detail;
    if (error || sequence_of(&info.handle) != sequence) return FENOSUCHDEV;
    *handle = info.handle;
    return FEOK;
}

short handle_of_name(const char *name, struct handle *handle) {
    struct pair pair;
    int32_t node;
    short unknown = node_of_name(name, &node);
    if (unknown) return unknown;
    if (strstr(name, "$:")) return handle_of_unnamed(node, name, handle);
    short result = pair_of(WIRE_BY_NAME, &null_handle, name, &pair);
    if (result == PAIR_NO_NODE) return FENETDOWN;
    if (result == PAIR_PARAMETER) return FEBADNAME;
    if (result != PAIR_OTHERS && (result < PAIR_SINGLE || result > PAIR_BACKUP)) return FENOSUCHDEV;
    *handle = pair.primary;
    return FEOK;
}

/* Qualifiers do not matter; disk files and devices have no process here. */
GUARDIAN_API short guardian_FILENAME_TO_PROCESSHANDLE_(unsigned int present, const char *filename, short length,
                                                       short *processhandle) {
    struct resolved resolved;
    struct handle handle;
    ENTER(FILENAME_TO_PROCESSHANDLE_, length, 0, 0);
    if (!PRESENT(0) || !PRESENT(1) || !PRESENT(2)) return FEMISSPARM;
    if (!filename || !processhandle) return FEBOUNDSERR;
    if (length <= 0) return FEBADNAME;
    short error = define_resolve(filename, length, &resolved);
    if (error) return error;
    char *qualifier = strstr(resolved.name, ".#");
    if (qualifier) *qualifier = 0;
    const char *device = strchr(resolved.name, '$');
    if (!device || strchr(device, '.')) return FENOSUCHDEV;
    error = handle_of_name(resolved.name, &handle);
    if (!error) memcpy(processhandle, &handle, sizeof handle);
    return error;
}
