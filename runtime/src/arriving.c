/* $RECEIVE, where messages arrive: what is accepted, what is answered at once, what the sender takes back. */
#include "receive.h"

enum { WANTED = -1, SETPARAM_FLAGS = 4, SETMODE_FLAGS = 8, OPEN_OPTIONS = 10, HIGHEST_PRIORITY = 32767 };

/* --------------------------------------------------------------------------------------------- what is wanted */

static bool is_nowait_open(const struct message *message) {
    return message->link && wire_get(message->data + OPEN_OPTIONS, 2) & ZSYS_VAL_OPENOPT_NOWAITOPEN;
}

/* WANTED, or the answer to a file-management message that the program is not to see (system-messages.md section 1). */
static short answer_unread(const struct message *message) {
    bool none = receive.no_system_messages;
    switch (message->number) {
    case ZSYS_VAL_SMSG_OPEN:
    case ZSYS_VAL_SMSG_CLOSE:
        return none ? FEOK : WANTED;
    case ZSYS_VAL_SMSG_CONTROL:
    case ZSYS_VAL_SMSG_RESETSYNC:
    case ZSYS_VAL_SMSG_CONTROLBUF:
        return none ? FENOSYSMESS : WANTED;
    case ZSYS_VAL_SMSG_SETMODE:
        if (none) return FENOSYSMESS;
        return message->wants_values && !(receive.modes.wanted & WANTED_LAST_PARAMETERS) ? FEINVALOP : WANTED;
    case ZSYS_VAL_SMSG_SETPARAM:
        if (none) return FENOSYSMESS;
        return receive.modes.wanted & WANTED_SETPARAM ? WANTED : FEINVALOP;
    case ZSYS_VAL_SMSG_SUBNAME:
        return receive.old_formats ? FEINVALOP : WANTED; /* the C-series has no such message */
    default:
        return WANTED;
    }
}

/* Answers a message that the program never sees. */
static NOT_INLINE void turn_away(struct message *message, short error) {
    answer_message(message, error, -1, NULL, 0);
    pool_return(message);
}

static HOT_INLINE void accept_or_answer(struct message *message) {
    if (receive.open && receive.old_formats && network_message_says_nothing_new(message)) {
        broadcast_left(message->number);
        pool_return(message);
        return;
    }
    short answer = message->number && receive.open ? answer_unread(message) : WANTED;
    if (answer == WANTED) {
        queue_add(message);
        return;
    }
    turn_away(message, answer);
}

/* A nowait open that was there before $RECEIVE was opened completes after the first read of it, even when nobody wants
 * to see it (procedures.md section 1.1). */
static bool waits_for_first_read(const struct message *message) {
    return receive.unread_since_open && message->number == ZSYS_VAL_SMSG_OPEN && is_nowait_open(message);
}

void arriving_sort_out(void) {
    struct message *waiting = queue_empty();
    while (waiting) {
        struct message *next = waiting->next;
        if (waits_for_first_read(waiting)) queue_add(waiting);
        else accept_or_answer(waiting);
        waiting = next;
    }
    queue_relieve();
}

void arriving_forget_tags(void) {
    for (struct message **at = &receive.first; *at;) {
        if ((*at)->number == ZSYS_VAL_SMSG_QMSGCANCELLED) pool_return(queue_remove(at));
        else at = &(*at)->next;
    }
}

/* -------------------------------------------------------------------------------------------------- requests */

/* A read waits and nothing is before this message: no copy is needed on the way. */
static bool fits_waiting_read(uint8_t io, uint32_t length) {
    return io != WIRE_IO_SYSTEM && receive.reading && !receive.first && length <= receive.room;
}

static struct message *message_in_buffer(const uint8_t *data, uint32_t length) {
    struct message *message = message_new(NULL, 0);
    message->length = length;
    message->in_buffer = true;
    if (length) copy_bytes(receive.buffer, data, length);
    return message;
}

static bool wants_values(const struct message *message) {
    if (message->number == ZSYS_VAL_SMSG_SETMODE) {
        return wire_get(message->data + SETMODE_FLAGS, 2) & ZSYS_MSK_SETMD_LPARM_VALID;
    }
    return wire_get(message->data + SETPARAM_FLAGS, 2) & ZSYS_MSK_SETPM_LPARM_VALID;
}

