/* OPENER_LOST_ and CHILD_LOST_: what a message about a loss means for the openers and the children of a process (MO-07,
 * MO-08, zsys.md section 10). */
#include "process.h"

enum {
    HANDLE_WORDS = 10,
    SEARCH_COMPLETE = 0,
    BAD_PARAMETER = 2,
    BAD_ADDRESS = 3,
    BACKUP_LOST = 4,
    PRIMARY_LOST = 5,
    ENTRY_FREE = 6,
    NOT_RELEVANT = 7,
    CHILD_LIVES = 0,
    CHILD_LOST = 4,
    CHILD_NOT_RELEVANT = 5,
    STOPPED = -5,
    ABENDED = -6,
    NETWORK_STATUS = -8,
    SHORTEST_DEATH = 22 /* the number and the handle of a -101 */
};

/* ------------------------------------------------------------------------------------------------------ the message */

/* What a message says is gone: a processor, some processors of a node, or a whole node. */
struct loss {
    short number;
    int32_t node;
    uint16_t cpus; /* bit 0x8000 >> n */
    bool whole_node;
};

static short word_at(const char *message, int word) {
    short value;
    memcpy(&value, message + 2 * word, sizeof value);
    return value;
}

static int32_t long_at(const char *message, int word) {
    int32_t value;
    memcpy(&value, message + 2 * word, sizeof value);
    return value;
}

static uint16_t bit_of(int cpu) {
    return cpu >= 0 && cpu < 16 ? (uint16_t)(0x8000u >> cpu) : 0;
}

/* Bytes that a message about processors or nodes has at least; 0 for other messages. */
static short shortest(short number) {
    switch (number) {
    case ZSYS_VAL_SMSG_CPUDOWN:
        return 4;
    case NETWORK_STATUS:
    case ZSYS_VAL_SMSG_REMOTECPUDOWN:
        return 8;
    case ZSYS_VAL_SMSG_NODEDOWN:
        return 12;
    default:
        return 0;
    }
}

static struct loss read_loss(const char *message) {
    struct loss loss = {.number = word_at(message, 0), .node = self.node_number};
    if (loss.number == ZSYS_VAL_SMSG_CPUDOWN) {
        loss.cpus = bit_of(word_at(message, 1));
    } else if (loss.number == NETWORK_STATUS) {
        uint16_t up = (uint16_t)word_at(message, 2), before = (uint16_t)word_at(message, 3);
        loss.node = (uint16_t)word_at(message, 1) >> 8;
        loss.cpus = (uint16_t)(before & ~up);
        loss.whole_node = up == 0;
    } else if (loss.number == ZSYS_VAL_SMSG_REMOTECPUDOWN) {
        loss.node = long_at(message, 1);
        loss.cpus = bit_of(word_at(message, 3));
    } else {
        loss.node = long_at(message, 4);
        loss.whole_node = true;
    }
    return loss;
}

/* The -2 that tells an ancestor of a name: $ stands where the processor number would. */
static bool is_name_message(const char *message, short length) {
    return word_at(message, 0) == ZSYS_VAL_SMSG_CPUDOWN && length >= 10 && message[2] == '$';
}

static bool lost_with(const struct handle *handle, const struct loss *loss) {
    int32_t node = (int32_t)wire_get(handle->byte + 4, 4);
    if (handle_is_null(handle) || node != loss->node) return false;
    return loss->whole_node || (loss->cpus & bit_of(handle->byte[1])) != 0;
}

/* ----------------------------------------------------------------------------------------------------- OPENER_LOST_ */

static short clean_entry(short *entry, const struct loss *loss) {
    struct handle primary = handle_at(entry), backup = handle_at(entry + HANDLE_WORDS);
    bool primary_lost = lost_with(&primary, loss), backup_lost = lost_with(&backup, loss);
    if (backup_lost) backup = null_handle;
    if (primary_lost) {
        primary = backup;
        backup = null_handle;
    }
    memcpy(entry, &primary, sizeof primary);
    memcpy(entry + HANDLE_WORDS, &backup, sizeof backup);
    bool free = handle_is_null(&primary) && handle_is_null(&backup);
    if (free && (primary_lost || backup_lost)) return ENTRY_FREE;
    return primary_lost ? PRIMARY_LOST : backup_lost ? BACKUP_LOST : SEARCH_COMPLETE;
}

