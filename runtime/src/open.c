/* FILE_OPEN_: the open of a process is a message to it, and completes with its reply (system-messages.md section 1). */
#include <stdio.h>

#include "process.h"

enum {
    OPEN_MESSAGE = 60, /* fixed part of -103 */
    OPEN_MESSAGE_ROOM = 256,
    MOST_NOWAIT = 15
};

/* ------------------------------------------------------------------------------------------------- the open message */

static void put_short(uint8_t *message, int offset, short value) {
    wire_put(message + offset, 2, (uint64_t)value);
}

static size_t put_string(uint8_t *message, int place, size_t at, const char *text) {
    size_t length = strlen(text);
    put_short(message, place, (short)at);
    put_short(message, place + 2, (short)length);
    memcpy(message + at, text, length);
    return (at + length + 1) & ~(size_t)1;
}

/* A name has one sequence number through all takeovers (PR-06). */
static const char *own_descriptor(char *text, size_t room) {
    if (!self.process_name[0]) return "";
    unsigned long long sequence = wire_get(self.handle.byte + 12, 8);
    snprintf(text, room, "%s.%s:%llu", self.node_name, self.process_name, sequence);
    return text;
}

/* The body of -103 in wire order (system-messages.md section 3). */
static size_t open_message(uint8_t *message, const struct open_parameters *parameters, const char *qualifier,
                           bool elsewhere) {
    char descriptor[64];
    size_t at = OPEN_MESSAGE + ((strlen(qualifier) + 1) & ~(size_t)1);
    memset(message, 0, OPEN_MESSAGE_ROOM);
    put_short(message, 0, ZSYS_VAL_SMSG_OPEN);
    put_short(message, 2, parameters->access);
    put_short(message, 4, parameters->exclusion);
    put_short(message, 6, parameters->nowait_depth);
    put_short(message, 8, parameters->sync_depth);
    put_short(message, 10, parameters->options);
    put_short(message, 12, (short)self.process_access_id);
    short flags = parameters->primary ? ZSYS_MSK_OPEN_BACKUPOPEN : 0;
    if (elsewhere) flags |= ZSYS_MSK_OPEN_DIFF_NODE;
    put_short(message, 14, flags);
    memcpy(message + 16, parameters->primary ? (const void *)parameters->primary : &null_handle, WIRE_HANDLE_BYTES);
    put_short(message, 36, (short)strlen(qualifier));
    memcpy(message + OPEN_MESSAGE, qualifier, strlen(qualifier));
    at = put_string(message, 38, at, own_descriptor(descriptor, sizeof descriptor));
    put_short(message, 42, parameters->primary ? parameters->primary_file : 0);
    put_short(message, 44, (short)self.creator_access_id);
    return put_string(message, 46, at, self.home_terminal);
}

/* ------------------------------------------------------------------------------------------------------- the answer */

void open_register(const struct open *open) {
    struct letter letter;
    uint8_t *body = letter_begin(&letter, WIRE_OPENED, WIRE_OPENED_SIZE);
    wire_opened_set_file(body, open->number);
    wire_opened_set_label(body, open->label);
    memcpy(wire_opened_target(body), &open->target, sizeof open->target);
    kernel_tell(&letter);
}

/* An open that the program took back or closed before the answer was never its own, but the server believes so. */
static void nobody_awaits(struct open *open) {
    if (open->state == OPEN_CLOSING) open_tell_close(open);
    else open->state = OPEN_REFUSED;
}

void open_answered(struct operation *operation) {
    struct open *open = operation->open;
    open->accepted = operation->error < 10;
    if (open->accepted) {
        open->label = operation->reply_label;
        open_register(open);
    }
    if (open->own == operation) {
        operation_free(operation);
        nobody_awaits(open);
    } else {
        open->state = open->accepted ? OPEN_UP : OPEN_REFUSED;
    }
}

/* ---------------------------------------------------------------------------------------------------------- opening */

static const char *qualifier_of(const char *name) {
    const char *dot = strstr(name, ".#");
    return dot ? dot + 1 : "";
}

/* What is no process is a device, a volume or a file, and none of those is on this node: 14. */
static short find_process(struct open *open, const char *name) {
    struct letter letter;
    size_t at = WIRE_FOUND_SIZE, length = 0;
    letter_begin(&letter, WIRE_FIND, WIRE_FIND_SIZE);
    letter_string(&letter, name, strlen(name));
    struct answer answer = kernel_call(&letter);
    short error = answer.error;
    if (error == FEOK) {
        answer_holds(&answer, WIRE_FOUND_SIZE);
        open->target = handle_at(wire_found_handle(answer.body));
        open->own_pair = wire_found_own_pair(answer.body) != 0;
        length = body_string(&answer, &at, open->name, sizeof open->name);
        const char *qualifier = qualifier_of(name);
        if (qualifier[0]) snprintf(open->name + length, sizeof open->name - length, ".%s", qualifier);
    }
    answer_release(&answer);
    return error == FEBADNAME ? FENOSUCHDEV : error;
}

