/* System messages as C-series programs know them (system-messages.md sections 2 and 3), in the program's byte order. */
#include "receive.h"

enum {
    STOP = -5,
    ABEND = -6,
    JOB_PROCESS = -9,
    BREAK = -20,
    OPEN = -30,
    CLOSE = -31,
    DEVICE_TYPE = -40,
    QUALIFIER_BYTES = 8,
    DEATH_HEADER_BYTES = 82, /* of -101 */
    WORDS_AFTER_HEADER_SIZE = 14,
    MOST_TEXT = 80,
    BACKUPFNUMANY = ZSYS_VAL_OPENOPT_BACKUPFNUMANY
};

static void put_word(uint8_t *into, int word, short value) {
    memcpy(into + 2 * word, &value, sizeof value);
}

static short word_of(const struct message *message, int offset) {
    return (short)wire_get(message->data + offset, 2);
}

/* ------------------------------------------------------------------------------------------------ process IDs */

void process_id_of(const struct handle *handle, short *process_id) {
    short id[4] = {0};
    short error = handle_is_null(handle) ? FEOK : crtpid_of(handle, id);
    if (error && error != FEFATPIN) {
        crtpid_from("", handle, id);
        id[0] = id[1] = id[2] = 0; /* the name has gone */
    }
    memcpy(process_id, id, sizeof id);
}

static void put_process_id(uint8_t *into, int word, const uint8_t *handle_bytes) {
    struct handle handle = handle_at(handle_bytes);
    process_id_of(&handle, (short *)(void *)(into + 2 * word));
}

/* --------------------------------------------------------------------------------------------- one by one */

/* Words 1 to 4: the name that vanished and -1, or the process ID. Returns whether it is the name. */
static bool put_who_ended(const struct message *message, uint8_t *into) {
    char descriptor[64];
    short id[4];
    uint16_t offset = (uint16_t)word_of(message, 70), length = (uint16_t)word_of(message, 72);
    bool named = length > 0 && length < sizeof descriptor && (uint32_t)offset + length <= message->length;
    if (!named) {
        put_process_id(into, 1, message->data + 2);
        return false;
    }
    struct handle handle = handle_at(message->data + 2);
    memcpy(descriptor, message->data + offset, length);
    descriptor[length] = 0;
    crtpid_from(descriptor, &handle, id);
    id[3] = -1;
    memcpy(into + 2, id, sizeof id);
    return true;
}

/* The name vanished with its processor: the other form of -2. */
static uint32_t lost_name(uint8_t *into) {
    put_word(into, 0, ZSYS_VAL_SMSG_CPUDOWN);
    return 10;
}

static uint32_t death(const struct message *message, uint8_t *into) {
    if (message->length < DEATH_HEADER_BYTES) return 0;
    bool named = put_who_ended(message, into);
    if (named && word_of(message, 32) == ZSYS_VAL_PROCDEATH_CPUDOWN) return lost_name(into);
    uint64_t cpu_time = wire_get(message->data + 22, 8);
    struct handle killer = handle_at(message->data + 48);
    uint32_t text = (uint16_t)word_of(message, 68), room = message->length - DEATH_HEADER_BYTES;
    if (text > room) text = room;
    if (text > MOST_TEXT) text = MOST_TEXT;
    put_word(into, 0, word_of(message, 74) & ZSYS_MSK_PDEATH_ABENDED ? ABEND : STOP);
    put_word(into, 5, WORDS_AFTER_HEADER_SIZE);
    memcpy(into + 12, &cpu_time, sizeof cpu_time);
    put_word(into, 10, word_of(message, 30));
    put_word(into, 11, word_of(message, 32));
    put_word(into, 12, word_of(message, 34));
    if (handle_is_null(&killer)) memcpy(into + 26, message->data + 36, 8);
    else put_process_id(into, 13, killer.byte);
    put_word(into, 17, word_of(message, 44));
    put_word(into, 18, word_of(message, 46));
    put_word(into, 19, (short)text);
    memcpy(into + 40, message->data + DEATH_HEADER_BYTES, text);
    return 40 + text;
}

