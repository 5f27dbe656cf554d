/* Receiving the startup messages from the creator (CR-08, system-messages.md section 5, procedures.md section 3.7).
 *
 * The creator opens the new process, sends the startup message, ASSIGNs and a PARAM message if they are asked for, and
 * closes. They are data like any other; what makes them startup messages is who sends them, and when.
 */
#include "process.h"

enum {
    LOOK_AFTER_CREATOR = 100, /* hundredths of a second */
    USUAL_LIMIT = 6000,
    HUNDREDTH_US = 10000,
    MESSAGE_ROOM = 4096, /* more than any of these messages has */
    NOT_FOUND = 9        /* PROCESS_GETPAIRINFO_: nobody has the name */
};

/* Flags of INITIALIZER, counted from the most significant bit */
enum { FLAG_STARTUP_ONLY = 1 << 4, FLAG_RETURN_IN_BACKUP = 1 << 3, FLAG_NET = 1 << 2, FLAG_CPUS = 1 << 1 };

struct exchange {
    struct handle creator;
    bool all, begun, over;
};

_Noreturn static void abend(const char *text) {
    PROCESS_STOP_(, , 1, , , , text, (short)strlen(text));
    fail(text);
}

/* ------------------------------------------------------------------------------------------------- the creator */

/* A named process has no mom but an ancestor. */
static struct handle creator_of_caller(void) {
    struct pair pair;
    if (!handle_is_null(&self.mom)) return self.mom;
    if (!self.process_name[0]) return null_handle;
    pair_of(WIRE_BY_CALLER, &null_handle, "", &pair);
    return pair.ancestor;
}

static bool is_gone(const struct handle *process) {
    struct letter letter;
    struct pair pair;
    if (wire_get(process->byte + 10, 2) != 0) { /* named: the other member may go on */
        return pair_of(WIRE_BY_HANDLE, process, "", &pair) == NOT_FOUND;
    }
    uint8_t *body = letter_begin(&letter, WIRE_GET_INFO, WIRE_GET_INFO_SIZE);
    memcpy(wire_get_info_handle(body), process, sizeof *process);
    struct answer answer = kernel_call(&letter);
    bool gone = answer.error != 0;
    answer_release(&answer);
    return gone;
}

static bool is_from(const struct exchange *exchange, const struct handle *sender) {
    return handle_equal(sender, &exchange->creator) || handle_same_pair(sender, &exchange->creator);
}

/* ------------------------------------------------------------------------------------------------- the exchange */

/* Returns the error to reply with. Opens of others are refused until the process is ready. */
static short take_system_message(struct exchange *exchange, const char *message, bool from_creator) {
    short number;
    memcpy(&number, message, sizeof number);
    if (number == ZSYS_VAL_SMSG_OPEN) return from_creator ? FEOK : FENOTRDY;
    if (number == ZSYS_VAL_SMSG_CLOSE && from_creator) exchange->over = exchange->begun;
    return FEOK;
}

static short take_data(struct exchange *exchange, const char *message, int count, bool from_creator) {
    bool first = !exchange->begun;
    if (!from_creator) return FENOTRDY;
    short error = startup_keep((const uint8_t *)message, (uint32_t)count);
    if (error) return error;
    exchange->begun = true;
    return first && exchange->all ? FECONTINUE : FEOK;
}

static void take_message(struct exchange *exchange, const char *message, int count, short error) {
    zsys_ddl_receiveinformation_def about;
    FILE_GETRECEIVEINFO_((short *)&about);
    struct handle sender = handle_at(&about.z_sender);
    bool from_creator = is_from(exchange, &sender);
    short answer = error == FESYSMESS ? take_system_message(exchange, message, from_creator)
                                      : take_data(exchange, message, count, from_creator);
    FILE_REPLY64_(, , , about.z_messagetag, answer);
}

/* 0, or 40: nothing came for a while. */
static short read_one(struct exchange *exchange, int hundredths) {
    _Alignas(8) char message[MESSAGE_ROOM];
    short file = 0;
    int count = 0;
    FILE_READUPDATE64_(0, message, sizeof message);
    short error = FILE_AWAITIO64_(&file, , &count, , hundredths);
    if (error >= 10) return error;
    take_message(exchange, message, count, error);
    return FEOK;
}

