/* One request under way: its number, its frame, its reply (MS-01, MS-06, FS-01). */
#include <stdlib.h>

#include "process.h"

enum { FIRST_PLACES = 256 };

/* Requests by the low bits of their number. The table grows, so that a close always finds a place. */
static struct {
    struct operation **at;
    uint32_t places, used, last;
} numbers;

static int under_way; /* requests of the program */

/* ---------------------------------------------------------------------------------------------------------- numbers */

static struct operation **place_of(uint32_t number) {
    return &numbers.at[number & (numbers.places - 1)];
}

struct operation *operation_numbered(uint32_t number) {
    if (!numbers.places) return NULL;
    struct operation *operation = *place_of(number);
    return operation && operation->number == number ? operation : NULL;
}

/* Numbers that did not meet in half the places do not meet now. */
static void more_places(void) {
    struct operation **old = numbers.at;
    uint32_t before = numbers.places;
    numbers.places = before ? 2 * before : FIRST_PLACES;
    numbers.at = allocate(numbers.places * sizeof *numbers.at);
    memset(numbers.at, 0, numbers.places * sizeof *numbers.at);
    for (uint32_t i = 0; i < before; i++) {
        if (old[i]) *place_of(old[i]->number) = old[i];
    }
    free(old);
}

/* Numbers are not used again soon, so a late reply finds nothing. */
static HOT_INLINE void give_number(struct operation *operation) {
    if (2 * numbers.used >= numbers.places) more_places();
    do numbers.last = (numbers.last + 1) % FIRST_INQUIRY;
    while (numbers.last == 0 || *place_of(numbers.last));
    operation->number = numbers.last;
    *place_of(numbers.last) = operation;
    numbers.used++;
}

/* ---------------------------------------------------------------------------------------------------------- sending */

HOT_INLINE void operation_send(struct operation *operation, const struct handle *to) {
    struct link *link = link_to(to);
    operation->sent_to = *to;
    operation->frame->holders++;
    link_send(link, operation->frame);
}

static HOT_INLINE struct frame *request_frame(const struct open *open, const struct request *request, uint32_t number) {
    struct frame *frame = frame_new(WIRE_FRAME_REQUEST, request->data, request->bytes);
    wire_frame_set_io(frame->byte, request->io);
    wire_frame_set_request(frame->byte, number);
    wire_frame_set_file(frame->byte, open->number);
    wire_frame_set_label(frame->byte, open->label);
    wire_frame_set_sync(frame->byte, open->next_sync);
    wire_frame_set_reply_max(frame->byte, request->read_count);
    wire_frame_set_message(frame->byte, request->message);
    wire_frame_set_depth(frame->byte, open->sync_depth);
    wire_frame_set_priority(frame->byte, self.priority);
    wire_frame_set_lost(frame->byte, open->lost);
    return frame;
}

/* Every request but an open, a close and RESETSYNC has a sync id of its own (active-backup section 9). */
static bool is_counted(const struct request *request) {
    return request->message != ZSYS_VAL_SMSG_OPEN && request->message != ZSYS_VAL_SMSG_CLOSE &&
           request->message != ZSYS_VAL_SMSG_RESETSYNC;
}

static HOT_INLINE struct operation *operation_new(struct open *open, const struct request *request) {
    struct operation *operation = pool_take(sizeof *operation);
    clear_bytes(operation, sizeof *operation);
    operation->open = open;
    operation->io = request->io;
    operation->message = request->message;
    operation->tag = request->tag;
    operation->buffer = request->buffer;
    operation->read_count = request->read_count;
    operation->written = request->written;
    operation->take_reply = request->take_reply;
    operation->reply_count = request->reply_count;
    operation->reply_label = -1;
    return operation;
}

static HOT_INLINE void append(struct operation *operation) {
    struct open *open = operation->open;
    if (open->last) open->last->next = operation;
    else open->first = operation;
    open->last = operation;
    open->outstanding++;
    under_way++;
}

HOT_INLINE struct operation *operation_start(struct open *open, const struct request *request) {
    bool closing = request->message == ZSYS_VAL_SMSG_CLOSE;
    if (!closing && under_way >= outgoing_limit) return NULL;
    struct operation *operation = operation_new(open, request);
    give_number(operation);
    operation->frame = request_frame(open, request, operation->number);
    if (is_counted(request)) open->next_sync++;
    if (closing) open->own = operation;
    else append(operation);
    operation_send(operation, &open->target);
    return operation;
}

struct operation *operation_at_once(struct open *open, const struct request *request, short error, uint32_t count) {
    if (under_way >= outgoing_limit) return NULL;
    struct operation *operation = operation_new(open, request);
    append(operation);
    operation->count = count;
    operation_finish(operation, error);
    return operation;
}