/* #PORT2.CTL as two names of eight characters, filled with blanks. */
static void put_qualifiers(uint8_t *into, const uint8_t *qualifier, uint32_t length) {
    const uint8_t *dot = length ? memchr(qualifier, '.', length) : NULL;
    uint32_t first = dot ? (uint32_t)(dot - qualifier) : length;
    uint32_t second = dot ? length - first - 1 : 0;
    memset(into, ' ', 2 * QUALIFIER_BYTES);
    memcpy(into, qualifier, first < QUALIFIER_BYTES ? first : QUALIFIER_BYTES);
    if (dot) memcpy(into + QUALIFIER_BYTES, dot + 1, second < QUALIFIER_BYTES ? second : QUALIFIER_BYTES);
}

/* The flags that OPEN would have had (procedures.md section 1.2). */
static short open_flags(const struct message *message) {
    int nowait_open = word_of(message, 10) & ZSYS_VAL_OPENOPT_NOWAITOPEN ? 0x80 : 0;
    return (short)(word_of(message, 2) << 10 | nowait_open | word_of(message, 4) << 4 | (word_of(message, 6) & 15));
}

static uint32_t process_open(const struct message *message, uint8_t *into) {
    short flags = word_of(message, 14);
    bool backup = flags & ZSYS_MSK_OPEN_BACKUPOPEN;
    short primary_file = word_of(message, 42);
    put_word(into, 0, OPEN);
    put_word(into, 1, open_flags(message));
    put_word(into, 2, word_of(message, 8));
    memset(into + 6, 0, 10);
    if (backup) {
        put_process_id(into, 3, message->data + 16);
        put_word(into, 7, word_of(message, 10) & BACKUPFNUMANY ? primary_file : (short)-primary_file);
    }
    put_word(into, 8, word_of(message, 12));
    put_qualifiers(into + 18, message->data + 60, (uint16_t)word_of(message, 36));
    put_word(into, 17, (short)(flags >> 1 & 3)); /* not verified, other node */
    return 36;
}

static uint32_t process_close(uint8_t *into) {
    put_word(into, 0, CLOSE);
    return 2;
}

static uint32_t break_on_device(const struct message *message, uint8_t *into) {
    put_word(into, 0, BREAK);
    put_word(into, 1, -1); /* no device of this node has a logical device number */
    put_word(into, 2, (short)self.node_number);
    put_word(into, 3, word_of(message, 4));
    put_word(into, 4, word_of(message, 6));
    return 10;
}

static uint32_t device_type(const struct message *message, uint8_t *into) {
    put_word(into, 0, DEVICE_TYPE);
    put_qualifiers(into + 2, message->data + 10, (uint16_t)word_of(message, 8));
    return 18;
}

static uint32_t job_process(const struct message *message, uint8_t *into) {
    put_word(into, 0, JOB_PROCESS);
    put_process_id(into, 1, message->data + 4);
    put_word(into, 5, word_of(message, 2));
    return 12;
}

uint32_t old_format_of(const struct message *message, uint8_t *into) {
    bool whole = link_message_fits(message->number, message->data, message->length);
    switch (message->number) {
    case ZSYS_VAL_SMSG_PROCDEATH:
        return death(message, into);
    case ZSYS_VAL_SMSG_OPEN:
        return whole ? process_open(message, into) : 0;
    case ZSYS_VAL_SMSG_CLOSE:
        return process_close(into);
    case ZSYS_VAL_SMSG_BREAK:
        return message->length >= 8 ? break_on_device(message, into) : 0;
    case ZSYS_VAL_SMSG_DEVINFO:
        return whole ? device_type(message, into) : 0;
    case ZSYS_VAL_SMSG_GMOMNOTIFY:
        return message->length >= 24 ? job_process(message, into) : 0;
    case ZSYS_VAL_SMSG_REMOTECPUDOWN:
    case ZSYS_VAL_SMSG_REMOTECPUUP:
    case ZSYS_VAL_SMSG_NODEDOWN:
    case ZSYS_VAL_SMSG_NODEUP:
        return network_message_old(message, into);
    default:
        return 0;
    }
}

/* -40: the type word holds type and subtype, six bits each. */
bool old_device_reply(const char *buffer, uint32_t count, uint8_t *reply) {
    short words[3];
    if (count != sizeof words) return false;
    memcpy(words, buffer, sizeof words);
    if (words[0] != DEVICE_TYPE) return false;
    const short given[DEVICE_REPLY_BYTES / 2] = {
        ZSYS_VAL_SMSG_DEVINFO, (short)(words[1] >> 6 & 63), (short)(words[1] & 63), -1, -1, -1, words[2]};
    for (int word = 0; word < DEVICE_REPLY_BYTES / 2; word++) wire_put(reply + 2 * word, 2, (uint64_t)given[word]);
    return true;
}
