/* $RECEIVE: the queue of what arrived, the slots of what was read and not yet answered. */
#include <stdlib.h>

#include "process.h"

enum { LARGEST_DEPTH = 4047, LARGEST_OLD_COUNT = 57344, OPEN_REPLY_BYTES = 4 };

struct message {
    struct message *next;
    struct link *link; /* NULL: nobody waits for the reply */
    uint32_t request;
    uint8_t io;
    short number; /* of a system message, else 0 */
    short file, label;
    uint32_t sync, reply_max, length;
    struct handle sender;
    bool cancelled;
    bool in_buffer; /* the data went straight into the buffer of the read that waits */
    short tag;
    _Alignas(8) uint8_t data[];
};

static struct {
    bool open, no_system_messages;
    short nowait_depth, depth, last_error;
    struct message *first, **last;
    struct message **slots;
    bool reading;
    char *buffer;
    uint32_t room;
    int64_t tag;
    bool read_one;
    zsys_ddl_receiveinformation_def information;
} receive = {.last = &receive.first};

/* ----------------------------------------------------------------------------------------------- arriving */

static struct message *message_new(const uint8_t *data, uint32_t length) {
    struct message *message = pool_take(sizeof *message + length);
    memset(message, 0, sizeof *message);
    message->file = message->label = -1;
    message->sender = null_handle;
    message->length = length;
    if (length) copy_bytes(message->data, data, length);
    return message;
}

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

static void enqueue(struct message *message) {
    message->next = NULL;
    *receive.last = message;
    receive.last = &message->next;
}

static void answer_request(struct link *link, uint32_t request, short error, short label, const void *data,
                           uint32_t bytes) {
    struct frame *frame = frame_new(WIRE_FRAME_REPLY, data, bytes);
    wire_frame_set_request(frame->byte, request);
    wire_frame_set_error(frame->byte, error);
    wire_frame_set_label(frame->byte, label);
    link_send(link, frame);
}

/* File-management messages nobody wants to see: opens succeed, closes vanish (system-messages.md section 1). */
static bool unwanted(const struct message *message) {
    return receive.open && receive.no_system_messages &&
           (message->number == ZSYS_VAL_SMSG_OPEN || message->number == ZSYS_VAL_SMSG_CLOSE);
}

static void accept_or_dismiss(struct message *message) {
    if (!unwanted(message)) {
        enqueue(message);
        return;
    }
    if (message->link) answer_request(message->link, message->request, FEOK, -1, NULL, 0);
    pool_return(message);
}

void receive_request(struct link *link, uint8_t *frame, uint8_t *data, uint32_t length) {
    uint8_t io = wire_frame_io(frame);
    struct message *message =
        fits_waiting_read(io, length) ? message_in_buffer(data, length) : message_new(data, length);
    message->link = link;
    message->request = wire_frame_request(frame);
    message->io = io;
    message->number = message->io == WIRE_IO_SYSTEM ? wire_frame_message(frame) : 0;
    message->file = wire_frame_file(frame);
    message->label = wire_frame_label(frame);
    message->sync = wire_frame_sync(frame);
    message->reply_max = wire_frame_reply_max(frame);
    message->sender = link->peer;
    if (message->number == ZSYS_VAL_SMSG_CLOSE) {
        /* The requester does not wait for the program to read its close. */
        answer_request(link, message->request, FEOK, -1, NULL, 0);
        message->link = NULL;
    }
    accept_or_dismiss(message);
}

void receive_system(const uint8_t *bytes, uint32_t length, const struct handle *sender, short file, short label) {
    struct message *message = message_new(bytes, length);
    message->io = WIRE_IO_SYSTEM;
    message->number = (short)wire_get(bytes, 2);
    message->sender = *sender;
    message->file = file;
    message->label = label;
    record(RECORD_SYSTEM, message->number, (uint16_t)file, length >= 4 ? wire_get(bytes + 2, 2) : 0, 0);
    accept_or_dismiss(message);
}

