/* $RECEIVE: opening, closing, reading, and the slots of what was read and not yet answered. */
#include "receive.h"

#include <stdlib.h>

enum { LARGEST_DEPTH = 4047, SHORT_SETMODE_BYTES = 8 };

struct receive receive = {.last = &receive.first};

bool receive_is_open(void) {
    return receive.open;
}

short receive_last_error(void) {
    return receive.last_error;
}

short receive_note_error(short error) {
    return receive.last_error = error;
}

short receive_depth(void) {
    return receive.depth;
}

short receive_options(void) {
    return (short)((receive.old_formats ? ZSYS_VAL_OPENOPT_OLDFMTSYSMSG : 0) |
                   (receive.no_system_messages ? ZSYS_VAL_OPENOPT_NOSYSTEMMSGS : 0));
}

int64_t receive_read_tag(void) {
    return receive.tag;
}

short receive_nowait_depth(void) {
    return receive.nowait_depth;
}

/* -------------------------------------------------------------------------------------- opening, closing */

short receive_open(short nowait_depth, short depth, short options) {
    if (receive.open) return FEINUSE;
    if (nowait_depth > 1) return FETOOMANY;
    if (nowait_depth < 0 || depth < 0 || depth > LARGEST_DEPTH) return FEBADPARMVALUE;
    if (options & ZSYS_VAL_OPENOPT_NOWAITOPEN) return FEINVALOP; /* nobody is asked, so there is nothing to await */
    receive.open = receive.unread_since_open = true;
    receive.nowait_depth = nowait_depth;
    receive.depth = depth;
    receive.no_system_messages = options & ZSYS_VAL_OPENOPT_NOSYSTEMMSGS;
    receive.old_formats = options & ZSYS_VAL_OPENOPT_OLDFMTSYSMSG;
    receive.modes = (struct modes){.any_order = 0};
    receive.lowest_free = 0;
    receive.slots = allocate(sizeof *receive.slots * (size_t)(depth + 1));
    memset(receive.slots, 0, sizeof *receive.slots * (size_t)(depth + 1));
    arriving_sort_out();
    return FEOK;
}

/* What was read and not answered fails; what was not read waits for the next open. */
short receive_close(void) {
    if (!receive.open) return FENOTOPEN;
    if (receive.reading) receive_cancel_read();
    for (short slot = 0; slot < receive.depth; slot++) {
        struct message *message = receive.slots[slot];
        if (!message) continue;
        if (!message->cancelled) answer_message(message, FEPATHDOWN, -1, NULL, 0);
        pool_return(message);
    }
    free(receive.slots);
    receive.slots = NULL;
    receive.unreplied = 0;
    receive.open = receive.read_one = false;
    receive.modes = (struct modes){.any_order = 0};
    arriving_forget_tags();
    return FEOK;
}

/* ------------------------------------------------------------------------------------------------- slots */

static short free_slot(void) {
    while (receive.lowest_free < receive.depth && receive.slots[receive.lowest_free]) receive.lowest_free++;
    return receive.lowest_free < receive.depth ? receive.lowest_free : -1;
}

static void occupy_slot(struct message *message) {
    message->tag = free_slot();
    receive.slots[message->tag] = message;
    receive.unreplied++;
}

struct message *slot_release(short tag) {
    struct message *message = receive.slots[tag];
    receive.slots[tag] = NULL;
    receive.unreplied--;
    if (tag < receive.lowest_free) receive.lowest_free = tag;
    return message;
}

/* ------------------------------------------------------------------------------------------------ reading */

static void remember(const struct message *message) {
    receive.last_read = (struct last_read){.io = message->io,
                                           .tag = message->tag,
                                           .file = message->file,
                                           .label = message->label,
                                           .sync = message->sync,
                                           .reply_max = message->reply_max,
                                           .sender = message->sender};
    receive.read_one = true;
}

