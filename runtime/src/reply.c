/* $RECEIVE: answering what was read. Replies to system messages are checked before they leave. */
#include "receive.h"

enum {
    OPEN_REPLY_BYTES = 4,
    SETMODE_REPLY_BYTES = 6,
    SETPARAM_REPLY_HEADER = 4,
    MOST_VALUES = 256, /* bytes that a reply to SETPARAM may carry */
    NAME_REPLY_HEADER = 14,
    LARGEST_SYSTEM_REPLY = SETPARAM_REPLY_HEADER + MOST_VALUES,
    PHYSICAL_RECORD = 132 /* customary for processes */
};

HOT_INLINE void answer_message(struct message *message, short error, short label, const void *data, uint32_t bytes) {
    if (!message->link) return;
    struct frame *frame = frame_new(WIRE_FRAME_REPLY, data, bytes);
    wire_frame_set_request(frame->byte, message->request);
    wire_frame_set_error(frame->byte, error);
    wire_frame_set_label(frame->byte, label);
    wire_frame_set_file(frame->byte, message->file);
    wire_frame_set_message(frame->byte, message->number);
    link_send(message->link, frame);
}

/* ------------------------------------------------------------------------------------------ system messages */

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

static void answer_open(struct message *message, const char *buffer, uint32_t count, short error) {
    short label = -1;
    short bad = message->old_format ? FEOK : open_label(buffer, count, &label);
    if (bad) error = bad;
    if (!message->cancelled) answer_message(message, error, label, NULL, 0);
    if (message->opener_lost && error < 10) serving_lost_opener(message, label);
}

/* A reply in wire order under examination; `bytes` is what of it is sent. */
struct system_reply {
    uint8_t byte[LARGEST_SYSTEM_REPLY];
    uint32_t bytes;
};

static bool fetch_reply(struct system_reply *reply, short number, const char *buffer, uint32_t count) {
    reply->bytes = count < sizeof reply->byte ? count : sizeof reply->byte;
    if (count < 2) return false;
    memcpy(reply->byte, buffer, reply->bytes);
    system_reply_to_wire(number, reply->byte, reply->bytes);
    return (short)wire_get(reply->byte, 2) == number;
}

static short word_of(const struct system_reply *reply, int word) {
    return (short)wire_get(reply->byte + 2 * word, 2);
}

static bool reserved_words_are_set(const struct system_reply *reply) {
    return word_of(reply, 3) == -1 && word_of(reply, 4) == -1 && word_of(reply, 5) == -1;
}

/* The old values that a requester of SETMODE or SETPARAM asked for; a program need not give them. */
static bool values_are_fit(struct system_reply *reply, short number, const char *buffer, uint32_t count) {
    reply->bytes = 0;
    if (count == 0) return true;
    if (!fetch_reply(reply, number, buffer, count)) return false;
    if (number == ZSYS_VAL_SMSG_SETMODE) return count == SETMODE_REPLY_BYTES;
    if (count < SETPARAM_REPLY_HEADER) return false;
    short values = word_of(reply, 1);
    if (values < 0 || values > MOST_VALUES || (uint32_t)values > count - SETPARAM_REPLY_HEADER) return false;
    reply->bytes = SETPARAM_REPLY_HEADER + (uint32_t)values;
    return true;
}

static short answer_operation(struct message *message, const char *buffer, uint32_t count, short error) {
    struct system_reply reply = {.bytes = 0};
    bool asked = message->wants_values && error < 10;
    bool fit = !asked || values_are_fit(&reply, message->number, buffer, count);
    answer_message(message, fit ? error : FEINVALOP, -1, reply.byte, fit ? reply.bytes : 0);
    return fit ? FEOK : FEINVALOP;
}

/* Type 0, subtype 0: what is told of a process that does not know what it simulates. */
static void put_plain_process(uint8_t *reply) {
    static const short words[DEVICE_REPLY_BYTES / 2] = {ZSYS_VAL_SMSG_DEVINFO, 0, 0, -1, -1, -1, PHYSICAL_RECORD};
    for (int word = 0; word < DEVICE_REPLY_BYTES / 2; word++) wire_put(reply + 2 * word, 2, (uint64_t)words[word]);
}

static bool device_is_fit(struct system_reply *reply, const struct message *message, const char *buffer,
                          uint32_t count) {
    if (message->old_format) return old_device_reply(buffer, count, reply->byte);
    return count == DEVICE_REPLY_BYTES && fetch_reply(reply, message->number, buffer, count) &&
           reserved_words_are_set(reply);
}

static short answer_device_inquiry(struct message *message, const char *buffer, uint32_t count, short error) {
    struct system_reply reply = {.bytes = 0};
    if (error != FEOK) {
        answer_message(message, error, -1, NULL, 0);
        return FEOK;
    }
    bool fit = device_is_fit(&reply, message, buffer, count);
    if (!fit) put_plain_process(reply.byte);
    answer_message(message, FEOK, -1, reply.byte, DEVICE_REPLY_BYTES);
    return fit ? FEOK : FEINVALOP;
}

static short answer_name_inquiry(struct message *message, const char *buffer, uint32_t count, short error) {
    struct system_reply reply = {.bytes = 0};
    if (error != FEOK) {
        answer_message(message, error, -1, NULL, 0);
        return FEOK;
    }
    bool fit = count >= NAME_REPLY_HEADER && fetch_reply(&reply, message->number, buffer, count);
    short length = fit ? word_of(&reply, 6) : -1;
    fit = length > 0 && (uint32_t)length <= reply.bytes - NAME_REPLY_HEADER;
    answer_message(message, fit ? FEOK : FEINVALOP, -1, reply.byte, fit ? NAME_REPLY_HEADER + (uint32_t)length : 0);
    return fit ? FEOK : FEINVALOP;
}