/* What is special about a system message of another process. */
static void begin_system_request(struct message *message, const uint8_t *frame) {
    message->number = wire_frame_message(frame);
    switch (message->number) {
    case ZSYS_VAL_SMSG_CLOSE:
        /* The requester does not wait for the program to read its close. */
        answer_message(message, FEOK, -1, NULL, 0);
        message->link = NULL;
        break;
    case ZSYS_VAL_SMSG_SETMODE:
    case ZSYS_VAL_SMSG_SETPARAM:
        message->wants_values = wants_values(message);
        break;
    case ZSYS_VAL_SMSG_DEVINFO:
    case ZSYS_VAL_SMSG_SUBNAME:
        message->sender = null_handle; /* tied to no open */
        message->file = message->label = -1;
        message->sync = 0;
        break;
    default:
        break;
    }
}

/* The limit of CONTROLMESSAGESYSTEM. A close is let in: nobody would send it again. */
static bool over_limit(const struct message *message) {
    if (!receive.incoming_limit || message->number == ZSYS_VAL_SMSG_CLOSE) return false;
    return receive.waiting + receive.unreplied >= receive.incoming_limit;
}

HOT_INLINE void receive_request(struct link *link, uint8_t *frame, uint8_t *data, uint32_t length) {
    uint8_t io = wire_frame_io(frame);
    struct message *message =
        fits_waiting_read(io, length) ? message_in_buffer(data, length) : message_new(data, length);
    message->link = link;
    message->request = wire_frame_request(frame);
    message->io = io;
    message->file = wire_frame_file(frame);
    message->label = wire_frame_label(frame);
    message->sync = wire_frame_sync(frame);
    message->reply_max = wire_frame_reply_max(frame);
    message->priority = wire_frame_priority(frame);
    message->sender = link->peer;
    if (io == WIRE_IO_SYSTEM) begin_system_request(message, frame);
    if (over_limit(message)) {
        turn_away(message, FENOLCB);
        return;
    }
    accept_or_answer(message);
}

/* ------------------------------------------------------------------------------------------- system messages */

void receive_system(const uint8_t *bytes, uint32_t length, const struct handle *sender, short file, short label) {
    short number = (short)wire_get(bytes, 2);
    record(RECORD_SYSTEM, number, (uint16_t)file, length >= 4 ? wire_get(bytes + 2, 2) : 0, 0);
    if (broadcast_is_lost(number)) return;
    struct message *message = message_new(bytes, length);
    message->io = WIRE_IO_SYSTEM;
    message->number = number;
    message->priority = HIGHEST_PRIORITY;
    message->sender = *sender;
    message->file = file;
    message->label = label;
    broadcast_note_arrival(message);
    accept_or_answer(message);
}

void arriving_cancellation(struct message *message) {
    uint8_t cancellation[4];
    message->cancelled = true;
    if (!(receive.modes.wanted & WANTED_CANCELLATIONS)) return;
    wire_put(cancellation, 2, (uint64_t)ZSYS_VAL_SMSG_QMSGCANCELLED);
    wire_put(cancellation + 2, 2, (uint64_t)message->tag);
    receive_system(cancellation, sizeof cancellation, &null_handle, -1, -1);
}

/* --------------------------------------------------------------------------- what the requester takes back */

static bool same_request(const struct message *message, const struct link *link, uint32_t request) {
    return message && message->link == link && message->request == request;
}

void receive_cancel(struct link *link, uint32_t request) {
    for (struct message **at = &receive.first; *at; at = &(*at)->next) {
        if (!same_request(*at, link, request)) continue;
        pool_return(queue_remove(at));
        return;
    }
    for (short slot = 0; receive.slots && slot < receive.depth; slot++) {
        struct message *message = receive.slots[slot];
        if (!same_request(message, link, request) || message->cancelled) continue;
        message->opener_lost = true;
        arriving_cancellation(message);
        return;
    }
}

/* Requests of the dead stay readable and their replies go nowhere; only an open is of no more use to anybody. */
static void disown_waiting(struct link *link) {
    for (struct message **at = &receive.first; *at;) {
        struct message *message = *at;
        if (message->link == link && message->number == ZSYS_VAL_SMSG_OPEN) {
            pool_return(queue_remove(at));
            continue;
        }
        if (message->link == link) {
            message->link = NULL;
            message->cancelled = true;
        }
        at = &message->next;
    }
}

void receive_link_over(struct link *link, bool processor_down) {
    disown_waiting(link);
    for (short slot = 0; receive.slots && slot < receive.depth; slot++) {
        struct message *message = receive.slots[slot];
        if (!message || message->link != link) continue;
        message->link = NULL;
        if (message->cancelled) continue;
        message->opener_lost = !processor_down; /* openers lost with a processor are told by -2 */
        arriving_cancellation(message);
    }
}