/* ------------------------------------------------------------------------- what the requester takes back */

static bool same_request(const struct message *message, const struct link *link, uint32_t request) {
    return message && message->link == link && message->request == request;
}

void receive_cancel(struct link *link, uint32_t request) {
    for (struct message **at = &receive.first; *at; at = &(*at)->next) {
        struct message *message = *at;
        if (!same_request(message, link, request)) continue;
        *at = message->next;
        if (!*at) receive.last = at;
        pool_return(message);
        return;
    }
    for (short slot = 0; receive.slots && slot < receive.depth; slot++) {
        struct message *message = receive.slots[slot];
        if (same_request(message, link, request)) message->cancelled = true;
    }
}

/* Requests of the dead stay readable; their replies go nowhere. */
void receive_link_over(struct link *link) {
    for (struct message *message = receive.first; message; message = message->next) {
        if (message->link == link) message->link = NULL;
    }
    for (short slot = 0; receive.slots && slot < receive.depth; slot++) {
        if (receive.slots[slot] && receive.slots[slot]->link == link) receive.slots[slot]->link = NULL;
    }
}

/* -------------------------------------------------------------------------------------- opening, closing */

bool receive_is_open(void) {
    return receive.open;
}

short receive_last_error(void) {
    return receive.last_error;
}

short receive_note_error(short error) {
    return receive.last_error = error;
}

short receive_nowait_depth(void) {
    return receive.nowait_depth;
}

short receive_open(short nowait_depth, short depth, short options) {
    if (receive.open) return FEINUSE;
    if (nowait_depth > 1) return FETOOMANY;
    if (nowait_depth < 0 || depth < 0 || depth > LARGEST_DEPTH) return FEBADPARMVALUE;
    receive.open = true;
    receive.nowait_depth = nowait_depth;
    receive.depth = depth;
    receive.no_system_messages = options & ZSYS_VAL_OPENOPT_NOSYSTEMMSGS;
    receive.slots = allocate(sizeof *receive.slots * (size_t)(depth + 1));
    memset(receive.slots, 0, sizeof *receive.slots * (size_t)(depth + 1));
    struct message *waiting = receive.first;
    receive.first = NULL;
    receive.last = &receive.first;
    while (waiting) {
        struct message *next = waiting->next;
        accept_or_dismiss(waiting);
        waiting = next;
    }
    return FEOK;
}

short receive_close(void) {
    if (!receive.open) return FENOTOPEN;
    if (receive.reading) receive_cancel_read();
    for (short slot = 0; slot < receive.depth; slot++) {
        struct message *message = receive.slots[slot];
        if (message && message->link) {
            answer_request(message->link, message->request, FEPATHDOWN, -1, NULL, 0);
        }
        pool_return(message);
    }
    free(receive.slots);
    receive.slots = NULL;
    receive.open = receive.read_one = false;
    return FEOK;
}

/* ------------------------------------------------------------------------------------------------ reading */

static short free_slot(void) {
    short slot = 0;
    while (slot < receive.depth && receive.slots[slot]) slot++;
    return slot < receive.depth ? slot : -1;
}

static void remember(const struct message *message) {
    zsys_ddl_receiveinformation_def *information = &receive.information;
    information->z_iotype = message->io;
    information->z_maxreplycount = (short)(message->reply_max > 65535 ? 65535 : message->reply_max);
    information->z_messagetag = message->tag;
    information->z_filenum = message->file;
    information->z_syncid = (int32_t)message->sync;
    memcpy(&information->z_sender, &message->sender, sizeof message->sender);
    information->z_openlabel = message->label;
    receive.read_one = true;
}

