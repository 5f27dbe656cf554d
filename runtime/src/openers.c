/* OPENER_LOST_: the opener table of a server after a processor went down (MO-08, zsys.md section 10). */
#include "process.h"

enum {
    HANDLE_WORDS = 10,
    SEARCH_COMPLETE = 0,
    BAD_PARAMETER = 2,
    BACKUP_LOST = 4,
    PRIMARY_LOST = 5,
    ENTRY_FREE = 6,
    NOT_RELEVANT = 7
};

static bool lost_with(const struct handle *handle, short cpu) {
    int32_t node = (int32_t)wire_get(handle->byte + 4, 4);
    return !handle_is_null(handle) && node == self.node_number && handle->byte[1] == cpu;
}

static short clean_entry(short *entry, short cpu) {
    struct handle primary = handle_at(entry), backup = handle_at(entry + HANDLE_WORDS);
    bool primary_lost = lost_with(&primary, cpu), backup_lost = lost_with(&backup, cpu);
    if (backup_lost) backup = null_handle;
    if (primary_lost) {
        primary = backup;
        backup = null_handle;
    }
    memcpy(entry, &primary, sizeof primary);
    memcpy(entry + HANDLE_WORDS, &backup, sizeof backup);
    if (!primary_lost) return backup_lost ? BACKUP_LOST : SEARCH_COMPLETE;
    return handle_is_null(&primary) ? ENTRY_FREE : PRIMARY_LOST;
}

GUARDIAN_API short guardian_OPENER_LOST_(unsigned int present, char *message, short length, short *table, short *index,
                                         short number_of_entries, short entry_size) {
    short words[2];
    if ((present & 63) != 63 || length < 4 || entry_size < 2 * HANDLE_WORDS) return BAD_PARAMETER;
    if (!message || !table || !index || number_of_entries < 0 || *index < -1) return BAD_PARAMETER;
    memcpy(words, message, sizeof words);
    if (words[0] != ZSYS_VAL_SMSG_CPUDOWN) return NOT_RELEVANT;
    while (++*index < number_of_entries) {
        short status = clean_entry(table + (size_t)*index * (size_t)entry_size, words[1]);
        if (status != SEARCH_COMPLETE) return status;
    }
    return SEARCH_COMPLETE;
}
