/* Requests on an open of a process: sending, completion, and path retry (FS-01..FS-05, R-28, R-47). */
#include <stdlib.h>

#include "process.h"

enum {
    MOST_OPERATIONS = 4095, /* MS-06 */
    MOST_REDIRECTIONS = 1000,
    LARGEST_OLD_COUNT = 57344
};

static struct operation *operations[MOST_OPERATIONS + 1]; /* by the low bits of the request number */
static uint32_t generation;
static uint64_t completions;

static struct operation *operation_numbered(uint32_t number) {
    struct operation *operation = operations[number & MOST_OPERATIONS];
    return operation && operation->number == number ? operation : NULL;
}

/* Numbers are not used again soon, so a late reply finds nothing. 0 when all are taken. */
static uint32_t free_number(void) {
    for (int tries = 0; tries <= MOST_OPERATIONS; tries++) {
        if (++generation == 0) ++generation;
        if (!operations[generation & MOST_OPERATIONS]) return generation;
    }
    return 0;
}

static void send_operation(struct operation *operation, const struct handle *to) {
    struct link *link = link_to(to);
    operation->sent_to = *to;
    operation->frame->holders++;
    link_send(link, operation->frame);
}

/* The frame may still be queued on a link that is over: a repeated request gets a frame of its own. */
static void send_again(struct operation *operation, const struct handle *to) {
    struct frame *old = operation->frame;
    struct frame *again = frame_new(WIRE_FRAME_REQUEST, old->byte + WIRE_FRAME_SIZE, old->length - WIRE_FRAME_SIZE);
    memcpy(again->byte, old->byte, WIRE_FRAME_SIZE);
    frame_release(old);
    operation->frame = again;
    operation->looked_up = false;
    record(RECORD_RESENT, operation->io, operation->number, wire_frame_sync(again->byte), to->byte[1]);
    send_operation(operation, to);
}

static struct frame *request_frame(const struct open *open, const struct request *request, uint32_t number) {
    struct frame *frame = frame_new(WIRE_FRAME_REQUEST, request->data, request->bytes);
    wire_frame_set_io(frame->byte, request->io);
    wire_frame_set_request(frame->byte, number);
    wire_frame_set_file(frame->byte, open->number);
    wire_frame_set_label(frame->byte, open->label);
    wire_frame_set_sync(frame->byte, open->next_sync);
    wire_frame_set_reply_max(frame->byte, request->read_count);
    wire_frame_set_message(frame->byte, request->message);
    wire_frame_set_depth(frame->byte, open->sync_depth);
    return frame;
}

/* NULL when the process already has as many requests outstanding as it may (error 30). */
struct operation *operation_start(struct open *open, const struct request *request) {
    uint32_t number = free_number();
    if (!number) return NULL;
    struct operation *operation = pool_take(sizeof *operation);
    *operation = (struct operation){.open = open,
                                    .number = number,
                                    .io = request->io,
                                    .tag = request->tag,
                                    .buffer = request->buffer,
                                    .read_count = request->read_count,
                                    .reply_label = -1,
                                    .frame = request_frame(open, request, number)};
    operations[number & MOST_OPERATIONS] = operation;
    if (request->io != WIRE_IO_SYSTEM) open->next_sync++;
    if (open->last) open->last->next = operation;
    else open->first = operation;
    open->last = operation;
    open->outstanding++;
    send_operation(operation, &open->target);
    return operation;
}

bool operation_is_done(void *operation) {
    return ((struct operation *)operation)->done;
}

void operation_free(struct operation *operation) {
    struct open *open = operation->open;
    struct operation **at = &open->first;
    struct operation *before = NULL;
    while (*at != operation) {
        before = *at;
        at = &before->next;
    }
    *at = operation->next;
    if (open->last == operation) open->last = before;
    open->outstanding--;
    operations[operation->number & MOST_OPERATIONS] = NULL;
    frame_release(operation->frame);
    pool_return(operation);
}

