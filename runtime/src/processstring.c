/* PROCESSSTRING_SCAN_: [\NODE.]CPU,PIN or CPU or $NAME or * (procedures.md section 2.10). */
#include <ctype.h>
#include <stdio.h>

#include "process.h"

enum {
    ACCEPT_DEVICE_NAMES = 1,
    LONGEST_PROCESS_NAME = 6,
    LONGEST_DEVICE_NAME = 8,
    HIGHEST_CPU = 15,
    HIGHEST_PIN = 65535
};

/* What was found so far; `used` counts the characters accepted. */
struct scan {
    const char *text;
    int length, used;
    int node_length; /* of \NODE at the beginning, 0 without one */
    short type, cpu, pin;
};

static int at(const struct scan *scan, int place) {
    return place < scan->length ? (unsigned char)scan->text[place] : -1;
}

/* A prefix character and a letter, then letters and digits up to `longest` in all; returns the characters. */
static int symbol(const struct scan *scan, int start, int longest) {
    int end = start + 1;
    if (!isalpha(at(scan, end) < 0 ? 0 : at(scan, end))) return end - start;
    while (at(scan, end) >= 0 && isalnum(at(scan, end)) && end - start < longest) end++;
    return end - start;
}

static short malformed(struct scan *scan, int accepted) {
    scan->used = accepted;
    return FEBADNAME;
}

/* A decimal number without a sign; -1 when there is none, or it is above `highest`. */
static int32_t number(struct scan *scan, int32_t highest) {
    int32_t value = -1;
    while (at(scan, scan->used) >= 0 && isdigit(at(scan, scan->used))) {
        value = (value < 0 ? 0 : value) * 10 + at(scan, scan->used) - '0';
        if (value > highest) return -1;
        scan->used++;
    }
    return value;
}

static short scan_node(struct scan *scan) {
    if (at(scan, 0) != '\\') return FEOK;
    int length = symbol(scan, 0, ZSYS_VAL_LEN_SYSTEMNAME);
    if (length < 2 || at(scan, length) != '.') return malformed(scan, length);
    scan->node_length = length;
    scan->used = length + 1;
    return FEOK;
}

static short scan_name(struct scan *scan, int longest) {
    int length = symbol(scan, scan->used, longest);
    bool goes_on = at(scan, scan->used + length) >= 0 && isalnum(at(scan, scan->used + length));
    if (length < 2 || goes_on) return malformed(scan, scan->used + length);
    scan->used += length;
    scan->type = ZSYS_VAL_PROCESSKIND_NAME;
    return FEOK;
}

static short scan_numbers(struct scan *scan) {
    int32_t cpu = number(scan, HIGHEST_CPU);
    if (cpu < 0) return FEBADNAME;
    scan->cpu = (short)cpu;
    scan->type = ZSYS_VAL_PROCESSKIND_CPU;
    if (at(scan, scan->used) != ',') return FEOK;
    scan->used++;
    int32_t pin = number(scan, HIGHEST_PIN);
    if (pin < 0) return FEBADNAME;
    scan->pin = (short)pin;
    scan->type = ZSYS_VAL_PROCESSKIND_CPUPIN;
    return FEOK;
}

static short scan_string(struct scan *scan, bool devices) {
    short error = scan_node(scan);
    if (error) return error;
    if (at(scan, scan->used) == '$') return scan_name(scan, devices ? LONGEST_DEVICE_NAME : LONGEST_PROCESS_NAME);
    if (at(scan, scan->used) != '*') return scan_numbers(scan);
    scan->used++;
    scan->type = ZSYS_VAL_PROCESSKIND_ASTERISK;
    return FEOK;
}

/* Null when it designates no particular process, or one that is not there. */
static struct handle process_of(const struct scan *scan) {
    struct handle handle = null_handle;
    struct process_info info;
    char name[32];
    short detail;
    if (scan->node_length && node_is_own(scan->text, (size_t)scan->node_length)) return null_handle;
    if (scan->type == ZSYS_VAL_PROCESSKIND_NAME) {
        for (int i = 0; i < scan->used; i++) name[i] = (char)toupper(at(scan, i));
        name[scan->used] = 0;
        return handle_of_name(name, &handle) ? null_handle : handle;
    }
    if (scan->type != ZSYS_VAL_PROCESSKIND_CPUPIN) return null_handle;
    short error = info_of_pin(WIRE_INFO_BY_PIN, scan->cpu, (uint16_t)scan->pin, -1, &info, &detail);
    return error ? null_handle : info.handle;
}

/* The name with its node as it was written, or the node alone for the other forms. */
static short give_name(const struct scan *scan, char *into, short room, short *length) {
    char text[32];
    int bytes = scan->type == ZSYS_VAL_PROCESSKIND_NAME ? scan->used : scan->node_length;
    for (int i = 0; i < bytes; i++) text[i] = (char)toupper(at(scan, i));
    text[bytes] = 0;
    return output_string(text, into, room, length);
}

static short check(unsigned int present, const char *string, short length, const void *const *given, short room,
                   short options) {
    if (!PRESENT(0) || !PRESENT(1) || !all_or_none(present, 5)) return FEMISSPARM;
    if (!string && length) return FEBOUNDSERR;
    for (int i = 2; i < 10; i++) {
        if (i != 6 && PRESENT(i) && !given[i]) return FEBOUNDSERR;
    }
    if (length < 0 || (PRESENT(5) && room < 0)) return FEBADPARMVALUE;
    return PRESENT(10) && options & ~ACCEPT_DEVICE_NAMES ? FEBADPARMVALUE : FEOK;
}

GUARDIAN_API short guardian_PROCESSSTRING_SCAN_(unsigned int present, const char *string, short length,
                                                short *length_used, short *processhandle, short *stringtype, char *name,
                                                short maxlen, short *namelen, short *cpu, short *pin, short options) {
    struct scan scan = {.text = string, .length = length, .type = -1, .cpu = -1, .pin = -1};
    const void *const given[] = {string, NULL, length_used, processhandle, stringtype, name, NULL, namelen, cpu, pin};
    ENTER(PROCESSSTRING_SCAN_, length, 0, 0);
    short error = check(present, string, length, given, maxlen, options);
    if (error) return error;
    error = scan_string(&scan, PRESENT(10) && options & ACCEPT_DEVICE_NAMES);
    if (PRESENT(2)) *length_used = (short)scan.used;
    if (PRESENT(7)) *namelen = 0;
    if (error) return error;
    if (PRESENT(3)) {
        struct handle handle = process_of(&scan);
        memcpy(processhandle, &handle, sizeof handle);
    }
    if (PRESENT(4)) *stringtype = scan.type;
    if (PRESENT(8)) *cpu = scan.cpu;
    if (PRESENT(9)) *pin = scan.pin;
    return PRESENT(5) ? give_name(&scan, name, maxlen, namelen) : FEOK;
}