static short ask_server(struct open *open, const struct open_parameters *parameters, const char *name) {
    uint8_t message[OPEN_MESSAGE_ROOM];
    short error = find_process(open, name);
    if (error) return error;
    bool elsewhere = handle_node(&open->target) != handle_node(&self.handle);
    struct request request = {.io = WIRE_IO_SYSTEM,
                              .message = ZSYS_VAL_SMSG_OPEN,
                              .data = message,
                              .bytes = (uint32_t)open_message(message, parameters, qualifier_of(name), elsewhere),
                              .tag = ZSYS_VAL_AWAITIOTAG_OPEN};
    struct operation *operation = operation_start(open, &request);
    if (!operation) return FENOLCB;
    if (parameters->options & ZSYS_VAL_OPENOPT_NOWAITOPEN) return FEOK;
    wait_as(WAIT_REPLY, operation_is_done, operation, -1);
    error = operation->error;
    operation_free(operation);
    return error;
}

static short open_device(struct open *open, const struct open_parameters *parameters, const char *name) {
    const struct request request = {.message = ZSYS_VAL_SMSG_OPEN, .tag = ZSYS_VAL_AWAITIOTAG_OPEN};
    strcpy(open->name, name);
    open->state = OPEN_UP;
    if (!(parameters->options & ZSYS_VAL_OPENOPT_NOWAITOPEN)) return FEOK;
    return request_done(open, &request, FEOK, 0);
}

/* A backup open has its primary's number unless it may have any (R-53). */
static short wanted_number(const struct open_parameters *parameters) {
    bool any = !parameters->primary || (parameters->options & ZSYS_VAL_OPENOPT_BACKUPFNUMANY);
    return any ? -1 : parameters->primary_file;
}

static short access_error(const struct open_parameters *parameters) {
    bool access = parameters->access >= ZSYS_VAL_OPENACC_READWRITE && parameters->access <= ZSYS_VAL_OPENACC_EXTEND;
    bool exclusion =
        parameters->exclusion >= ZSYS_VAL_OPENEXCL_SHARED && parameters->exclusion <= ZSYS_VAL_OPENEXCL_PROTECTED;
    return access && exclusion ? FEOK : FEBADPARMVALUE;
}

static short depth_error(const struct open_parameters *parameters) {
    if (parameters->nowait_depth < 0 || parameters->sync_depth < 0) return FEBADPARMVALUE;
    if (parameters->primary && parameters->primary_file < 0) return FEBADPARMVALUE;
    if (parameters->nowait_depth > MOST_NOWAIT) return FETOOMANY;
    bool nowait = parameters->options & ZSYS_VAL_OPENOPT_NOWAITOPEN;
    return nowait && parameters->nowait_depth == 0 ? FEINVALOP : FEOK;
}

static void set_up(struct open *open, const struct resolved *resolved, const struct open_parameters *parameters) {
    open->device = local_device_named(resolved->name);
    open->access = parameters->access;
    open->exclusion = parameters->exclusion;
    open->options = parameters->options;
    open->nowait_depth = parameters->nowait_depth;
    open->sync_depth = parameters->sync_depth;
    open->modes[MODE_BUFFERING][0] = parameters->buffering;
    strcpy(open->define, resolved->define);
}

short open_named(const struct resolved *resolved, const struct open_parameters *parameters, short *file) {
    short error = depth_error(parameters);
    if (error) return error;
    struct open *open = open_new(wanted_number(parameters));
    if (!open) return wanted_number(parameters) < 0 ? FENOCBSPACE : FEINUSE;
    set_up(open, resolved, parameters);
    error = open->device ? open_device(open, parameters, resolved->name) : ask_server(open, parameters, resolved->name);
    if (error >= 10) {
        open_free(open);
        return error;
    }
    *file = open->number;
    return error;
}

static short open_receive(const struct open_parameters *parameters, short *file) {
    short error = receive_open(parameters->nowait_depth, parameters->sync_depth, parameters->options);
    if (error == FEOK) *file = 0;
    return error;
}

GUARDIAN_API short guardian_FILE_OPEN_(unsigned int present, const char *filename, short length, short *filenum,
                                       short access, short exclusion, short nowait_depth, short sync_or_receive_depth,
                                       short options, short seq_block_buffer_id, short seq_block_buffer_len,
                                       short *primary_processhandle, __int32_t elections) {
    struct resolved resolved;
    (void)seq_block_buffer_id, (void)seq_block_buffer_len, (void)elections; /* disk files only */
    ENTER(FILE_OPEN_, 0, (uint16_t)sync_or_receive_depth, (uint16_t)options);
    if ((present & 7) != 7) return self.last_error = FEMISSPARM;
    if (!filename || !filenum) return self.last_error = FEBOUNDSERR;
    struct open_parameters parameters = {.access = access,
                                         .exclusion = exclusion,
                                         .nowait_depth = nowait_depth,
                                         .sync_depth = sync_or_receive_depth,
                                         .options = options,
                                         .primary_file = *filenum};
    bool backup = PRESENT(10) && primary_processhandle && primary_processhandle[0] != -1;
    if (backup) parameters.primary = primary_processhandle;
    *filenum = -1;
    if (options & ZSYS_VAL_OPENOPT_OSSPATHNAME) return self.last_error = FEINVALOP; /* there are no OSS files */
    short error = access_error(&parameters);
    if (!error) error = define_resolve(filename, length, &resolved);
    if (error) return self.last_error = error;
    if (strcmp(resolved.name, "$RECEIVE") == 0) return self.last_error = open_receive(&parameters, filenum);
    return self.last_error = open_named(&resolved, &parameters, filenum);
}
