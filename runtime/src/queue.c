/* $RECEIVE: the messages that wait to be read, and their order. */
#include "receive.h"

HOT_INLINE struct message *message_new(const uint8_t *data, uint32_t length) {
    struct message *message = pool_take(sizeof *message + length);
    clear_bytes(message, sizeof *message);
    message->file = message->label = message->tag = -1;
    message->sender = null_handle;
    message->length = length;
    if (length) copy_bytes(message->data, data, length);
    return message;
}

static HOT_INLINE void append(struct message *message) {
    message->next = NULL;
    *receive.last = message;
    receive.last = &message->next;
}

/* News of a death stays behind what the dead had sent, whatever the priorities. */
static bool must_follow(const struct message *message, const struct message *earlier) {
    switch (message->number) {
    case ZSYS_VAL_SMSG_CLOSE:
        return handle_equal(&earlier->sender, &message->sender);
    case ZSYS_VAL_SMSG_PROCDEATH:
        return message->length >= 2 + sizeof earlier->sender && !handle_is_null(&earlier->sender) &&
               memcmp(&earlier->sender, message->data + 2, sizeof earlier->sender) == 0;
    case ZSYS_VAL_SMSG_CPUDOWN:
        return !handle_is_null(&earlier->sender) && earlier->sender.byte[1] == wire_get(message->data + 2, 2);
    default:
        return false;
    }
}

/* Behind everything of its priority or a higher one; a message that a read has taken already stays first (MS-08). */
static void insert(struct message *message) {
    struct message **at = &receive.first;
    for (const struct message *earlier = receive.first; earlier; earlier = earlier->next) {
        bool lower = earlier->priority < message->priority;
        if (lower && must_follow(message, earlier)) message->priority = earlier->priority;
    }
    while (*at && ((*at)->in_buffer || (*at)->priority >= message->priority)) at = &(*at)->next;
    message->next = *at;
    *at = message;
    if (!message->next) receive.last = &message->next;
}

static bool too_much(void) {
    return receive.waiting > PRESSURE_MESSAGES || receive.waiting_bytes > PRESSURE_BYTES;
}

static bool half_empty(void) {
    return receive.waiting <= PRESSURE_MESSAGES / 2 && receive.waiting_bytes <= PRESSURE_BYTES / 2;
}

void queue_relieve(void) {
    if (pressure_is_on && half_empty()) pressure_end();
}

static uint32_t bytes_held(const struct message *message) {
    return message->in_buffer ? 0 : message->length;
}

HOT_INLINE void queue_add(struct message *message) {
    receive.waiting++;
    receive.waiting_bytes += bytes_held(message);
    if (receive.modes.by_priority) insert(message);
    else append(message);
    if (too_much()) pressure_begin();
}

HOT_INLINE struct message *queue_remove(struct message **at) {
    struct message *message = *at;
    *at = message->next;
    if (!*at) receive.last = at;
    receive.waiting--;
    receive.waiting_bytes -= bytes_held(message);
    queue_relieve();
    if (message->number) broadcast_left(message->number);
    return message;
}

HOT_INLINE struct message *queue_take(void) {
    struct message *message = queue_remove(&receive.first);
    while (broadcast_is_stale(message)) { /* a -13 is queued then: there is another */
        pool_return(message);
        message = queue_remove(&receive.first);
    }
    return message;
}

void queue_put_back(struct message *message) {
    receive.first = message;
    if (!message->next) receive.last = &message->next;
    receive.waiting_bytes += message->length;
}

struct message *queue_empty(void) {
    struct message *all = receive.first;
    receive.first = NULL;
    receive.last = &receive.first;
    receive.waiting = 0;
    receive.waiting_bytes = 0;
    return all;
}