GUARDIAN_API short guardian_OPENER_LOST_(unsigned int present, char *message, short length, short *table, short *index,
                                         short number_of_entries, short entry_size) {
    if ((present & 63) != 63 || length < 2 || entry_size < 2 * HANDLE_WORDS || number_of_entries < 0) {
        return BAD_PARAMETER;
    }
    if (!message || !table || !index) return BAD_ADDRESS;
    if (*index < -1) return BAD_PARAMETER;
    short needed = shortest(word_at(message, 0));
    if (!needed || is_name_message(message, length)) return NOT_RELEVANT;
    if (length < needed) return BAD_PARAMETER;
    struct loss loss = read_loss(message);
    while (*index + 1 < number_of_entries) {
        ++*index;
        short status = clean_entry(table + (size_t)*index * (size_t)entry_size, &loss);
        if (status != SEARCH_COMPLETE) return status;
    }
    return SEARCH_COMPLETE;
}

/* ------------------------------------------------------------------------------------------------------ CHILD_LOST_ */

static bool is_named(const struct handle *handle) {
    return wire_get(handle->byte + 10, 2) != 0;
}

/* The six bytes of a name in a message of the C-series. A handle whose name is gone cannot be asked for it any more:
 * its process is lost, whatever it was called. */
static bool has_name(const struct handle *handle, const char *name) {
    char descriptor[64];
    if (handle_descriptor(handle, descriptor, sizeof descriptor)) return true;
    const char *start = strchr(descriptor, '$');
    size_t length = start ? strcspn(start, ":") : 0, wanted = 0;
    while (wanted < 6 && name[wanted] != ' ' && name[wanted] != 0) wanted++;
    return length == wanted && strncasecmp(start, name, length) == 0;
}

/* -5 and -6: words 1 to 4 are the process ID; with -1 at its end the name is gone. */
static bool died_by_id(const char *message, const struct handle *child) {
    short id[4], childs_id[4];
    memcpy(id, message + 2, sizeof id);
    if (is_named(child)) return crtpid_is_pair(id) && has_name(child, message + 2);
    return crtpid_of(child, childs_id) == FEOK && memcmp(id, childs_id, sizeof id) == 0;
}

/* Whether the caller watches it as it would an unnamed process: by itself, not by its name. */
static bool watched_alone(const struct handle *child) {
    return !is_named(child) || handle_same_pair(child, &self.handle);
}

static bool died(const char *message, const struct handle *child) {
    struct handle dead = handle_at(message + 2);
    return watched_alone(child) ? handle_equal(&dead, child) : handle_same_pair(&dead, child);
}

/* A named process outlives its processor as long as its name does; it is lost with its whole node only. */
static bool lost_by_place(const struct loss *loss, const struct handle *child) {
    return (watched_alone(child) || loss->whole_node) && lost_with(child, loss);
}

GUARDIAN_API short guardian_CHILD_LOST_(unsigned int present, char *message, short length, short *processhandle) {
    require_kernel("CHILD_LOST_");
    if ((present & 7) != 7 || length < 2) return BAD_PARAMETER;
    if (!message || !processhandle) return BAD_ADDRESS;
    struct handle child = handle_at(processhandle);
    short number = word_at(message, 0);
    if (handle_check(&child) == FEBADPARMVALUE) return BAD_PARAMETER;
    if (number == ZSYS_VAL_SMSG_PROCDEATH) {
        if (length < SHORTEST_DEATH) return BAD_PARAMETER;
        return died(message, &child) ? CHILD_LOST : CHILD_LIVES;
    }
    if (number == STOPPED || number == ABENDED) {
        if (length < 10) return BAD_PARAMETER;
        return died_by_id(message, &child) ? CHILD_LOST : CHILD_LIVES;
    }
    if (is_name_message(message, length)) {
        return is_named(&child) && has_name(&child, message + 2) ? CHILD_LOST : CHILD_LIVES;
    }
    short needed = shortest(number);
    if (!needed) return CHILD_NOT_RELEVANT;
    if (length < needed) return BAD_PARAMETER;
    struct loss loss = read_loss(message);
    return lost_by_place(&loss, &child) ? CHILD_LOST : CHILD_LIVES;
}