static struct completion take_message(void) {
    struct message *message = receive.first;
    receive.first = message->next;
    if (!receive.first) receive.last = &receive.first;
    message->tag = free_slot();
    receive.slots[message->tag] = message;
    remember(message);
    uint32_t count = message->length < receive.room ? message->length : receive.room;
    if (message->number) system_message_to_program(message->data, message->length);
    if (count && !message->in_buffer) copy_bytes(receive.buffer, message->data, count);
    receive.reading = false;
    return (struct completion){.file = 0,
                               .error = message->number ? FESYSMESS : FEOK,
                               .buffer = receive.buffer,
                               .count = count,
                               .tag = receive.tag};
}

static bool message_waits(void *context) {
    (void)context;
    return receive.first != NULL;
}

short receive_read(char *buffer, uint32_t room, int64_t tag, uint32_t *count) {
    if (!receive.open) return self.last_error = FENOTOPEN;
    if (receive.depth == 0) return receive.last_error = FEINVALOP;
    if (receive.reading) return receive.last_error = FETOOMANY;
    if (free_slot() < 0) return receive.last_error = FEBADREPLY;
    receive.buffer = buffer;
    receive.room = room;
    receive.tag = tag;
    receive.reading = true;
    *count = 0;
    if (receive.nowait_depth > 0) return receive.last_error = FEOK;
    wait_until(message_waits, NULL, -1);
    struct completion completion = take_message();
    *count = completion.count;
    return receive.last_error = completion.error;
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
    receive.first = message;
    if (!message->next) receive.last = &message->next;
    pool_return(delivered);
}

struct completion receive_cancel_read(void) {
    receive.reading = false;
    if (receive.first && receive.first->in_buffer) take_back(receive.first);
    return (struct completion){.file = 0, .buffer = receive.buffer, .tag = receive.tag};
}

static short read_update(short file, char *buffer, uint32_t room, int64_t tag, uint32_t *count) {
    recorder_tick();
    record(RECORD_CALL, NUMBER_READUPDATEX, (uint16_t)file, room, 0);
    *count = 0;
    if (file != 0) {
        struct open *open = open_at(file);
        return open ? note_error(open, FEINVALOP) : (self.last_error = FENOTOPEN);
    }
    return receive_read(buffer, room, tag, count);
}

GUARDIAN_API _cc_status guardian_READUPDATEX(unsigned int present, short filenum, char *buffer,
                                             unsigned short read_count, unsigned short *count_read, __int32_t tag) {
    uint32_t count;
    require_kernel("READUPDATEX");
    if (!PRESENT(0) || !PRESENT(1) || !PRESENT(2)) return condition_code(receive.last_error = FEMISSPARM);
    if (!buffer) return condition_code(receive.last_error = FEBOUNDSERR);
    if (read_count > LARGEST_OLD_COUNT) return condition_code(receive.last_error = FEBADCOUNT);
    short error = read_update(filenum, buffer, read_count, tag, &count);
    if (PRESENT(3) && count_read && receive.nowait_depth == 0) *count_read = (unsigned short)count;
    return condition_code(error);
}

GUARDIAN_API short guardian_FILE_READUPDATE64_(unsigned int present, short filenum, char *buffer, __int32_t read_count,
                                               __int32_t *count_read, long long tag) {
    uint32_t count;
    require_kernel("FILE_READUPDATE64_");
    if (!PRESENT(0) || !PRESENT(1) || !PRESENT(2)) return receive.last_error = FEMISSPARM;
    if (!buffer) return receive.last_error = FEBOUNDSERR;
    if (read_count < 0 || read_count > WIRE_MAX_MESSAGE) return receive.last_error = FEBADCOUNT;
    short error = read_update(filenum, buffer, (uint32_t)read_count, tag, &count);
    if (PRESENT(3) && count_read && receive.nowait_depth == 0) *count_read = (__int32_t)count;
    return error;
}

