/* Path retry: where requests go when their server moves or refuses (FS-01..FS-05, R-28, R-47..R-50, R-59). */
#include "process.h"

enum { MOST_REDIRECTIONS = 1000 };

/* The frame may still be queued on a link that is over: a repeated request gets a frame of its own. */
static void send_again(struct operation *operation, const struct handle *to) {
    struct frame *old = operation->frame;
    struct frame *again = frame_new(WIRE_FRAME_REQUEST, old->byte + WIRE_FRAME_SIZE, old->length - WIRE_FRAME_SIZE);
    memcpy(again->byte, old->byte, WIRE_FRAME_SIZE);
    frame_release(old);
    wire_frame_set_lost(again->byte, operation->open->lost);
    operation->frame = again;
    operation->looked_up = false;
    record(RECORD_RESENT, operation->io, operation->number, wire_frame_sync(again->byte), to->byte[1]);
    operation_send(operation, to);
}

static bool is_lost(const struct operation *operation, const struct handle *peer) {
    return operation && operation->frame && !operation->done && handle_equal(&operation->sent_to, peer);
}

/* Sync depth 0, or SETMODE 73: the program hears of the path (FS-03). */
static bool may_repeat(const struct operation *operation) {
    const struct open *open = operation->open;
    if (operation->message == ZSYS_VAL_SMSG_CLOSE) return true;
    return open->sync_depth > 0 && !open->modes[MODE_NO_RETRY][0];
}

static void move_operation(struct operation *operation, bool over, short error) {
    if (over || !may_repeat(operation)) operation_finish(operation, error);
    else send_again(operation, &operation->open->target);
}

static void move_target(struct open *open, const struct handle *successor, bool over) {
    if (over && open->state == OPEN_UP) open->state = OPEN_GONE;
    if (over) return;
    open->target = *successor;
    if (open->accepted && open->state != OPEN_CLOSING) open_register(open);
}

/* Every request of the open that went to `peer` goes to the successor, or ends with the error. The open may be freed.
 */
static void move_open(struct open *open, const struct handle *peer, const struct handle *successor, short error) {
    bool over = handle_is_null(successor) || open->own_pair;
    struct operation *next;
    if (handle_equal(&open->target, peer)) {
        move_target(open, successor, over);
        open->lost = handle_serial(peer);
    }
    for (struct operation *operation = open->first; operation; operation = next) {
        next = operation->next;
        if (is_lost(operation, peer)) move_operation(operation, over, error);
    }
    if (is_lost(open->own, peer)) move_operation(open->own, over, error);
}

void requests_peer_down(const struct handle *peer, const struct handle *successor, short error) {
    struct open *next;
    for (struct open *open = open_next(NULL); open; open = next) {
        next = open_next(open);
        if (!open->device) move_open(open, peer, successor, error);
    }
}

/* ------------------------------------------------------------------------------------------------------- looking up */

static void look_up(struct operation *operation, then *then) {
    struct letter letter;
    letter_begin(&letter, WIRE_FIND, WIRE_FIND_SIZE);
    letter_string(&letter, operation->open->name, strlen(operation->open->name));
    operation->looked_up = true;
    kernel_ask(&letter, then, (void *)(uintptr_t)operation->number);
}

/* The request that asked; NULL when it ended or went elsewhere meanwhile. */
static struct operation *asking(void *context) {
    struct operation *operation = operation_numbered((uint32_t)(uintptr_t)context);
    return operation && !operation->done && operation->looked_up ? operation : NULL;
}

static bool found_a_member(const struct answer *answer) {
    return answer->error == 0 && answer->length >= WIRE_FOUND_SIZE;
}

static void found_again(void *context, struct answer *answer) {
    struct operation *operation = asking(context);
    if (!operation) return;
    struct handle peer = operation->sent_to;
    struct handle successor = found_a_member(answer) ? handle_at(wire_found_handle(answer->body)) : null_handle;
    move_open(operation->open, &peer, &successor, answer->error == FENETDOWN ? FENETDOWN : FEPATHDOWN);
}

/* An open is looked up again by its first unfinished request there, which lives as long as there is one to move. */
static struct operation *lost_at(const struct open *open, const struct handle *peer) {
    struct operation *operation = open->first;
    while (operation && !is_lost(operation, peer)) operation = operation->next;
    return operation ? operation : is_lost(open->own, peer) ? open->own : NULL;
}

void requests_link_refused(const struct handle *peer, short error) {
    bool final = error == FENETDOWN || error == FESECVIOL;
    struct open *next;
    for (struct open *open = open_next(NULL); open; open = next) {
        struct operation *operation = lost_at(open, peer);
        next = open_next(open);
        if (!operation) continue;
        if (final) move_open(open, peer, &null_handle, error);
        else if (open->own_pair) move_open(open, peer, &null_handle, FEPATHDOWN);
        else look_up(operation, found_again);
    }
}

/* The other member gets the same request, with the same sync id. A single member that refuses gets it again. */
static void redirect(void *context, struct answer *answer) {
    struct operation *operation = asking(context);
    if (!operation) return;
    if (!found_a_member(answer)) {
        operation_finish(operation, answer->error == FENETDOWN ? FENETDOWN : FEPATHDOWN);
        return;
    }
    struct handle member = handle_at(wire_found_handle(answer->body));
    struct handle backup = handle_at(wire_found_backup(answer->body));
    struct open *open = operation->open;
    if (handle_equal(&member, &operation->sent_to) && !handle_is_null(&backup)) member = backup;
    if (!handle_equal(&open->target, &member)) move_target(open, &member, false);
    send_again(operation, &member);
}

void request_redirect(struct operation *operation) {
    if (operation->redirections++ < MOST_REDIRECTIONS) look_up(operation, redirect);
    else operation_finish(operation, FEPATHDOWN);
}

/* ------------------------------------------------------------------------------------------------------------- gone */

short error_of_gone(const struct open *open) {
    size_t length = strcspn(open->name, ":");
    struct letter letter;
    if (length == 0 || open->name[length - 1] == '$') return FEPATHDOWN; /* unnamed: \NODE.$:cpu:pin:seq */
    letter_begin(&letter, WIRE_FIND, WIRE_FIND_SIZE);
    letter_string(&letter, open->name, length);
    struct answer answer = kernel_call(&letter);
    bool again = answer.error == 0 && !open->own_pair;
    short error = answer.error == FENETDOWN ? FENETDOWN : FEPATHDOWN;
    answer_release(&answer);
    return again ? FEWRONGID : error;
}
