/* The opens that other processes have of this one, where they end without a close from their opener (DL-01).
 *
 * The kernel knows an open from the moment in which its opener has heard of it, and closes it when the opener ends.
 * Before that moment only this process knows: it makes the -104 itself.
 */
#include "receive.h"

enum { REMEMBERED = 64, CLOSE_BYTES = 4 };

/* Opens closed here that the kernel may know after all. It speaks up right after it declared the opener dead. */
static struct {
    struct handle opener;
    short file;
} closed_here[REMEMBERED];
static unsigned int closed_count;

static void queue_close(const struct handle *opener, short file, short label) {
    uint8_t close[CLOSE_BYTES] = {0};
    wire_put(close, 2, (uint64_t)ZSYS_VAL_SMSG_CLOSE);
    receive_system(close, sizeof close, opener, file, label);
}

void serving_lost_opener(const struct message *message, short label) {
    queue_close(&message->sender, message->file, label);
}

void serving_reply_unheard(const struct handle *opener, const uint8_t *reply) {
    bool open = wire_frame_kind(reply) == WIRE_FRAME_REPLY && wire_frame_message(reply) == ZSYS_VAL_SMSG_OPEN;
    if (!open || wire_frame_error(reply) >= 10) return;
    unsigned int place = closed_count++ % REMEMBERED;
    closed_here[place].opener = *opener;
    closed_here[place].file = wire_frame_file(reply);
    queue_close(opener, wire_frame_file(reply), wire_frame_label(reply));
}

static bool was_closed_here(const struct handle *opener, short file) {
    unsigned int known = closed_count < REMEMBERED ? closed_count : REMEMBERED;
    for (unsigned int i = 0; i < known; i++) {
        if (closed_here[i].file != file || !handle_equal(&closed_here[i].opener, opener)) continue;
        closed_here[i].file = -1;
        return true;
    }
    return false;
}

void receive_opener_gone(const struct handle *opener, short file, short label) {
    if (!was_closed_here(opener, file)) queue_close(opener, file, label);
}