static bool is_message(const struct operation *operation, short number) {
    return operation->io == WIRE_IO_SYSTEM && wire_frame_message(operation->frame->byte) == number;
}

static void register_open(const struct open *open) {
    struct letter letter;
    uint8_t *body = letter_begin(&letter, WIRE_OPENED, WIRE_OPENED_SIZE);
    wire_opened_set_file(body, open->number);
    wire_opened_set_label(body, open->label);
    memcpy(wire_opened_target(body), &open->target, sizeof open->target);
    kernel_tell(&letter);
}

static void open_answered(struct operation *operation) {
    struct open *open = operation->open;
    open->opening = false;
    if (operation->error >= 10) {
        open->gone = true;
        return;
    }
    open->label = operation->reply_label;
    register_open(open);
}

void operation_finish(struct operation *operation, short error) {
    operation->done = true;
    operation->error = error;
    operation->done_order = ++completions;
    if (is_message(operation, ZSYS_VAL_SMSG_OPEN)) open_answered(operation);
    if (is_message(operation, ZSYS_VAL_SMSG_CLOSE)) open_free(operation->open);
}

/* ---------------------------------------------------------------------------------------- path retry */

/* Every request of the open that went to `peer` goes to the successor, or ends with 201 (FS-02, FS-03). */
static void move_open(struct open *open, const struct handle *peer, const struct handle *successor) {
    bool over = handle_is_null(successor) || open->own_pair;
    struct operation *next;
    if (handle_equal(&open->target, peer)) {
        if (over) open->gone = true;
        else open->target = *successor;
        if (!over && !open->opening && !open->closing) register_open(open);
    }
    for (struct operation *operation = open->first; operation; operation = next) {
        next = operation->next;
        if (operation->done || !handle_equal(&operation->sent_to, peer)) continue;
        bool closing = is_message(operation, ZSYS_VAL_SMSG_CLOSE);
        if (over || (open->sync_depth == 0 && !closing)) operation_finish(operation, FEPATHDOWN);
        else send_again(operation, &open->target);
        if (closing && over) return; /* the open is freed */
    }
}

void requests_peer_down(const struct handle *peer, const struct handle *successor) {
    struct open *next;
    for (struct open *open = open_next(NULL); open; open = next) {
        next = open_next(open);
        move_open(open, peer, successor);
    }
}

/* An open is looked up again by its first unfinished request there, which lives as long as there is one to move. */
static struct operation *unfinished_at(const struct open *open, const struct handle *peer) {
    struct operation *operation = open->first;
    while (operation && (operation->done || !handle_equal(&operation->sent_to, peer))) operation = operation->next;
    return operation;
}

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

static void found_again(void *context, struct answer *answer) {
    struct operation *operation = asking(context);
    if (!operation) return;
    struct handle successor = null_handle;
    if (answer->error == 0 && answer->length >= WIRE_FOUND_SIZE) {
        successor = handle_at(wire_found_handle(answer->body));
    }
    struct handle peer = operation->sent_to;
    move_open(operation->open, &peer, &successor);
}

void requests_link_refused(const struct handle *peer) {
    struct open *next;
    for (struct open *open = open_next(NULL); open; open = next) {
        struct operation *operation = unfinished_at(open, peer);
        next = open_next(open);
        if (!operation) continue;
        if (open->own_pair) move_open(open, peer, &null_handle);
        else look_up(operation, found_again);
    }
}

/* 200: this member does not own the service. The other one gets the same request, with the same sync id. */
static void redirect(void *context, struct answer *answer) {
    struct operation *operation = asking(context);
    if (!operation) return;
    if (answer->error != 0 || answer->length < WIRE_FOUND_SIZE) {
        operation_finish(operation, FEPATHDOWN);
        return;
    }
    struct handle member = handle_at(wire_found_handle(answer->body));
    struct handle backup = handle_at(wire_found_backup(answer->body));
    if (handle_equal(&member, &operation->sent_to) && !handle_is_null(&backup)) member = backup;
    struct open *open = operation->open;
    if (!handle_equal(&open->target, &member)) {
        open->target = member;
        if (!open->opening && !open->closing) register_open(open);
    }
    send_again(operation, &member);
}

