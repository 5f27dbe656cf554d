/* CONTROL and CONTROLBUF: operations that the server of a process file does, told by -32 and -35. */
#include "process.h"

enum { CONTROL_MESSAGE = 6, CONTROLBUF_HEADER = 6, LARGEST_CONTROLBUF = 244 };

/* An error of the arguments, then of the file; else the open. */
static short open_for(short file, short argument_error, struct open **open) {
    *open = open_at(file);
    if (argument_error) return note_file_error(file, argument_error);
    if (*open) return FEOK;
    return note_file_error(file, file == 0 && receive_is_open() ? FEINVALOP : FENOTOPEN);
}

static short control(bool complete, short file, short operation, short parameter, int64_t tag) {
    uint8_t message[CONTROL_MESSAGE];
    struct open *open;
    uint32_t count;
    short error = open_for(file, complete ? FEOK : FEMISSPARM, &open);
    if (error) return error;
    wire_put(message, 2, (uint64_t)ZSYS_VAL_SMSG_CONTROL);
    wire_put(message + 2, 2, (uint64_t)operation);
    wire_put(message + 4, 2, (uint64_t)parameter);
    struct request request = {
        .io = WIRE_IO_SYSTEM, .message = ZSYS_VAL_SMSG_CONTROL, .data = message, .bytes = sizeof message, .tag = tag};
    return request_perform(open, &request, &count);
}

GUARDIAN_API _cc_status guardian_CONTROL(unsigned int present, short filenum, short operation, short param,
                                         __int32_t tag) {
    ENTER(CONTROL, filenum, (uint16_t)operation, (uint16_t)param);
    return condition_code(control((present & 7) == 7, filenum, operation, param, tag));
}

GUARDIAN_API short guardian_FILE_CONTROL64_(unsigned int present, short filenum, short operation, short param,
                                            long long tag) {
    ENTER(FILE_CONTROL64_, filenum, (uint16_t)operation, (uint16_t)param);
    return control((present & 7) == 7, filenum, operation, param, tag);
}

/* ------------------------------------------------------------------------------------------------------- CONTROLBUF */

struct buffer {
    short file, operation;
    const void *data;
    short count;
    short *transferred; /* NULL: not wanted */
    int64_t tag;
};

static short buffer_error(bool complete, const struct buffer *buffer) {
    if (!complete) return FEMISSPARM;
    if (!buffer->data && buffer->count) return FEBOUNDSERR;
    return buffer->count >= 0 && buffer->count <= LARGEST_CONTROLBUF ? FEOK : FEBADCOUNT;
}

static short controlbuf(bool complete, const struct buffer *buffer) {
    uint8_t message[CONTROLBUF_HEADER + LARGEST_CONTROLBUF];
    struct open *open;
    uint32_t count;
    short error = open_for(buffer->file, buffer_error(complete, buffer), &open);
    if (error) return error;
    wire_put(message, 2, (uint64_t)ZSYS_VAL_SMSG_CONTROLBUF);
    wire_put(message + 2, 2, (uint64_t)buffer->operation);
    wire_put(message + 4, 2, (uint64_t)buffer->count);
    if (buffer->count) memcpy(message + CONTROLBUF_HEADER, buffer->data, (size_t)buffer->count);
    struct request request = {.io = WIRE_IO_SYSTEM,
                              .message = ZSYS_VAL_SMSG_CONTROLBUF,
                              .data = message,
                              .bytes = CONTROLBUF_HEADER + (uint32_t)buffer->count,
                              .written = (uint32_t)buffer->count,
                              .buffer = (char *)(uintptr_t)buffer->data,
                              .tag = buffer->tag};
    error = request_perform(open, &request, &count);
    if (buffer->transferred && open->nowait_depth == 0) *buffer->transferred = (short)count;
    return error;
}

GUARDIAN_API _cc_status guardian_CONTROLBUF(unsigned int present, short filenum, short operation, short *buffer,
                                            short count, short *count_transferred, __int32_t tag) {
    ENTER(CONTROLBUF, filenum, (uint16_t)operation, (uint16_t)count);
    struct buffer given = {filenum, operation, buffer, count, PRESENT(4) ? count_transferred : NULL, tag};
    return condition_code(controlbuf((present & 15) == 15, &given));
}

GUARDIAN_API short guardian_FILE_CONTROLBUF64_(unsigned int present, short filenum, short operation, const char *buffer,
                                               short count, short *count_transferred, long long tag) {
    ENTER(FILE_CONTROLBUF64_, filenum, (uint16_t)operation, (uint16_t)count);
    struct buffer given = {filenum, operation, buffer, count, PRESENT(4) ? count_transferred : NULL, tag};
    return controlbuf((present & 15) == 15, &given);
}
