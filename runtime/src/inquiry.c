/* Questions to processes that need no open: device type (-106) and subordinate names (-107), and what is known of a
 * device by its name (system-messages.md section 3). */
#include <stdlib.h>

#include "inquiry.h"

enum { DEVICE_HEADER = 10, DEVICE_REPLY = 14, NAME_HEADER = 16 };

struct inquiry {
    struct inquiry *next;
    uint32_t number;
    short message;
    struct handle target;
    struct frame *frame;
    answered *then;
    void *context;
};

static struct inquiry *inquiries;
static uint32_t generation;

static void send_inquiry(struct inquiry *inquiry, const struct handle *to) {
    inquiry->target = *to;
    inquiry->frame->holders++;
    struct link *link = link_to(to);
    link_send(link, inquiry->frame);
    if (pressure_is_on) pressure_apply(link);
}

static struct inquiry *inquiry_numbered(uint32_t number) {
    struct inquiry *inquiry = inquiries;
    while (inquiry && inquiry->number != number) inquiry = inquiry->next;
    return inquiry;
}

static void remove_inquiry(struct inquiry *inquiry) {
    struct inquiry **at = &inquiries;
    while (*at != inquiry) at = &(*at)->next;
    *at = inquiry->next;
    frame_release(inquiry->frame);
    free(inquiry);
}

static void finish_inquiry(struct inquiry *inquiry, short error, const uint8_t *reply, uint32_t length) {
    answered *then = inquiry->then;
    void *context = inquiry->context;
    remove_inquiry(inquiry);
    then(context, error, reply, length);
}

uint32_t inquiry_start(const struct handle *to, const struct question *question, answered *then, void *context) {
    struct inquiry *inquiry = allocate(sizeof *inquiry);
    do generation = (generation + 1) % FIRST_INQUIRY;
    while (inquiry_numbered(FIRST_INQUIRY | generation));
    *inquiry = (struct inquiry){.next = inquiries,
                                .number = FIRST_INQUIRY | generation,
                                .message = question->message,
                                .frame = frame_new(WIRE_FRAME_REQUEST, question->body, question->length),
                                .then = then,
                                .context = context};
    uint8_t *frame = inquiry->frame->byte;
    wire_frame_set_io(frame, WIRE_IO_SYSTEM);
    wire_frame_set_request(frame, inquiry->number);
    wire_frame_set_file(frame, -1);
    wire_frame_set_label(frame, -1);
    wire_frame_set_reply_max(frame, MOST_REPLY);
    wire_frame_set_message(frame, question->message);
    wire_frame_set_priority(frame, self.priority);
    inquiries = inquiry;
    send_inquiry(inquiry, to);
    return inquiry->number;
}

void inquiry_cancel(uint32_t number) {
    struct inquiry *inquiry = inquiry_numbered(number);
    if (!inquiry) return;
    struct frame *cancel = frame_new(WIRE_FRAME_CANCEL, NULL, 0);
    wire_frame_set_request(cancel->byte, number);
    link_send(link_to(&inquiry->target), cancel);
    remove_inquiry(inquiry);
}

HOT bool inquiry_reply(const struct link *link, uint8_t *frame, const uint8_t *data, uint32_t length) {
    uint32_t number = wire_frame_request(frame);
    if (!(number & FIRST_INQUIRY)) return false;
    struct inquiry *inquiry = inquiry_numbered(number);
    if (!inquiry || !handle_equal(&link->peer, &inquiry->target)) return true;
    finish_inquiry(inquiry, wire_frame_error(frame), data, length < MOST_REPLY ? length : MOST_REPLY);
    return true;
}

/* A question changes nothing, so the successor may be asked again. The frame may still be queued on the old link. */
static void ask_successor(struct inquiry *inquiry, const struct handle *successor) {
    struct frame *old = inquiry->frame;
    struct frame *again = frame_new(WIRE_FRAME_REQUEST, old->byte + WIRE_FRAME_SIZE, old->length - WIRE_FRAME_SIZE);
    memcpy(again->byte, old->byte, WIRE_FRAME_SIZE);
    frame_release(old);
    inquiry->frame = again;
    send_inquiry(inquiry, successor);
}

static struct inquiry *inquiry_to(const struct handle *peer) {
    struct inquiry *inquiry = inquiries;
    while (inquiry && !handle_equal(&inquiry->target, peer)) inquiry = inquiry->next;
    return inquiry;
}

