/* File numbers: opening, closing, and what FILE_GETINFO_ tells of them. */
#include <ctype.h>
#include <stdlib.h>

#include "process.h"

enum {
    MOST_OPENS = 1024,
    MOST_NOWAIT = 15,
    LARGEST_NAME = 63,
    OPEN_MESSAGE = 60, /* fixed part of -103 */
    SUPER_SUPER = 0xffff
};

static struct open *opens[MOST_OPENS]; /* by file number; 0 is $RECEIVE and has no entry */
static struct open *closing[MOST_OPENS];

struct open *open_at(short file) {
    return file > 0 && file < MOST_OPENS ? opens[file] : NULL;
}

static struct open *next_in(struct open **table, int from) {
    for (int i = from; i < MOST_OPENS; i++) {
        if (table[i]) return table[i];
    }
    return NULL;
}

static int place_in(struct open **table, const struct open *open) {
    int i = 0;
    while (i < MOST_OPENS && table[i] != open) i++;
    return i;
}

struct open *open_next(const struct open *open) {
    if (open && open->closing) return next_in(closing, place_in(closing, open) + 1);
    struct open *found = next_in(opens, open ? open->number + 1 : 1);
    return found ? found : next_in(closing, 0);
}

void open_free(struct open *open) {
    struct open **table = open->closing ? closing : opens;
    int place = open->closing ? place_in(closing, open) : open->number;
    while (open->first) operation_free(open->first);
    table[place] = NULL;
    free(open);
}

short note_error(struct open *open, short error) {
    return open->last_error = error;
}

/* ------------------------------------------------------------------------------------------------ opening */

static short free_number(void) {
    for (short number = 1; number < MOST_OPENS; number++) {
        if (!opens[number]) return number;
    }
    return -1;
}

/* Upper case, without blanks at the end; false when the length cannot be. */
static bool normal_name(const char *given, short length, char *name) {
    while (length > 0 && given[length - 1] == ' ') length--;
    if (length <= 0 || length > LARGEST_NAME) return false;
    for (short i = 0; i < length; i++) name[i] = (char)toupper((unsigned char)given[i]);
    name[length] = 0;
    return true;
}

struct open_parameters {
    short access, exclusion, nowait_depth, sync_depth, options;
    const short *primary; /* backup open: handle of the opener's primary */
    short primary_file;
};

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

static void own_descriptor(char *text, size_t room) {
    struct pair pair;
    text[0] = 0;
    if (!self.process_name[0]) return;
    pair_of(WIRE_BY_CALLER, &null_handle, "", &pair);
    if (strlen(pair.name) < room) strcpy(text, pair.name);
}

/* The body of -103 in wire order (system-messages.md section 3). */
static size_t open_message(uint8_t *message, const struct open_parameters *parameters, const char *qualifier) {
    char descriptor[64];
    size_t at = OPEN_MESSAGE + ((strlen(qualifier) + 1) & ~(size_t)1);
    memset(message, 0, 300);
    put_short(message, 0, ZSYS_VAL_SMSG_OPEN);
    put_short(message, 2, parameters->access);
    put_short(message, 4, parameters->exclusion);
    put_short(message, 6, parameters->nowait_depth);
    put_short(message, 8, parameters->sync_depth);
    put_short(message, 10, parameters->options);
    put_short(message, 12, (short)self.process_access_id);
    put_short(message, 14, parameters->primary ? ZSYS_MSK_OPEN_BACKUPOPEN : 0);
    memcpy(message + 16, parameters->primary ? (const void *)parameters->primary : &null_handle, WIRE_HANDLE_BYTES);
    put_short(message, 36, (short)strlen(qualifier));
    memcpy(message + OPEN_MESSAGE, qualifier, strlen(qualifier));
    own_descriptor(descriptor, sizeof descriptor);
    at = put_string(message, 38, at, descriptor);
    put_short(message, 42, parameters->primary_file);
    put_short(message, 44, (short)self.creator_access_id);
    return put_string(message, 46, at, self.home_terminal);
}