/* What the program gets to see of a message. */
struct form {
    const uint8_t *at;
    uint32_t length;
    uint8_t old[OLD_FORMAT_BYTES];
};

static void system_form(struct message *message, struct form *form) {
    form->length = receive.old_formats ? old_format_of(message, form->old) : 0;
    message->old_format = form->length > 0;
    form->at = message->old_format ? form->old : message->data;
    if (message->old_format) return;
    network_message_cleared(message);
    bool short_form = message->number == ZSYS_VAL_SMSG_SETMODE && !(receive.modes.wanted & WANTED_LAST_PARAMETERS);
    form->length = short_form ? SHORT_SETMODE_BYTES : message->length;
    system_message_to_program(message->data, form->length);
}

static NOT_INLINE void reply_at_once(struct message *message) {
    uint32_t taken;
    reply_to_message(message, NULL, 0, FEOK, &taken);
    pool_return(message);
}

static HOT_INLINE struct completion take_message(void) {
    struct form form;
    struct message *message = queue_take();
    receive.reading = false;
    if (!receive.replying) occupy_slot(message);
    remember(message);
    struct completion completion = {
        .error = message->number ? FESYSMESS : FEOK, .buffer = receive.buffer, .tag = receive.tag};
    uint32_t room = receive.room;
    form.at = message->data;
    form.length = message->length;
    if (message->number) system_form(message, &form);
    completion.count = form.length < room ? form.length : room;
    if (completion.count && !message->in_buffer) copy_bytes(completion.buffer, form.at, completion.count);
    if (receive.replying) reply_at_once(message);
    return completion;
}

static bool message_waits(void *context) {
    (void)context;
    return receive.first != NULL;
}

static HOT_INLINE short start_read(char *buffer, uint32_t room, int64_t tag, bool replying, uint32_t *count) {
    if (receive.unread_since_open) {
        receive.unread_since_open = false;
        if (receive.no_system_messages) arriving_sort_out();
    }
    receive.buffer = buffer;
    receive.room = room;
    receive.tag = tag;
    receive.replying = replying;
    receive.reading = true;
    if (receive.nowait_depth > 0) return receive.last_error = FEOK;
    wait_as(WAIT_MESSAGE, message_waits, NULL, -1);
    struct completion completion = take_message();
    *count = completion.count;
    return receive.last_error = completion.error;
}

HOT_INLINE short receive_read(char *buffer, uint32_t room, int64_t tag, uint32_t *count) {
    *count = 0;
    if (!receive.open) return self.last_error = FENOTOPEN;
    if (receive.depth == 0) return receive.last_error = FEINVALOP;
    if (receive.reading) return receive.last_error = FETOOMANY;
    if (free_slot() < 0) return receive.last_error = FEBADREPLY;
    return start_read(buffer, room, tag, false, count);
}

short receive_read_replying(char *buffer, uint32_t room, int64_t tag, uint32_t *count) {
    *count = 0;
    if (!receive.open) return self.last_error = FENOTOPEN;
    if (receive.reading) return receive.last_error = FETOOMANY;
    return start_read(buffer, room, tag, true, count);
}

bool receive_has_read(void) {
    return receive.reading;
}

bool receive_read_done(void) {
    return receive.reading && receive.first;
}

struct completion receive_take_read(void) {
    struct completion completion = take_message();
    receive.last_error = completion.error;
    return completion;
}

/* A message that had been put into the buffer of the cancelled read is still to be read: no message is lost. */
static void take_back(struct message *delivered) {
    struct message *message = message_new((uint8_t *)receive.buffer, delivered->length);
    memcpy(message, delivered, offsetof(struct message, data));
    message->in_buffer = false;
    queue_put_back(message);
    pool_return(delivered);
}

struct completion receive_cancel_read(void) {
    receive.reading = false;
    if (receive.first && receive.first->in_buffer) take_back(receive.first);
    return (struct completion){.file = 0, .buffer = receive.buffer, .tag = receive.tag};
}