void operation_reply(const struct link *link, uint8_t *frame, uint8_t *data, uint32_t length) {
    struct operation *operation = operation_numbered(wire_frame_request(frame));
    if (!operation || operation->done || operation->looked_up) return;
    if (!handle_equal(&link->peer, &operation->sent_to)) return;
    short error = wire_frame_error(frame);
    struct open *open = operation->open;
    if (error == FEOWNERSHIP && !open->own_pair && operation->redirections++ < MOST_REDIRECTIONS) {
        look_up(operation, redirect);
        return;
    }
    operation->count = length < operation->read_count ? length : operation->read_count;
    if (operation->count && operation->buffer) copy_bytes(operation->buffer, data, operation->count);
    operation->reply_label = wire_frame_label(frame);
    operation_finish(operation, error);
}

void operation_cancel(struct operation *operation) {
    if (!operation->done) {
        struct frame *cancel = frame_new(WIRE_FRAME_CANCEL, NULL, 0);
        wire_frame_set_request(cancel->byte, operation->number);
        link_send(link_to(&operation->sent_to), cancel);
    }
    operation_free(operation);
}

/* -------------------------------------------------------------------------------------- WRITE, WRITEREAD */

/* The name serves again, but through another instance: 60. Otherwise the path is down: 201. */
static short error_of_gone(const struct open *open) {
    char name[64];
    size_t length = strcspn(open->name, ":");
    struct letter letter;
    if (length == 0 || open->name[length - 1] == '$') return FEPATHDOWN; /* unnamed: \NODE.$:cpu:pin:seq */
    memcpy(name, open->name, length);
    letter_begin(&letter, WIRE_FIND, WIRE_FIND_SIZE);
    letter_string(&letter, name, length);
    struct answer answer = kernel_call(&letter);
    bool again = answer.error == 0 && !open->own_pair;
    answer_release(&answer);
    return again ? FEWRONGID : FEPATHDOWN;
}

static short may_start(const struct open *open) {
    if (open->opening) return FEIOPEND;
    if (open->gone) return error_of_gone(open);
    int allowed = open->nowait_depth > 0 ? open->nowait_depth : 1;
    return open->outstanding < allowed ? FEOK : FETOOMANY;
}

static uint32_t bytes_moved(const struct operation *operation, const struct request *request) {
    return request->io == WIRE_IO_WRITE ? request->bytes : operation->count;
}

static short perform(short file, const struct request *request, uint32_t *count) {
    struct open *open = open_at(file);
    *count = 0;
    recorder_tick();
    record(RECORD_CALL, request->io == WIRE_IO_WRITE ? NUMBER_WRITEX : NUMBER_WRITEREADX, (uint16_t)file,
           request->bytes, open ? open->next_sync : 0);
    if (file == 0 && receive_is_open()) return self.last_error = FEINVALOP;
    if (!open) return self.last_error = FENOTOPEN;
    short error = may_start(open);
    if (error) return note_error(open, error);
    struct operation *operation = operation_start(open, request);
    if (!operation) return note_error(open, FENOLCB);
    if (open->nowait_depth > 0) return note_error(open, FEOK);
    wait_until(operation_is_done, operation, -1);
    *count = operation->error < 10 || operation->count ? bytes_moved(operation, request) : 0;
    error = operation->error;
    operation_free(operation);
    return note_error(open, error);
}

static bool waited(short file) {
    struct open *open = open_at(file);
    return open && open->nowait_depth == 0;
}

static short refuse(short file, short error) {
    struct open *open = open_at(file);
    return open ? note_error(open, error) : (self.last_error = error);
}