static short find_process(struct open *open, const char *name) {
    struct letter letter;
    size_t at = WIRE_FOUND_SIZE;
    letter_begin(&letter, WIRE_FIND, WIRE_FIND_SIZE);
    letter_string(&letter, name, strlen(name));
    struct answer answer = kernel_call(&letter);
    short error = answer.error;
    if (error == FEOK) {
        answer_holds(&answer, WIRE_FOUND_SIZE);
        open->target = handle_at(wire_found_handle(answer.body));
        open->own_pair = wire_found_own_pair(answer.body) != 0;
        body_string(&answer, &at, open->name, sizeof open->name);
    }
    answer_release(&answer);
    return error;
}

static short number_for(const struct open_parameters *parameters) {
    bool any = !parameters->primary || (parameters->options & 4096); /* BACKUPFNUMANY */
    if (any) return free_number();
    short wanted = parameters->primary_file;
    return wanted > 0 && wanted < MOST_OPENS && !opens[wanted] ? wanted : -1;
}

static short start_open(struct open *open, const struct open_parameters *parameters, const char *name) {
    uint8_t message[512];
    const char *dot = strstr(name, ".#");
    short error = find_process(open, name);
    if (error) return error;
    size_t bytes = open_message(message, parameters, dot ? dot + 1 : "");
    struct request request = {.io = WIRE_IO_SYSTEM,
                              .data = message,
                              .bytes = (uint32_t)bytes,
                              .message = ZSYS_VAL_SMSG_OPEN,
                              .tag = ZSYS_VAL_AWAITIOTAG_OPEN};
    open->opening = true;
    struct operation *operation = operation_start(open, &request);
    if (!operation) return FENOLCB;
    if (open->opened_nowait) return FEOK;
    wait_until(operation_is_done, operation, -1);
    error = operation->error;
    operation_free(operation);
    return error;
}

static short open_process(const char *name, short *filenum, const struct open_parameters *parameters) {
    if (parameters->nowait_depth < 0 || parameters->sync_depth < 0) return FEBADPARMVALUE;
    if (parameters->nowait_depth > MOST_NOWAIT) return FETOOMANY;
    bool nowait = parameters->options & ZSYS_VAL_OPENOPT_NOWAITOPEN;
    if (nowait && parameters->nowait_depth == 0) return FEINVALOP;
    short number = number_for(parameters);
    if (number < 0) return parameters->primary ? FEINUSE : FEOPENSTOP;
    struct open *open = allocate(sizeof *open);
    *open = (struct open){.number = number,
                          .label = -1,
                          .opened_nowait = nowait,
                          .access = parameters->access,
                          .nowait_depth = parameters->nowait_depth,
                          .sync_depth = parameters->sync_depth};
    opens[number] = open;
    short error = start_open(open, parameters, name);
    if (error >= 10) {
        open_free(open);
        return error;
    }
    *filenum = number;
    return error;
}

GUARDIAN_API short guardian_FILE_OPEN_(unsigned int present, const char *filename, short length, short *filenum,
                                       short access, short exclusion, short nowait_depth, short sync_or_receive_depth,
                                       short options, short seq_block_buffer_id, short seq_block_buffer_len,
                                       short *primary_processhandle, __int32_t elections) {
    char name[LARGEST_NAME + 1];
    (void)seq_block_buffer_id, (void)seq_block_buffer_len, (void)elections; /* disk files only */
    require_kernel("FILE_OPEN_");
    recorder_tick();
    record(RECORD_CALL, NUMBER_FILE_OPEN_, 0, (uint16_t)sync_or_receive_depth, (uint16_t)options);
    if ((present & 7) != 7) return self.last_error = FEMISSPARM;
    if (!filename || !filenum) return self.last_error = FEBOUNDSERR;
    struct open_parameters parameters = {.access = access,
                                         .exclusion = exclusion,
                                         .nowait_depth = nowait_depth,
                                         .sync_depth = sync_or_receive_depth,
                                         .options = options,
                                         .primary = PRESENT(10) ? primary_processhandle : NULL,
                                         .primary_file = *filenum};
    if (!parameters.primary) parameters.primary_file = 0;
    *filenum = -1;
    if (!normal_name(filename, length, name)) return self.last_error = FEBADNAME;
    if (strcmp(name, "$RECEIVE") == 0) {
        short error = receive_open(nowait_depth, sync_or_receive_depth, options);
        if (error == FEOK) *filenum = 0;
        return self.last_error = error;
    }
    return self.last_error = open_process(name, filenum, &parameters);
}