GUARDIAN_API short guardian_FILE_GETRECEIVEINFO_(unsigned int present, short *receive_info, short *dialog_info) {
    require_kernel("FILE_GETRECEIVEINFO_");
    if (!PRESENT(0)) return FEMISSPARM;
    if (!receive_info) return FEBOUNDSERR;
    if (!receive.open || !receive.read_one) return FENOTOPEN;
    memcpy(receive_info, &receive.information, sizeof receive.information);
    if (PRESENT(1) && dialog_info) *dialog_info = 0;
    return FEOK;
}

/* --------------------------------------------------------------------------------------------- replying */

/* {-103, label} in the program's byte order, or nothing. */
static short open_label(const char *buffer, uint32_t count, short *label) {
    short words[2];
    *label = -1;
    if (count == 0) return FEOK;
    if (count != OPEN_REPLY_BYTES) return FEILLEGALREPLY;
    memcpy(words, buffer, sizeof words);
    if (words[0] != ZSYS_VAL_SMSG_OPEN) return FEILLEGALREPLY;
    *label = words[1];
    return FEOK;
}

static uint32_t send_reply(struct message *message, const char *buffer, uint32_t count, short error) {
    short label = -1;
    if (!message->link || message->cancelled) return count;
    if (message->number == ZSYS_VAL_SMSG_OPEN) {
        short bad = open_label(buffer, count, &label);
        answer_request(message->link, message->request, bad ? bad : error, label, NULL, 0);
        return count;
    }
    uint32_t taken = count < message->reply_max ? count : message->reply_max;
    answer_request(message->link, message->request, error, -1, buffer, taken);
    return taken;
}

static short pending_slot(bool tag_given, short tag) {
    if (!tag_given && receive.depth > 1) return -1;
    short slot = tag_given ? tag : 0;
    bool pending = slot >= 0 && slot < receive.depth && receive.slots[slot];
    return pending ? slot : -1;
}

static short reply(const char *buffer, uint32_t count, uint32_t *written, bool tag_given, short tag, short error) {
    recorder_tick();
    record(RECORD_CALL, NUMBER_REPLYX, (uint16_t)tag, count, (uint16_t)error);
    *written = 0;
    if (!receive.open) return self.last_error = FENOTOPEN;
    if (receive.depth == 0) return receive.last_error = FEINVALOP;
    if (count && !buffer) return receive.last_error = FEBOUNDSERR;
    if (!tag_given && receive.depth > 1) return receive.last_error = FEMISSPARM;
    short slot = pending_slot(tag_given, tag);
    if (slot < 0) return receive.last_error = FEBADREPLY;
    struct message *message = receive.slots[slot];
    receive.slots[slot] = NULL;
    *written = send_reply(message, buffer, count, error);
    pool_return(message);
    return receive.last_error = FEOK;
}

GUARDIAN_API _cc_status guardian_REPLYX(unsigned int present, const char *buffer, unsigned short write_count,
                                        unsigned short *count_written, short message_tag, short error_return) {
    uint32_t written;
    require_kernel("REPLYX");
    uint32_t count = PRESENT(0) && PRESENT(1) ? write_count : 0;
    if (count > LARGEST_OLD_COUNT) return condition_code(receive.last_error = FEBADCOUNT);
    short error = reply(buffer, count, &written, PRESENT(3), message_tag, PRESENT(4) ? error_return : 0);
    if (PRESENT(2) && count_written) *count_written = (unsigned short)written;
    return condition_code(error);
}

GUARDIAN_API short guardian_FILE_REPLY64_(unsigned int present, const char *buffer, __int32_t write_count,
                                          __int32_t *count_written, short message_tag, short error_return) {
    uint32_t written;
    require_kernel("FILE_REPLY64_");
    __int32_t count = PRESENT(0) && PRESENT(1) ? write_count : 0;
    if (count < 0 || count > WIRE_MAX_MESSAGE) return receive.last_error = FEBADCOUNT;
    short error = reply(buffer, (uint32_t)count, &written, PRESENT(3), message_tag, PRESENT(4) ? error_return : 0);
    if (PRESENT(2) && count_written) *count_written = (__int32_t)written;
    return error;
}