static short receive_all(struct exchange *exchange, int64_t limit_us) {
    int64_t deadline = limit_us < 0 ? -1 : monotonic_us() + limit_us;
    while (!exchange->over) {
        int64_t left = deadline < 0 ? LOOK_AFTER_CREATOR : (deadline - monotonic_us()) / HUNDREDTH_US + 1;
        if (left < 1) left = 1;
        short error = read_one(exchange, left < LOOK_AFTER_CREATOR ? (int)left : LOOK_AFTER_CREATOR);
        if (error == FEOK) continue;
        if (error != FETIMEDOUT) return error;
        if (is_gone(&exchange->creator)) return FENOSUCHDEV;
        if (deadline >= 0 && monotonic_us() >= deadline) return FETIMEDOUT;
    }
    return FEOK;
}

short startup_take(int64_t limit_us, bool all) {
    short file;
    struct exchange exchange = {.creator = creator_of_caller(), .all = all};
    bool here = self.startup_by == WIRE_STARTUP_KERNEL || self.is_backup;
    if (here || handle_is_null(&exchange.creator)) return FEOK;
    short error = FILE_OPEN_("$RECEIVE", 8, &file, , , 1, 1);
    if (error) return error;
    self.startup_by = WIRE_STARTUP_KERNEL; /* from here on the messages are kept, and a backup gets them as well */
    self.startup_length = 0;
    error = receive_all(&exchange, limit_us);
    FILE_CLOSE_(0);
    return error;
}

/* ------------------------------------------------------------------------------------------------- for programs */

void startup_take_or_abend(int64_t limit_us, bool all) {
    switch (startup_take(limit_us, all)) {
    case FEOK:
        return;
    case FETIMEDOUT:
        abend("the startup message did not come in time");
    case FENOSUCHDEV:
        abend("the creator ended before it had sent the startup messages");
    default:
        abend("$RECEIVE cannot be opened for the startup messages");
    }
}

GUARDIAN_API short guardian_take_startup(void) {
    require_kernel("guardian_take_startup");
    if (self.startup_by == WIRE_STARTUP_NOBODY) return FEOK;
    return startup_take(STARTUP_LIMIT_US, true);
}

typedef void message_procedure(short *rucb, short *passthru, short *message, short length, short match);

struct callbacks {
    short *rucb, *passthru;
};

static void call_for_each(void *procedure, short code, const struct callbacks *callbacks) {
    short words[LARGEST_PARAM / 2];
    uint32_t length;
    const uint8_t *message;
    if (!procedure) return;
    for (int ordinal = 0; (message = startup_message(code, ordinal, &length)); ordinal++) {
        uint32_t bytes = startup_copy(message, length, words, sizeof words);
        ((message_procedure *)procedure)(callbacks->rucb, callbacks->passthru, words, (short)bytes, 0);
    }
}

GUARDIAN_API short guardian_INITIALIZER(unsigned int present, short *rucb, short *passthru, void *startupproc,
                                        void *paramsproc, void *assignproc, short flags, __int32_t timelimit,
                                        short num_fcbs, short **fcb_array) {
    (void)num_fcbs, (void)fcb_array; /* sequential I/O has no C form */
    ENTER(INITIALIZER, 0, (uint16_t)flags, 0);
    short options = PRESENT(5) ? flags : 0;
    int64_t limit = PRESENT(6) ? timelimit : USUAL_LIMIT;
    bool all = !(options & FLAG_STARTUP_ONLY);
    if (limit < -1) abend("INITIALIZER: the time limit is less than -1");
    if (self.is_backup && self.role == PAIR_BACKUP) {
        CHECKMONITOR(); /* a C program has no stack to checkpoint, so it returns before the first stack checkpoint */
        if (options & FLAG_RETURN_IN_BACKUP) return -1;
        abend("INITIALIZER: the primary ended before its first stack checkpoint");
    }
    startup_take_or_abend(limit < 0 ? -1 : limit * HUNDREDTH_US, all);
    struct callbacks callbacks = {.rucb = PRESENT(0) ? rucb : NULL, .passthru = PRESENT(1) ? passthru : NULL};
    call_for_each(PRESENT(2) ? startupproc : NULL, STARTUP_CODE, &callbacks);
    if (all) {
        call_for_each(PRESENT(4) ? assignproc : NULL, ASSIGN_CODE, &callbacks);
        call_for_each(PRESENT(3) ? paramsproc : NULL, PARAM_CODE, &callbacks);
    }
    if (options & FLAG_NET) MONITORNET(1);
    if (options & FLAG_CPUS) MONITORCPUS(-1);
    return 0;
}
