/* How the library of a primary asks that of its passive backup, and how the backup is asked. */
#include <stdlib.h>

#include "process.h"

/* ---------------------------------------------------------------------------------------------- the primary's side */

struct check_call {
    struct check_call *next;
    uint32_t number;
    struct handle to;
    check_answered *then;
    void *context;
};

static struct check_call *calls;
static uint32_t last_number;

static struct handle partner;
static bool partner_known;

void check_role_changed(void) {
    partner_known = false;
}

/* The backup of this process; false when there is none, or this process is no primary. */
static bool find_backup(void) {
    struct pair pair;
    if (partner_known) return !handle_is_null(&partner);
    partner = null_handle;
    if (pair_of(WIRE_BY_CALLER, &null_handle, "", &pair) == PAIR_PRIMARY) partner = pair.backup;
    partner_known = true;
    return !handle_is_null(&partner);
}

bool check_ask_nowait(short kind, const void *body, uint32_t length, check_answered *then, void *context) {
    if (!find_backup()) return false;
    struct check_call *call = allocate(sizeof *call);
    *call =
        (struct check_call){.next = calls, .number = ++last_number, .to = partner, .then = then, .context = context};
    calls = call;
    struct frame *frame = frame_new(WIRE_FRAME_REQUEST, body, length);
    wire_frame_set_io(frame->byte, WIRE_IO_CHECKPOINT);
    wire_frame_set_request(frame->byte, call->number);
    wire_frame_set_file(frame->byte, -1);
    wire_frame_set_label(frame->byte, -1);
    wire_frame_set_message(frame->byte, kind);
    link_send(link_to(&partner), frame);
    return true;
}

bool check_awaits(const struct handle *peer) {
    const struct check_call *call = calls;
    while (call && !handle_equal(&call->to, peer)) call = call->next;
    return call != NULL;
}

struct waiting {
    bool done;
    struct check_answer answer;
};

static void keep(void *context, struct check_answer answer) {
    struct waiting *waiting = context;
    waiting->done = true;
    waiting->answer = answer;
}

static bool is_done(void *context) {
    return ((struct waiting *)context)->done;
}

struct check_answer check_ask(short kind, const void *body, uint32_t length) {
    struct waiting waiting = {.answer = {false, FEPATHDOWN}};
    if (check_ask_nowait(kind, body, length, keep, &waiting)) wait_until(is_done, &waiting, -1);
    return waiting.answer;
}

/* The call at that place leaves the list before its answer is given: giving it may make another call. */
static void finish(struct check_call **at, struct check_answer answer) {
    struct check_call *call = *at;
    *at = call->next;
    call->then(call->context, answer);
    free(call);
}

void check_take_answer(const struct link *link, uint8_t *frame) {
    struct check_call **at = &calls;
    while (*at && (*at)->number != wire_frame_request(frame)) at = &(*at)->next;
    if (!*at || !handle_equal(&(*at)->to, &link->peer)) return;
    finish(at, (struct check_answer){true, wire_frame_error(frame)});
}

static void unreachable(const struct handle *peer) {
    for (struct check_call **at = &calls; *at;) {
        if (handle_equal(&(*at)->to, peer)) finish(at, (struct check_answer){false, FEPATHDOWN});
        else at = &(*at)->next;
    }
}

void check_link_refused(const struct handle *peer) {
    unreachable(peer);
}

/* ----------------------------------------------------------------------------------------------- the backup's side */

/* In order of arrival, until they are answered. */
static struct check_request *requests;

static struct check_request *first_untaken(void) {
    struct check_request *request = requests;
    while (request && request->taken) request = request->next;
    return request;
}

bool check_request_waits(void) {
    return first_untaken() != NULL;
}

struct check_request *check_request_take(void) {
    struct check_request *request = first_untaken();
    if (request) request->taken = true;
    return request;
}

void check_request_answer(struct check_request *request, short error) {
    struct check_request **at = &requests;
    if (request->link) {
        struct frame *frame = frame_new(WIRE_FRAME_REPLY, NULL, 0);
        wire_frame_set_io(frame->byte, WIRE_IO_CHECKPOINT);
        wire_frame_set_request(frame->byte, request->number);
        wire_frame_set_error(frame->byte, error);
        link_send(request->link, frame);
    }
    while (*at != request) at = &(*at)->next;
    *at = request->next;
    free(request);
}

void check_take_request(struct link *link, uint8_t *frame, const uint8_t *data, uint32_t length) {
    struct check_request **at = &requests;
    struct check_request *request = allocate(sizeof *request + length);
    *request = (struct check_request){.link = link,
                                      .from = link->peer,
                                      .number = wire_frame_request(frame),
                                      .kind = wire_frame_message(frame),
                                      .length = length};
    if (length) memcpy(request->body, data, length);
    while (*at) at = &(*at)->next;
    *at = request;
}

void check_link_over(const struct link *link) {
    for (struct check_request *request = requests; request; request = request->next) {
        if (request->link == link) request->link = NULL;
    }
}
