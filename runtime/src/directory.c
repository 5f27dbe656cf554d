/* The destination control table as the C-series shows it: GETPPDENTRY, LOOKUPPROCESSNAME, GETCRTPID (procedures.md
 * section 2.12). */
#include <stdio.h>

#include "process.h"

enum {
    NAME_BYTES = 6,
    PRIMARY_WORD = 3,
    BACKUP_WORD = 4,
    ANCESTOR_WORD = 5,
    ENTRY_WORDS = 9,
    HIGHEST_CPU = 15,
    HIGHEST_INDEX = 9215,
    FOUND = 0,
    BEYOND_THE_END = 1,
    NOT_FOUND = -1
};

static _cc_status outcome(_cc_status status, short error) {
    self.last_error = error;
    return status;
}

static short cpu_and_pin(const struct handle *handle) {
    return handle_is_null(handle) ? 0 : (short)(handle->byte[1] << 8 | (wire_get(handle->byte + 2, 2) & 0xff));
}

static void write_entry(const struct pair *pair, short *entry) {
    const char *name = strchr(pair->name, '$');
    memset(entry, 0, ENTRY_WORDS * sizeof *entry);
    memset(entry, ' ', NAME_BYTES);
    if (name) memcpy(entry, name, strcspn(name, ":") > NAME_BYTES ? NAME_BYTES : strcspn(name, ":"));
    entry[PRIMARY_WORD] = cpu_and_pin(&pair->primary);
    entry[BACKUP_WORD] = cpu_and_pin(&pair->backup);
    if (!handle_is_null(&pair->ancestor)) {
        crtpid_from(pair->ancestor_name, &pair->ancestor, entry + ANCESTOR_WORD);
    }
}

static bool is_running(short result) {
    return result == PAIR_OTHERS || (result >= PAIR_SINGLE && result <= PAIR_BACKUP);
}

/* Entries are counted from 0; one call after the other goes on where the last one was. */
static bool entry_at(int32_t index, struct pair *pair) {
    static int32_t expected;
    static uint32_t place;
    if (index != expected || index == 0) {
        expected = 0;
        place = 0;
    }
    for (;;) {
        short result = pair_at(place, pair);
        if (result == PAIR_NO_MORE) return false;
        place = pair->next;
        if (expected++ == index) return true;
    }
}

GUARDIAN_API _cc_status guardian_GETPPDENTRY(unsigned int present, short index, short sysnum, short *ppd_entry) {
    struct pair pair;
    ENTER(GETPPDENTRY, index, 0, 0);
    if (!PRESENT(0) || !PRESENT(1) || !PRESENT(2)) return outcome(NOT_FOUND, FEMISSPARM);
    if (!ppd_entry) return outcome(NOT_FOUND, FEBOUNDSERR);
    if (sysnum != self.node_number) return outcome(NOT_FOUND, FENOSUCHSYS);
    if (!entry_at((uint16_t)index, &pair)) return outcome(BEYOND_THE_END, FEOK);
    if (is_running(pair.result)) write_entry(&pair, ppd_entry);
    else memset(ppd_entry, 0, ENTRY_WORDS * sizeof *ppd_entry); /* an entry that no process uses */
    return outcome(FOUND, FEOK);
}

static _cc_status look_up_index(short *entry) {
    struct pair pair;
    if (entry[0] < 0 || entry[0] > HIGHEST_INDEX) return outcome(NOT_FOUND, FEBADNAME);
    if (!entry_at(entry[0], &pair)) return outcome(BEYOND_THE_END, FEOK);
    if (is_running(pair.result)) write_entry(&pair, entry);
    else memset(entry, 0, ENTRY_WORDS * sizeof *entry);
    return outcome(FOUND, FEOK);
}

/* By name or by the number of the entry. */
GUARDIAN_API _cc_status guardian_LOOKUPPROCESSNAME(unsigned int present, short *ppd_entry) {
    struct pair pair;
    short internal[12];
    char name[64];
    ENTER(LOOKUPPROCESSNAME, 0, 0, 0);
    if (!PRESENT(0)) return outcome(NOT_FOUND, FEMISSPARM);
    if (!ppd_entry) return outcome(NOT_FOUND, FEBOUNDSERR);
    char first = *(char *)ppd_entry;
    if (first != '$' && first != '\\') return look_up_index(ppd_entry);
    memset(internal, ' ', sizeof internal);
    memcpy(internal, ppd_entry, NAME_BYTES);
    short error = name_from_old(internal, name, sizeof name);
    if (error) return outcome(NOT_FOUND, error);
    if (!is_running(pair_of(WIRE_BY_NAME, &null_handle, name, &pair))) return outcome(NOT_FOUND, FENOSUCHDEV);
    write_entry(&pair, ppd_entry);
    if (first == '\\') memcpy(ppd_entry, internal, NAME_BYTES); /* stays in network form */
    return outcome(FOUND, FEOK);
}

GUARDIAN_API _cc_status guardian_GETCRTPID(unsigned int present, short cpu_pin, short *process_id) {
    struct process_info info;
    short detail, cpu = (uint16_t)cpu_pin >> 8;
    ENTER(GETCRTPID, (uint16_t)cpu_pin, 0, 0);
    if (!PRESENT(0) || !PRESENT(1)) return outcome(NOT_FOUND, FEMISSPARM);
    if (!process_id) return outcome(NOT_FOUND, FEBOUNDSERR);
    if (cpu > HIGHEST_CPU) return outcome(NOT_FOUND, FEBADPARMVALUE);
    short error = info_of_pin(WIRE_INFO_BY_PIN, cpu, cpu_pin & 0xff, -1, &info, &detail);
    if (error) return outcome(NOT_FOUND, error == INFO_NO_CPU ? FEPATHDOWN : FENOSUCHDEV);
    crtpid_from(info.descriptor, &info.handle, process_id);
    return outcome(FOUND, FEOK);
}