GUARDIAN_API _cc_status guardian_WRITEX(unsigned int present, short filenum, const char *buffer,
                                        unsigned short write_count, unsigned short *count_written, __int32_t tag) {
    uint32_t count;
    require_kernel("WRITEX");
    if (!PRESENT(0) || !PRESENT(1) || !PRESENT(2)) return condition_code(refuse(filenum, FEMISSPARM));
    if (!buffer && write_count) return condition_code(refuse(filenum, FEBOUNDSERR));
    if (write_count > LARGEST_OLD_COUNT) return condition_code(refuse(filenum, FEBADCOUNT));
    struct request request = {
        .io = WIRE_IO_WRITE, .data = buffer, .bytes = write_count, .buffer = (char *)(uintptr_t)buffer, .tag = tag};
    short error = perform(filenum, &request, &count);
    if (PRESENT(3) && count_written && waited(filenum)) *count_written = (unsigned short)count;
    return condition_code(error);
}

GUARDIAN_API short guardian_FILE_WRITE64_(unsigned int present, short filenum, const char *buffer,
                                          __int32_t write_count, __int32_t *count_written, long long tag) {
    uint32_t count;
    require_kernel("FILE_WRITE64_");
    if (!PRESENT(0) || !PRESENT(1) || !PRESENT(2)) return refuse(filenum, FEMISSPARM);
    if (!buffer && write_count) return refuse(filenum, FEBOUNDSERR);
    if (write_count < 0 || write_count > WIRE_MAX_MESSAGE) return refuse(filenum, FEBADCOUNT);
    struct request request = {.io = WIRE_IO_WRITE,
                              .data = buffer,
                              .bytes = (uint32_t)write_count,
                              .buffer = (char *)(uintptr_t)buffer,
                              .tag = tag};
    short error = perform(filenum, &request, &count);
    if (PRESENT(3) && count_written && waited(filenum)) *count_written = (__int32_t)count;
    return error;
}

GUARDIAN_API _cc_status guardian_WRITEREADX(unsigned int present, short filenum, char *buffer,
                                            unsigned short write_count, unsigned short read_count,
                                            unsigned short *count_read, __int32_t tag) {
    uint32_t count;
    require_kernel("WRITEREADX");
    if ((present & 15) != 15) return condition_code(refuse(filenum, FEMISSPARM));
    if (!buffer && (write_count || read_count)) return condition_code(refuse(filenum, FEBOUNDSERR));
    if (write_count > LARGEST_OLD_COUNT || read_count > LARGEST_OLD_COUNT) {
        return condition_code(refuse(filenum, FEBADCOUNT));
    }
    struct request request = {.io = WIRE_IO_WRITEREAD,
                              .data = buffer,
                              .bytes = write_count,
                              .buffer = buffer,
                              .read_count = read_count,
                              .tag = tag};
    short error = perform(filenum, &request, &count);
    if (PRESENT(4) && count_read && waited(filenum)) *count_read = (unsigned short)count;
    return condition_code(error);
}

GUARDIAN_API short guardian_FILE_WRITEREAD64_(unsigned int present, short filenum, const char *write_buffer,
                                              char *read_buffer, __int32_t write_count, __int32_t read_count,
                                              __int32_t *count_read, long long tag) {
    uint32_t count;
    require_kernel("FILE_WRITEREAD64_");
    if ((present & 31) != 31) return refuse(filenum, FEMISSPARM);
    if ((!write_buffer && write_count) || (!read_buffer && read_count)) return refuse(filenum, FEBOUNDSERR);
    if (write_count < 0 || write_count > WIRE_MAX_MESSAGE) return refuse(filenum, FEBADCOUNT);
    if (read_count < 0 || read_count > WIRE_MAX_MESSAGE) return refuse(filenum, FEBADCOUNT);
    struct request request = {.io = WIRE_IO_WRITEREAD,
                              .data = write_buffer,
                              .bytes = (uint32_t)write_count,
                              .buffer = read_buffer,
                              .read_count = (uint32_t)read_count,
                              .tag = tag};
    short error = perform(filenum, &request, &count);
    if (PRESENT(5) && count_read && waited(filenum)) *count_read = (__int32_t)count;
    return error;
}