bool inquiry_awaits(const struct handle *peer) {
    return inquiry_to(peer) != NULL;
}

void inquiries_peer_down(const struct handle *peer, const struct handle *successor, short error) {
    struct inquiry *inquiry;
    while ((inquiry = inquiry_to(peer))) {
        if (handle_is_null(successor)) finish_inquiry(inquiry, error, NULL, 0);
        else ask_successor(inquiry, successor);
    }
}

/* ------------------------------------------------------------------------------------------------ questions */

struct question device_question(struct span qualifier) {
    struct question question = {.message = ZSYS_VAL_SMSG_DEVINFO,
                                .length = (uint32_t)(DEVICE_HEADER + qualifier.length)};
    wire_put(question.body, 2, (uint64_t)ZSYS_VAL_SMSG_DEVINFO);
    wire_put(question.body + 8, 2, (uint64_t)qualifier.length);
    if (qualifier.length) memcpy(question.body + DEVICE_HEADER, qualifier.text, (size_t)qualifier.length);
    return question;
}

struct question name_question(struct span start, bool skip, struct span pattern) {
    uint32_t at = NAME_HEADER + (uint32_t)start.length;
    struct question question = {.message = ZSYS_VAL_SMSG_SUBNAME, .length = at + (uint32_t)pattern.length};
    wire_put(question.body, 2, (uint64_t)ZSYS_VAL_SMSG_SUBNAME);
    wire_put(question.body + 2, 2, skip);
    wire_put(question.body + 4, 2, (uint64_t)start.length);
    wire_put(question.body + 6, 2, at);
    wire_put(question.body + 8, 2, (uint64_t)pattern.length);
    if (start.length) memcpy(question.body + NAME_HEADER, start.text, (size_t)start.length);
    memcpy(question.body + at, pattern.text, (size_t)pattern.length);
    return question;
}

/* A reply that is none makes a device of type 0, subtype 0; an error from 10 on is the inquirer's. */
short device_answer(short error, const uint8_t *reply, uint32_t length, struct device *device) {
    *device = (struct device){0, 0, 0};
    if (error >= 10) return error;
    if (error || length < DEVICE_REPLY || (short)wire_get(reply, 2) != ZSYS_VAL_SMSG_DEVINFO) return FEOK;
    *device =
        (struct device){(short)wire_get(reply + 2, 2), (short)wire_get(reply + 4, 2), (short)wire_get(reply + 12, 2)};
    return FEOK;
}

/* --------------------------------------------------------------------------------------------- devices by name */

struct device_inquiry {
    bool ask, abandoned, own;
    uint32_t asked; /* number of the inquiry, 0 while there is none */
    struct handle process;
    char qualifier[LARGEST_FILE_NAME + 1];
    inquired *then;
    void *context;
};

static void device_known(struct device_inquiry *inquiry, short error, const struct device *device) {
    if (!inquiry->abandoned) inquiry->then(inquiry->context, error, device);
    free(inquiry);
}

static void device_failed(struct device_inquiry *inquiry, short error) {
    struct device none = {0, 0, 0};
    device_known(inquiry, error, &none);
}

static void device_answered(void *context, short error, const uint8_t *reply, uint32_t length) {
    struct device device;
    error = device_answer(error, reply, length, &device);
    device_known(context, error, &device);
}

static void ask_device(struct device_inquiry *inquiry) {
    struct span qualifier = {inquiry->qualifier, (short)strlen(inquiry->qualifier)};
    struct question question = device_question(qualifier);
    inquiry->asked = inquiry_start(&inquiry->process, &question, device_answered, inquiry);
}

static void device_described(void *context, struct answer *answer) {
    struct device_inquiry *inquiry = context;
    bool gone = answer->error != 0 || answer->length < WIRE_INFO_SIZE;
    if (inquiry->abandoned || gone) {
        device_failed(inquiry, FENOSUCHDEV);
        return;
    }
    struct device device = {DEVICE_PROCESS, wire_info_subtype(answer->body), PROCESS_RECORD};
    if (device.subtype == SUBTYPE_SIMULATOR && inquiry->ask && !inquiry->own) ask_device(inquiry);
    else device_known(inquiry, FEOK, &device);
}