/* ------------------------------------------------------------------------------------------------ closing */

static void move_to_closing(struct open *open) {
    opens[open->number] = NULL;
    open->closing = true;
    closing[place_in(closing, NULL)] = open;
}

static void withdraw(short file) {
    struct letter letter;
    wire_closed_set_file(letter_begin(&letter, WIRE_CLOSED, WIRE_CLOSED_SIZE), file);
    kernel_tell(&letter);
}

static void close_open(struct open *open) {
    uint8_t message[4] = {0};
    bool tell = !open->gone && !open->opening;
    while (open->first) operation_cancel(open->first);
    withdraw(open->number);
    if (!tell || place_in(closing, NULL) == MOST_OPENS) {
        open_free(open);
        return;
    }
    move_to_closing(open);
    wire_put(message, 2, (uint64_t)ZSYS_VAL_SMSG_CLOSE);
    struct request request = {
        .io = WIRE_IO_SYSTEM, .data = message, .bytes = sizeof message, .message = ZSYS_VAL_SMSG_CLOSE};
    if (!operation_start(open, &request)) open_free(open);
}

GUARDIAN_API short guardian_FILE_CLOSE_(unsigned int present, short filenum, short tape_disposition) {
    (void)tape_disposition;
    require_kernel("FILE_CLOSE_");
    recorder_tick();
    record(RECORD_CALL, NUMBER_FILE_CLOSE_, (uint16_t)filenum, 0, 0);
    if (!PRESENT(0)) return self.last_error = FEMISSPARM;
    if (filenum == 0) return self.last_error = receive_close();
    struct open *open = open_at(filenum);
    if (!open) return self.last_error = FENOTOPEN;
    close_open(open);
    return FEOK;
}

/* -------------------------------------------------------------------------------------------- information */

short output_string(const char *text, char *into, short room, short *length) {
    size_t bytes = strlen(text);
    if (!into || !length) return FEMISSPARM;
    if (room < 0 || bytes > (size_t)room) return FEBUFTOOSMALL;
    memcpy(into, text, bytes);
    *length = (short)bytes;
    return FEOK;
}

GUARDIAN_API short guardian_FILE_GETINFO_(unsigned int present, short filenum, short *last_error, char *filename,
                                          short maxlen, short *filename_length, short *type_info, short *flags) {
    require_kernel("FILE_GETINFO_");
    struct open *open = open_at(filenum);
    bool known = filenum == -1 || (filenum == 0 && receive_is_open()) || open;
    if (!PRESENT(0)) return FEMISSPARM;
    if (!known) return FENOTOPEN;
    short error = filenum == -1 ? self.last_error : open ? open->last_error : receive_last_error();
    const char *name = open ? open->name : filenum == 0 ? "$RECEIVE" : "";
    if (PRESENT(1) && last_error) *last_error = error;
    if (PRESENT(5) && type_info) {
        static const short process_type[5] = {0, 0, -1, -1, -1}, receive_type[5] = {2, 0, -1, -1, -1};
        memcpy(type_info, open ? process_type : receive_type, sizeof process_type);
    }
    if (PRESENT(6) && flags) *flags = 0;
    return PRESENT(2) ? output_string(name, filename, maxlen, filename_length) : FEOK;
}
