/* CHECKMONITOR and CHECKSWITCH: a passive backup waits until the duties of the primary are its own (PP-04, PP-05). */
#include "process.h"

enum { DEATH_HANDLE = 2, DEATH_FLAGS = 74, DEATH_BYTES = 76, DOWN_BYTES = 4 };

/* How the other member ended. */
static struct {
    bool gone, cause_known;
    enum check_cause cause;
    short cpu;
    bool cpu_told; /* -2 about its CPU is queued */
} other;

static bool backup_duty; /* in CHECKMONITOR */
static bool has_taken_over;
static bool switched; /* the primary has handed its duties over */

/* ------------------------------------------------------------------------------------------------ the other member */

static void forget_end(void) {
    other.gone = other.cause_known = other.cpu_told = false;
}

static void end_cause(enum check_cause cause) {
    other.cause = cause;
    other.cause_known = true;
}

void check_peer_down(const struct handle *peer, uint16_t reason) {
    check_link_refused(peer);
    if (!handle_same_pair(peer, &self.handle)) return;
    other.gone = true;
    other.cpu = peer->byte[1];
    if (reason == WIRE_DOWN_CPU) end_cause(PRIMARY_CPU_FAILED);
    bool was_primary = !backup_duty && (has_taken_over || !self.is_backup);
    if (was_primary) check_files_forget(); /* of the backup that had them open */
}

static void take_death(const uint8_t *message) {
    struct handle handle = handle_at(message + DEATH_HANDLE);
    if (!handle_same_pair(&handle, &self.handle)) return;
    bool abended = wire_get(message + DEATH_FLAGS, 2) & ZSYS_MSK_PDEATH_ABENDED;
    end_cause(abended ? PRIMARY_ABENDED : PRIMARY_STOPPED);
}

void check_system_message(const uint8_t *message, uint32_t length) {
    short number = (short)wire_get(message, 2);
    if (number == ZSYS_VAL_SMSG_PROCDEATH && length >= DEATH_BYTES) take_death(message);
    if (number == ZSYS_VAL_SMSG_CPUDOWN && length >= DOWN_BYTES && other.gone) {
        other.cpu_told = (short)wire_get(message + 2, 2) == other.cpu;
    }
}

/* -------------------------------------------------------------------------------------------------------- takeover */

/* A backup in CHECKMONITOR is told of its primary's CPU also when it has not asked for it (MONITORCPUS). What the
 * kernel has to say of a failed CPU it says at once: it is here before the answer to any question. */
static void tell_of_cpu(void) {
    struct pair pair;
    uint8_t message[DOWN_BYTES];
    pair_of(WIRE_BY_CALLER, &null_handle, "", &pair);
    if (other.cpu_told) return;
    wire_put(message, 2, (uint64_t)ZSYS_VAL_SMSG_CPUDOWN);
    wire_put(message + 2, 2, (uint64_t)other.cpu);
    receive_system(message, sizeof message, &null_handle, -1, -1);
}

static short take_over(enum check_cause cause) {
    check_opens_abandon();
    check_files_restore_sync();
    if (cause == PRIMARY_CPU_FAILED) tell_of_cpu();
    if (cause == PRIMARY_SWITCHED) check_files_forget_sync();
    else check_files_forget();
    forget_end();
    backup_duty = switched = false;
    has_taken_over = true;
    handover_end();
    return (short)(CHECK_TAKEOVER | cause);
}

/* ------------------------------------------------------------------------------------------- what the primary asks */

static bool has_primary_role(void *context) {
    (void)context;
    return self.role == PAIR_PRIMARY || self.role == PAIR_SINGLE;
}

/* This member tells the system that it is the primary now (MO-10), then the other one that it is not. */
static short take_duties(const struct check_request *request) {
    struct letter letter;
    if (!request->link) return FEPATHDOWN; /* its death says more */
    letter_begin(&letter, WIRE_SET_PRIMARY, WIRE_SET_PRIMARY_SIZE);
    struct answer answer = kernel_call(&letter);
    short error = answer.error;
    answer_release(&answer);
    if (error) return error;
    wait_until(has_primary_role, NULL, -1);
    handover_take_closes(request);
    switched = true;
    return FEOK;
}

static void serve(struct check_request *request) {
    switch (request->kind) {
    case WIRE_CHECK_DATA:
        check_request_answer(request, checkpoint_apply(request));
        break;
    case WIRE_CHECK_OPEN:
    case WIRE_CHECK_CLOSE:
    case WIRE_CHECK_MODE:
        check_file_apply(request);
        break;
    case WIRE_CHECK_DEFINE:
        check_request_answer(request, check_define_apply(request));
        break;
    case WIRE_CHECK_SWITCH:
        check_request_answer(request, take_duties(request));
        break;
    default:
        check_request_answer(request, FEINVALOP);
    }
}

/* ------------------------------------------------------------------------------------------------------ monitoring */

static bool something_to_do(void *context) {
    (void)context;
    return check_request_waits() || check_opens_answered() || other.cause_known;
}

/* What had reached this member is done before its primary's death counts. */
static short monitor(void) {
    backup_duty = true;
    for (;;) {
        wait_until(something_to_do, NULL, -1);
        check_opens_complete();
        struct check_request *request = check_request_take();
        if (request) serve(request);
        else if (other.cause_known) return take_over(other.cause);
        if (switched) return take_over(PRIMARY_SWITCHED);
    }
}

/* A process that is no backup has nobody to watch: whoever was its primary has stopped. */
GUARDIAN_API short guardian_CHECKMONITOR(unsigned int present) {
    (void)present;
    ENTER(CHECKMONITOR, 0, 0, 0);
    while (kernel_input()) continue;
    if (self.role != PAIR_BACKUP && !other.gone) end_cause(PRIMARY_STOPPED);
    return monitor();
}

/* The duties change with the backup's answer; until then this member keeps back what requesters send. */
GUARDIAN_API short guardian_CHECKSWITCH(unsigned int present) {
    static uint8_t body[HANDOVER_BYTES];
    (void)present;
    ENTER(CHECKSWITCH, 0, 0, 0);
    forget_end();
    handover_begin();
    uint32_t length = handover_write_closes(body, sizeof body);
    struct check_answer answer = check_ask(WIRE_CHECK_SWITCH, body, length);
    if (answer.error) {
        handover_end();
        return (short)(CHECK_UNREACHABLE | (answer.error & 0xff));
    }
    handover_send_on();
    check_files_forget_sync();
    return monitor();
}