static short answer_system_message(struct message *message, const char *buffer, uint32_t count, short error) {
    switch (message->number) {
    case ZSYS_VAL_SMSG_OPEN:
        answer_open(message, buffer, count, error);
        return FEOK;
    case ZSYS_VAL_SMSG_SETMODE:
    case ZSYS_VAL_SMSG_SETPARAM:
        return answer_operation(message, buffer, count, error);
    case ZSYS_VAL_SMSG_DEVINFO:
        return answer_device_inquiry(message, buffer, count, error);
    case ZSYS_VAL_SMSG_SUBNAME:
        return answer_name_inquiry(message, buffer, count, error);
    default:
        answer_message(message, error, -1, NULL, 0);
        return FEOK;
    }
}

HOT_INLINE short reply_to_message(struct message *message, const char *buffer, uint32_t count, short error,
                                  uint32_t *taken) {
    *taken = count;
    if (message->number == ZSYS_VAL_SMSG_OPEN) return answer_system_message(message, buffer, count, error);
    if (!message->link || message->cancelled) return FEOK;
    if (message->number) return answer_system_message(message, buffer, count, error);
    if (count > message->reply_max) *taken = message->reply_max;
    answer_message(message, error, -1, buffer, *taken);
    return FEOK;
}

/* ----------------------------------------------------------------------------------------- REPLY and its kind */

static HOT_INLINE short reply(const char *buffer, uint32_t count, uint32_t *written, bool tag_given, short tag,
                              short error) {
    *written = 0;
    if (!receive.open) return self.last_error = FENOTOPEN;
    if (receive.depth == 0) return receive.last_error = FEINVALOP;
    if (count && !buffer) return receive.last_error = FEBOUNDSERR;
    if (!tag_given && receive.depth > 1) return receive.last_error = FEMISSPARM;
    short slot = tag_given ? tag : 0;
    bool pending = slot >= 0 && slot < receive.depth && receive.slots[slot];
    if (!pending) return receive.last_error = FEBADREPLY;
    struct message *message = slot_release(slot);
    short result = reply_to_message(message, buffer, count, error, written);
    pool_return(message);
    return receive.last_error = result;
}

/* The error of REPLY has a place before $RECEIVE is open, too. */
static short refuse_reply(short error) {
    return receive.open ? (receive.last_error = error) : (self.last_error = error);
}

static HOT_INLINE short reply_short(const char *buffer, uint32_t count, unsigned short *count_written, bool tag_given,
                                    short tag, short error) {
    uint32_t written;
    if (count > LARGEST_OLD_COUNT) return refuse_reply(FEBADCOUNT);
    short result = reply(buffer, count, &written, tag_given, tag, error);
    if (count_written) *count_written = (unsigned short)written;
    return result;
}

static short reply_long(const char *buffer, int32_t count, int32_t *count_written, bool tag_given, short tag,
                        short error) {
    uint32_t written;
    if (count < 0 || count > WIRE_MAX_MESSAGE) return refuse_reply(FEBADCOUNT);
    short result = reply(buffer, (uint32_t)count, &written, tag_given, tag, error);
    if (count_written) *count_written = (int32_t)written;
    return result;
}

GUARDIAN_API _cc_status guardian_REPLY(unsigned int present, const short *buffer, unsigned short write_count,
                                       unsigned short *count_written, short message_tag, short error_return) {
    ENTER(REPLY, message_tag, write_count, error_return);
    return condition_code(reply_short((const char *)buffer, PRESENT(0) && PRESENT(1) ? write_count : 0,
                                      PRESENT(2) ? count_written : NULL, PRESENT(3), message_tag,
                                      PRESENT(4) ? error_return : 0));
}

GUARDIAN_API HOT _cc_status guardian_REPLYX(unsigned int present, const char *buffer, unsigned short write_count,
                                            unsigned short *count_written, short message_tag, short error_return) {
    ENTER(REPLYX, message_tag, write_count, error_return);
    return condition_code(reply_short(buffer, PRESENT(0) && PRESENT(1) ? write_count : 0,
                                      PRESENT(2) ? count_written : NULL, PRESENT(3), message_tag,
                                      PRESENT(4) ? error_return : 0));
}

GUARDIAN_API short guardian_REPLYXL(unsigned int present, const char *buffer, __int32_t write_count,
                                    __int32_t *count_written, short message_tag, short error_return) {
    ENTER(REPLYXL, message_tag, write_count, error_return);
    return reply_long(buffer, PRESENT(0) && PRESENT(1) ? write_count : 0, PRESENT(2) ? count_written : NULL, PRESENT(3),
                      message_tag, PRESENT(4) ? error_return : 0);
}

GUARDIAN_API short guardian_FILE_REPLY64_(unsigned int present, const char *buffer, __int32_t write_count,
                                          __int32_t *count_written, short message_tag, short error_return) {
    ENTER(FILE_REPLY64_, message_tag, write_count, error_return);
    return reply_long(buffer, PRESENT(0) && PRESENT(1) ? write_count : 0, PRESENT(2) ? count_written : NULL, PRESENT(3),
                      message_tag, PRESENT(4) ? error_return : 0);
}
