/* CHECKDEFINE: a DEFINE that has changed since the passive backup was created (Guardian Procedure Calls Reference
 * Manual). */
#include "defineset.h"

enum {
    NAME_BYTES = 24,
    MOST_SAVED = 16384,
    SAVE_DEFINE = 0,
    SAVE_WORKING_SET = 1,
    RESTORE_REPLACE = 1,
    RESTORE_WORKING_SET = 2,
    FIRST_WARNING = 2057, /* incomplete, inconsistent, invalid */
    LAST_WARNING = 2059
};

static struct {
    uint8_t byte[WIRE_CHECK_DEFINE_SIZE + 2 + NAME_BYTES + MOST_SAVED];
    uint32_t length;
} message;

static void begin(uint16_t change, const char *name) {
    wire_check_define_set_change(message.byte, change);
    wire_put(message.byte + WIRE_CHECK_DEFINE_SIZE, 2, NAME_BYTES);
    if (name) memcpy(message.byte + WIRE_CHECK_DEFINE_SIZE + 2, name, NAME_BYTES);
    else memset(message.byte + WIRE_CHECK_DEFINE_SIZE + 2, ' ', NAME_BYTES);
    message.length = WIRE_CHECK_DEFINE_SIZE + 2 + NAME_BYTES;
}

/* A working set that is no DEFINE yet is saved and restored all the same. */
static bool is_done(short error) {
    return error == 0 || (error >= FIRST_WARNING && error <= LAST_WARNING);
}

/* Appends what DEFINESAVE writes. */
static bool add_saved(char *name, short option) {
    static short saved[MOST_SAVED / 2];
    short length = 0;
    if (!is_done(guardian_DEFINESAVE(31u, name, saved, sizeof saved, &length, option))) return false;
    memcpy(message.byte + message.length, saved, (size_t)length);
    message.length += (uint32_t)length;
    return true;
}

/* What there is not here there is not to be there. */
static void change_of(char *name) {
    begin(WIRE_CHECK_DEFINE_REPLACE, name);
    if (!add_saved(name, SAVE_DEFINE)) begin(WIRE_CHECK_DEFINE_DELETE, name);
}

static void change_of_working_set(void) {
    char name[NAME_BYTES + 1] = "=CHECKDEFINE            ";
    begin(WIRE_CHECK_DEFINE_WORKING_SET, name);
    add_saved(name, SAVE_WORKING_SET);
}

/* Without a name: the working set. With -1 in the first word: every DEFINE of the backup is deleted. */
GUARDIAN_API short guardian_CHECKDEFINE(unsigned int present, char *define_name) {
    ENTER(CHECKDEFINE, present, 0, 0);
    if (PRESENT(0) && !define_name) return CHECK_UNREACHABLE | FEBOUNDSERR;
    if (!PRESENT(0)) {
        change_of_working_set();
    } else if (memcmp(define_name, "\xff\xff", 2) == 0) {
        begin(WIRE_CHECK_DEFINE_DELETE_ALL, NULL);
    } else {
        change_of(define_name);
    }
    struct check_answer answer = check_ask(WIRE_CHECK_DEFINE, message.byte, message.length);
    return answer.error == FEOK ? 0 : (short)(CHECK_UNREACHABLE | (answer.error & 0xff));
}

/* --------------------------------------------------------------------------------------------------- in the backup */

struct change {
    uint16_t change;
    char name[NAME_BYTES];
    short saved[MOST_SAVED / 2];
    size_t length;
};

static bool read_change(const struct check_request *request, struct change *change) {
    const uint8_t *body = request->body;
    size_t fixed = WIRE_CHECK_DEFINE_SIZE + 2 + NAME_BYTES;
    if (request->length < fixed || wire_get(body + WIRE_CHECK_DEFINE_SIZE, 2) != NAME_BYTES) return false;
    change->length = request->length - fixed;
    if (change->length > sizeof change->saved) return false;
    change->change = wire_check_define_change(body);
    memcpy(change->name, body + WIRE_CHECK_DEFINE_SIZE + 2, NAME_BYTES);
    memcpy(change->saved, body + fixed, change->length);
    return true;
}

static short name_length(const char *name) {
    short length = NAME_BYTES;
    while (length > 0 && name[length - 1] == ' ') length--;
    return length;
}

/* What was saved says itself how long it is: it must have come to its end. */
static short restore(struct change *change, short option) {
    struct span written;
    if (!saved_define((const char *)change->saved, change->length, &written)) return FEMISSDEF;
    return is_done(guardian_DEFINERESTORE(3u, change->saved, option, NULL, NULL)) ? FEOK : FEMISSDEF;
}

short check_define_apply(const struct check_request *request) {
    static struct change change;
    if (!read_change(request, &change)) return FEBOUNDSERR;
    bool exists = define_exists(change.name, name_length(change.name));
    switch (change.change) {
    case WIRE_CHECK_DEFINE_REPLACE:
        return restore(&change, exists ? RESTORE_REPLACE : 0);
    case WIRE_CHECK_DEFINE_DELETE:
        return exists && guardian_DEFINEDELETE(1u, change.name) ? FEMISSDEF : FEOK;
    case WIRE_CHECK_DEFINE_DELETE_ALL:
        return guardian_DEFINEDELETEALL(0u) ? FEMISSDEF : FEOK;
    case WIRE_CHECK_DEFINE_WORKING_SET:
        return restore(&change, RESTORE_WORKING_SET);
    default:
        return FEBOUNDSERR;
    }
}
