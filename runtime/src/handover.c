/* What requesters have sent to a member that hands its duties over (CHECKSWITCH): it goes to the other member, by error
 * 200 as far as somebody waits for an answer. */
#include <stdlib.h>

#include "receive.h"

/* A request that came while nobody knew yet whose duty it is. */
struct held {
    struct held *next;
    struct link *link;
    uint32_t length;
    uint8_t frame[WIRE_FRAME_SIZE];
    _Alignas(8) uint8_t data[];
};

static enum { OWN_DUTY, UNDECIDED, OTHERS_DUTY } state;
static struct held *first, **last = &first;

static void misdirected(struct link *link, const uint8_t *frame) {
    struct frame *reply = frame_new(WIRE_FRAME_REPLY, NULL, 0);
    wire_frame_set_request(reply->byte, wire_frame_request(frame));
    wire_frame_set_message(reply->byte, wire_frame_message(frame));
    wire_frame_set_error(reply->byte, FEOWNERSHIP);
    wire_frame_set_file(reply->byte, wire_frame_file(frame));
    wire_frame_set_label(reply->byte, -1);
    link_send(link, reply);
}

static void hold(struct link *link, const uint8_t *frame, const uint8_t *data, uint32_t length) {
    struct held *held = allocate(sizeof *held + length);
    held->next = NULL;
    held->link = link;
    held->length = length;
    memcpy(held->frame, frame, sizeof held->frame);
    if (length) memcpy(held->data, data, length);
    *last = held;
    last = &held->next;
}

HOT bool handover_takes(struct link *link, const uint8_t *frame, const uint8_t *data, uint32_t length) {
    if (state == UNDECIDED) hold(link, frame, data, length);
    if (state == OTHERS_DUTY) misdirected(link, frame);
    return state != OWN_DUTY;
}

static void unlink_held(struct held **at) {
    struct held *held = *at;
    *at = held->next;
    if (!*at) last = at;
    free(held);
}

void handover_cancel(const struct link *link, uint32_t request) {
    for (struct held **at = &first; *at; at = &(*at)->next) {
        if ((*at)->link != link || wire_frame_request((*at)->frame) != request) continue;
        unlink_held(at);
        return;
    }
}

void handover_link_over(const struct link *link) {
    for (struct held **at = &first; *at;) {
        if ((*at)->link == link) unlink_held(at);
        else at = &(*at)->next;
    }
}

void handover_begin(void) {
    state = UNDECIDED;
}

/* The duties stay, or come back. */
void handover_end(void) {
    state = OWN_DUTY;
    while (first) {
        receive_request(first->link, first->frame, first->data, first->length);
        unlink_held(&first);
    }
}

/* ------------------------------------------------------------------------------------------ what is queued already */

static uint16_t closes; /* the first so many of the queue go along */

/* Nobody waits for the answer to a close: the other member learns of those that the program has not read. */
uint32_t handover_write_closes(uint8_t *body, uint32_t room) {
    uint32_t at = WIRE_CHECK_SWITCH_SIZE;
    closes = 0;
    for (struct message *message = receive.first; message; message = message->next) {
        if (message->number != ZSYS_VAL_SMSG_CLOSE || room - at < WIRE_CHECK_HANDED_SIZE) continue;
        memcpy(wire_check_handed_opener(body + at), &message->sender, sizeof message->sender);
        wire_check_handed_set_file(body + at, message->file);
        wire_check_handed_set_label(body + at, message->label);
        at += WIRE_CHECK_HANDED_SIZE;
        closes++;
    }
    wire_check_switch_set_closes(body, closes);
    return at;
}

void handover_take_closes(const struct check_request *request) {
    static const uint8_t close_message[4] = {0xff, (uint8_t)ZSYS_VAL_SMSG_CLOSE, 0, 0};
    uint32_t at = WIRE_CHECK_SWITCH_SIZE;
    while (request->length >= at && request->length - at >= WIRE_CHECK_HANDED_SIZE) {
        uint8_t part[WIRE_CHECK_HANDED_SIZE];
        memcpy(part, request->body + at, sizeof part);
        struct handle opener = handle_at(wire_check_handed_opener(part));
        receive_system(close_message, sizeof close_message, &opener, wire_check_handed_file(part),
                       wire_check_handed_label(part));
        at += WIRE_CHECK_HANDED_SIZE;
    }
}

static void send_on(struct message *message) {
    if (message->link && !message->cancelled) answer_message(message, FEOWNERSHIP, -1, NULL, 0);
}

/* Messages of the system, and of requesters that have gone, stay: they are about this member. */
static void send_queue_on(void) {
    for (struct message **at = &receive.first; *at;) {
        struct message *message = *at;
        bool went_along = message->number == ZSYS_VAL_SMSG_CLOSE && closes > 0;
        if (went_along) closes--;
        if (!went_along && (!message->link || message->cancelled)) {
            at = &message->next;
            continue;
        }
        send_on(message);
        pool_return(queue_remove(at));
    }
}

/* A request that was read keeps its tag; the program's reply goes nowhere. */
static void send_read_on(void) {
    for (short slot = 0; receive.slots && slot < receive.depth; slot++) {
        struct message *message = receive.slots[slot];
        if (!message) continue;
        send_on(message);
        message->cancelled = true;
        message->link = NULL;
    }
}

void handover_send_on(void) {
    state = OTHERS_DUTY;
    send_queue_on();
    send_read_on();
    while (first) {
        misdirected(first->link, first->frame);
        unlink_held(&first);
    }
}