struct operation *operation_expect(struct open *open, int64_t tag) {
    const struct request request = {.io = WIRE_IO_SYSTEM, .tag = tag};
    if (under_way >= outgoing_limit) return NULL;
    struct operation *operation = operation_new(open, &request);
    give_number(operation);
    append(operation);
    return operation;
}

/* ------------------------------------------------------------------------------------------------------- completion */

bool operation_is_done(void *operation) {
    return ((struct operation *)operation)->done;
}

HOT_INLINE void operation_finish(struct operation *operation, short error) {
    bool own = operation->open->own == operation;
    operation->done = true;
    operation->error = error;
    if (operation->written && error < 10) operation->count = operation->written;
    if (!own) completion_add(operation);
    if (!operation->frame) return;
    if (operation->message == ZSYS_VAL_SMSG_OPEN) open_answered(operation);
    else if (operation->message == ZSYS_VAL_SMSG_CLOSE) open_free(operation->open);
}

static HOT_INLINE void remove_from_open(struct operation *operation) {
    struct open *open = operation->open;
    struct operation **at = &open->first;
    struct operation *before = NULL;
    while (*at != operation) {
        before = *at;
        at = &before->next;
    }
    *at = operation->next;
    operation->next = NULL;
    if (open->last == operation) open->last = before;
    open->outstanding--;
    under_way--;
}

HOT_INLINE void operation_free(struct operation *operation) {
    struct open *open = operation->open;
    if (open->own == operation) open->own = NULL;
    else remove_from_open(operation);
    completion_remove(operation);
    if (operation->number) {
        *place_of(operation->number) = NULL;
        numbers.used--;
    }
    if (operation->frame) frame_release(operation->frame);
    pool_return(operation);
}

static void copy_reply(struct operation *operation, const uint8_t *data, uint32_t length) {
    operation->count = length < operation->read_count ? length : operation->read_count;
    if (operation->count && operation->buffer) copy_bytes(operation->buffer, data, operation->count);
}

HOT_INLINE void operation_reply(const struct link *link, uint8_t *frame, uint8_t *data, uint32_t length) {
    struct operation *operation = operation_numbered(wire_frame_request(frame));
    if (!operation || operation->done || operation->looked_up) return;
    if (!handle_equal(&link->peer, &operation->sent_to)) return;
    short error = wire_frame_error(frame);
    if (error == FEOWNERSHIP && !operation->open->own_pair) {
        request_redirect(operation);
        return;
    }
    if (operation->take_reply) error = operation->take_reply(operation, data, length, error);
    else copy_reply(operation, data, length);
    operation->reply_label = wire_frame_label(frame);
    operation_finish(operation, error);
}

/* An open that is taken back goes on unseen: what the server has accepted it must also be told to close. */
static void let_go(struct operation *operation) {
    remove_from_open(operation);
    operation->open->own = operation;
}

void operation_cancel(struct operation *operation) {
    if (operation->done || !operation->frame) {
        operation_free(operation);
        return;
    }
    if (operation->message == ZSYS_VAL_SMSG_OPEN) {
        let_go(operation);
        return;
    }
    struct frame *cancel = frame_new(WIRE_FRAME_CANCEL, NULL, 0);
    wire_frame_set_request(cancel->byte, operation->number);
    link_send(link_to(&operation->sent_to), cancel);
    operation_free(operation);
}

/* ------------------------------------------------------------------------------------------ requests of the program */

static bool awaits_its_open(const struct open *open) {
    return open->first && open->first->message == ZSYS_VAL_SMSG_OPEN;
}

HOT_INLINE short request_allowed(const struct open *open, bool waited) {
    if (open->state == OPEN_GONE) return error_of_gone(open);
    if (open->state == OPEN_ASKED || awaits_its_open(open)) return FEIOPEND;
    if (open->state == OPEN_REFUSED) return FENOTOPEN;
    if (waited || open->nowait_depth == 0) return open->outstanding ? FEIOPEND : FEOK;
    return open->outstanding < open->nowait_depth ? FEOK : FETOOMANY;
}

short request_done(struct open *open, const struct request *request, short error, uint32_t count) {
    if (request->waited || open->nowait_depth == 0) return note_error(open, error);
    return note_error(open, operation_at_once(open, request, error, count) ? FEOK : FENOLCB);
}

HOT_INLINE short request_perform(struct open *open, const struct request *request, uint32_t *count) {
    *count = 0;
    short error = request_allowed(open, request->waited);
    if (error) return note_error(open, error);
    if (open->device) {
        error = open->device->perform(open, request, count);
        return request_done(open, request, error, *count);
    }
    struct operation *operation = operation_start(open, request);
    if (!operation) return note_error(open, FENOLCB);
    if (open->nowait_depth > 0 && !request->waited) return note_error(open, FEOK);
    wait_as(WAIT_REPLY, operation_is_done, operation, -1);
    *count = operation->count;
    error = operation->error;
    operation_free(operation);
    return note_error(open, error);
}