void ask_info(const struct handle *process, then *then, void *context) {
    struct letter letter;
    uint8_t *body = letter_begin(&letter, WIRE_GET_INFO, WIRE_GET_INFO_SIZE);
    wire_get_info_set_by(body, WIRE_INFO_BY_HANDLE);
    memcpy(wire_get_info_handle(body), process, sizeof *process);
    kernel_ask(&letter, then, context);
}

/* A process does not ask itself, nor the other member of its own pair. */
static void device_found(void *context, struct answer *answer) {
    struct device_inquiry *inquiry = context;
    bool told = answer->length >= WIRE_FOUND_SIZE;
    inquiry->own = told && wire_found_own_pair(answer->body);
    if (inquiry->abandoned || (answer->error && !inquiry->own)) {
        device_failed(inquiry, answer->error);
        return;
    }
    inquiry->process = inquiry->own ? null_handle : handle_at(wire_found_handle(answer->body));
    if (handle_equal(&inquiry->process, &self.handle)) inquiry->own = true;
    ask_info(&inquiry->process, device_described, inquiry);
}

static void look_up(struct device_inquiry *inquiry, const struct span section[SECTIONS]) {
    struct letter letter;
    struct composed name;
    struct span destination[SECTIONS] = {section[SECTION_NODE], section[SECTION_DESTINATION]};
    name_compose(destination, &name);
    letter_begin(&letter, WIRE_FIND, WIRE_FIND_SIZE);
    letter_string(&letter, name.text, (size_t)name.length);
    kernel_ask(&letter, device_found, inquiry);
}

/* Whether the name needs to be looked up; otherwise the device or the error is known. */
static bool needs_look_up(const char *text, const struct scanned *name, short *error, struct device *device) {
    const struct local_device *local = local_device_named(text);
    struct span destination = name->section[SECTION_DESTINATION], first = name->section[SECTION_FIRST];
    *error = FEOK;
    if (text_same(destination.text, destination.length, "$RECEIVE", 8)) {
        *device = (struct device){DEVICE_RECEIVE, 0, PROCESS_RECORD};
        return false;
    }
    if (local) {
        *device = (struct device){local->type, local->subtype, local->reclen};
        return false;
    }
    bool disk = first.length && !section_is_qualifier(first);
    if (disk) *error = FENOSUCHDEV; /* no volume of that name */
    if (destination.length == 0) *error = FEBADNAME;
    return *error == FEOK;
}

/* NULL when `then` has run already. */
static struct device_inquiry *begin(const char *text, bool ask, inquired *then, void *context) {
    struct scanned name;
    struct device device = {0, 0, 0};
    short error = name_scan_all(text, (short)strlen(text), 0, &name);
    if (error || !needs_look_up(text, &name, &error, &device)) {
        then(context, error, &device);
        return NULL;
    }
    struct device_inquiry *inquiry = allocate(sizeof *inquiry);
    *inquiry = (struct device_inquiry){.ask = ask, .then = then, .context = context};
    struct composed qualifier;
    struct span section[SECTIONS] = {
        [SECTION_FIRST] = name.section[SECTION_FIRST], [SECTION_SECOND] = name.section[SECTION_SECOND]};
    name_compose(section, &qualifier);
    memcpy(inquiry->qualifier, qualifier.text, (size_t)qualifier.length);
    look_up(inquiry, name.section);
    return inquiry;
}

void inquire_device_nowait(const char *name, inquired *then, void *context) {
    begin(name, true, then, context);
}

struct waited_inquiry {
    bool done;
    short error;
    struct device device;
};

static void note_device(void *context, short error, const struct device *device) {
    struct waited_inquiry *waited = context;
    *waited = (struct waited_inquiry){true, error, *device};
}

static bool is_known(void *context) {
    return ((struct waited_inquiry *)context)->done;
}

static void abandon(struct device_inquiry *inquiry) {
    bool asked = inquiry_numbered(inquiry->asked);
    inquiry->abandoned = true;
    if (!asked) return; /* the kernel answers yet */
    inquiry_cancel(inquiry->asked);
    free(inquiry);
}

short inquire_device(const char *name, int64_t limit_us, struct device *into) {
    struct waited_inquiry waited = {.done = false};
    struct device_inquiry *inquiry = begin(name, limit_us != INQUIRE_NEVER, note_device, &waited);
    if (!wait_until(is_known, &waited, limit_us == INQUIRE_NEVER ? -1 : limit_us)) {
        abandon(inquiry);
        return FETIMEDOUT;
    }
    *into = waited.device;
    return waited.error;
}
