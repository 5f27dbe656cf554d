/* Messages that the system tells many processes: a process that does not read them in time loses some, and is told so
 * (system-messages.md section 1).
 */
#include "receive.h"

enum { MOST_UNREAD = 128, FRESH_US = 180000000 };

static uint32_t unread;
static bool overrun; /* -13 waits: broadcasts are lost until it is read */

static bool is_broadcast(short number) {
    switch (number) {
    case ZSYS_VAL_SMSG_CPUDOWN:
    case ZSYS_VAL_SMSG_CPUUP:
    case ZSYS_VAL_SMSG_SETTIME:
    case ZSYS_VAL_SMSG_POWERON:
    case ZSYS_VAL_SMSG_REMOTECPUDOWN:
    case ZSYS_VAL_SMSG_REMOTECPUUP:
    case ZSYS_VAL_SMSG_NODEDOWN:
    case ZSYS_VAL_SMSG_NODEUP:
        return true;
    default:
        return false;
    }
}

/* One -13 for all that is lost until it is read. */
static void tell_missed(void) {
    uint8_t missed[2];
    if (overrun) return;
    overrun = true;
    wire_put(missed, 2, (uint64_t)ZSYS_VAL_SMSG_MSGMISSED);
    receive_system(missed, sizeof missed, &null_handle, -1, -1);
}

void broadcast_note_arrival(struct message *message) {
    bool grows_stale = message->number == ZSYS_VAL_SMSG_CPUDOWN || message->number == ZSYS_VAL_SMSG_CPUUP;
    message->arrived = grows_stale ? monotonic_us() : 0;
}

bool broadcast_is_stale(const struct message *message) {
    if (!message->arrived || monotonic_us() - message->arrived < FRESH_US) return false;
    tell_missed();
    return true;
}

bool broadcast_is_lost(short number) {
    if (!is_broadcast(number)) return false;
    if (overrun) return true;
    if (unread < MOST_UNREAD) {
        unread++;
        return false;
    }
    tell_missed();
    return true;
}

void broadcast_left(short number) {
    if (is_broadcast(number)) unread--;
    if (number == ZSYS_VAL_SMSG_MSGMISSED) overrun = false;
}
