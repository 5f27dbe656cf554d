/* READ, WRITE and WRITEREAD in all their forms: what differs is how wide the counts and tags are. */
#include "process.h"

enum { LARGEST_SHORT_TRANSFER = 57344 }; /* bytes that a procedure with 16-bit counts moves */

/* What the program gave. */
struct transfer {
    short file;
    bool complete; /* every required parameter is there */
    uint8_t io;
    const void *data;
    char *buffer;
    int32_t write_count, read_count, most;
    int64_t tag;
};

/* A process that was opened for reading only takes no data, one for writing only gives none. */
static short access_error(const struct open *open, uint8_t io) {
    bool writes = io != WIRE_IO_READ, reads = io != WIRE_IO_WRITE;
    if (writes && open->access == ZSYS_VAL_OPENACC_READONLY) return FEACCVIOL;
    return reads && open->access == ZSYS_VAL_OPENACC_WRITEONLY ? FEACCVIOL : FEOK;
}

static short argument_error(const struct transfer *given) {
    if (!given->complete) return FEMISSPARM;
    if ((!given->data && given->write_count) || (!given->buffer && given->read_count)) return FEBOUNDSERR;
    bool fits = given->write_count >= 0 && given->write_count <= given->most && given->read_count >= 0 &&
                given->read_count <= given->most;
    return fits ? FEOK : FEBADCOUNT;
}

static short read_receive(const struct transfer *given, uint32_t *count) {
    if (!receive_is_open()) return self.last_error = FENOTOPEN;
    if (given->io != WIRE_IO_READ) return receive_note_error(FEINVALOP);
    return receive_read_replying(given->buffer, (uint32_t)given->read_count, given->tag, count);
}

static HOT_INLINE short transfer(const struct transfer *given, uint32_t *count) {
    *count = 0;
    short error = argument_error(given);
    if (error) return note_file_error(given->file, error);
    if (given->file == 0) return read_receive(given, count);
    struct open *open = open_at(given->file);
    if (!open) return self.last_error = FENOTOPEN;
    error = access_error(open, given->io);
    if (error) return note_error(open, error);
    bool reads = given->io != WIRE_IO_WRITE;
    struct request request;
    clear_bytes(&request, sizeof request);
    request.io = given->io;
    request.data = given->data;
    request.bytes = (uint32_t)given->write_count;
    request.written = reads ? 0 : (uint32_t)given->write_count;
    request.buffer = reads ? given->buffer : (char *)(uintptr_t)given->data;
    request.read_count = (uint32_t)given->read_count;
    request.tag = given->tag;
    return request_perform(open, &request, count);
}

/* Counts come back from a waited call only; a nowait one tells them when it completes. */
static bool is_waited(short file) {
    struct open *open = open_at(file);
    return open ? open->nowait_depth == 0 : file == 0 && receive_nowait_depth() == 0;
}

static HOT_INLINE short transfer_short(const struct transfer *given, unsigned short *count_moved) {
    uint32_t count;
    short error = transfer(given, &count);
    if (count_moved && is_waited(given->file)) *count_moved = (unsigned short)count;
    return error;
}

static short transfer_long(const struct transfer *given, __int32_t *count_moved) {
    uint32_t count;
    short error = transfer(given, &count);
    if (count_moved && is_waited(given->file)) *count_moved = (__int32_t)count;
    return error;
}

/* The sync id that the next request on the file has, for the recording. */
static uint32_t sync_of(short file) {
    struct open *open = open_at(file);
    return open ? open->next_sync : 0;
}

/* ------------------------------------------------------------------------------------------------------------- READ */

GUARDIAN_API _cc_status guardian_READ(unsigned int present, short filenum, short *buffer, unsigned short read_count,
                                      unsigned short *count_read, __int32_t tag) {
    ENTER(READ, filenum, read_count, sync_of(filenum));
    struct transfer given = {.file = filenum,
                             .complete = (present & 7) == 7,
                             .io = WIRE_IO_READ,
                             .buffer = (char *)buffer,
                             .read_count = read_count,
                             .most = LARGEST_SHORT_TRANSFER,
                             .tag = tag};
    return condition_code(transfer_short(&given, PRESENT(3) ? count_read : NULL));
}

GUARDIAN_API _cc_status guardian_READX(unsigned int present, short filenum, char *buffer, unsigned short read_count,
                                       unsigned short *count_read, __int32_t tag) {
    ENTER(READX, filenum, read_count, sync_of(filenum));
    struct transfer given = {.file = filenum,
                             .complete = (present & 7) == 7,
                             .io = WIRE_IO_READ,
                             .buffer = buffer,
                             .read_count = read_count,
                             .most = LARGEST_SHORT_TRANSFER,
                             .tag = tag};
    return condition_code(transfer_short(&given, PRESENT(3) ? count_read : NULL));
}

static short read_long(unsigned int present, short filenum, char *buffer, __int32_t read_count, __int32_t *count_read,
                       long long tag) {
    struct transfer given = {.file = filenum,
                             .complete = (present & 7) == 7,
                             .io = WIRE_IO_READ,
                             .buffer = buffer,
                             .read_count = read_count,
                             .most = WIRE_MAX_MESSAGE,
                             .tag = tag};
    return transfer_long(&given, PRESENT(3) ? count_read : NULL);
}

GUARDIAN_API short guardian_READXL(unsigned int present, short filenum, char *buffer, __int32_t read_count,
                                   __int32_t *count_read, long long tag) {
    ENTER(READXL, filenum, (uint32_t)read_count, sync_of(filenum));
    return read_long(present, filenum, buffer, read_count, count_read, tag);
}

GUARDIAN_API short guardian_FILE_READ64_(unsigned int present, short filenum, char *buffer, __int32_t read_count,
                                         __int32_t *count_read, long long tag) {
    ENTER(FILE_READ64_, filenum, (uint32_t)read_count, sync_of(filenum));
    return read_long(present, filenum, buffer, read_count, count_read, tag);
}

/* ------------------------------------------------------------------------------------------------------------ WRITE */

static short write_short(unsigned int present, short filenum, const void *buffer, unsigned short write_count,
                         unsigned short *count_written, __int32_t tag) {
    struct transfer given = {.file = filenum,
                             .complete = (present & 7) == 7,
                             .io = WIRE_IO_WRITE,
                             .data = buffer,
                             .write_count = write_count,
                             .most = LARGEST_SHORT_TRANSFER,
                             .tag = tag};
    return transfer_short(&given, PRESENT(3) ? count_written : NULL);
}

GUARDIAN_API _cc_status guardian_WRITE(unsigned int present, short filenum, const short *buffer,
                                       unsigned short write_count, unsigned short *count_written, __int32_t tag) {
    ENTER(WRITE, filenum, write_count, sync_of(filenum));
    return condition_code(write_short(present, filenum, buffer, write_count, count_written, tag));
}

GUARDIAN_API _cc_status guardian_WRITEX(unsigned int present, short filenum, const char *buffer,
                                        unsigned short write_count, unsigned short *count_written, __int32_t tag) {
    ENTER(WRITEX, filenum, write_count, sync_of(filenum));
    return condition_code(write_short(present, filenum, buffer, write_count, count_written, tag));
}

static short write_long(unsigned int present, short filenum, const char *buffer, __int32_t write_count,
                        __int32_t *count_written, long long tag) {
    struct transfer given = {.file = filenum,
                             .complete = (present & 7) == 7,
                             .io = WIRE_IO_WRITE,
                             .data = buffer,
                             .write_count = write_count,
                             .most = WIRE_MAX_MESSAGE,
                             .tag = tag};
    return transfer_long(&given, PRESENT(3) ? count_written : NULL);
}

GUARDIAN_API short guardian_WRITEXL(unsigned int present, short filenum, const char *buffer, __int32_t write_count,
                                    __int32_t *count_written, long long tag) {
    ENTER(WRITEXL, filenum, (uint32_t)write_count, sync_of(filenum));
    return write_long(present, filenum, buffer, write_count, count_written, tag);
}

GUARDIAN_API short guardian_FILE_WRITE64_(unsigned int present, short filenum, const char *buffer,
                                          __int32_t write_count, __int32_t *count_written, long long tag) {
    ENTER(FILE_WRITE64_, filenum, (uint32_t)write_count, sync_of(filenum));
    return write_long(present, filenum, buffer, write_count, count_written, tag);
}

/* -------------------------------------------------------------------------------------------------------- WRITEREAD */

static short writeread_short(unsigned int present, short filenum, void *buffer, unsigned short write_count,
                             unsigned short read_count, unsigned short *count_read, __int32_t tag) {
    struct transfer given = {.file = filenum,
                             .complete = (present & 15) == 15,
                             .io = WIRE_IO_WRITEREAD,
                             .data = buffer,
                             .buffer = buffer,
                             .write_count = write_count,
                             .read_count = read_count,
                             .most = LARGEST_SHORT_TRANSFER,
                             .tag = tag};
    return transfer_short(&given, PRESENT(4) ? count_read : NULL);
}

GUARDIAN_API _cc_status guardian_WRITEREAD(unsigned int present, short filenum, short *buffer,
                                           unsigned short write_count, unsigned short read_count,
                                           unsigned short *count_read, __int32_t tag) {
    ENTER(WRITEREAD, filenum, write_count, sync_of(filenum));
    return condition_code(writeread_short(present, filenum, buffer, write_count, read_count, count_read, tag));
}

GUARDIAN_API HOT _cc_status guardian_WRITEREADX(unsigned int present, short filenum, char *buffer,
                                                unsigned short write_count, unsigned short read_count,
                                                unsigned short *count_read, __int32_t tag) {
    ENTER(WRITEREADX, filenum, write_count, sync_of(filenum));
    return condition_code(writeread_short(present, filenum, buffer, write_count, read_count, count_read, tag));
}

GUARDIAN_API short guardian_WRITEREADXL(unsigned int present, short filenum, char *buffer, __int32_t write_count,
                                        __int32_t read_count, __int32_t *count_read, long long tag) {
    ENTER(WRITEREADXL, filenum, (uint32_t)write_count, sync_of(filenum));
    struct transfer given = {.file = filenum,
                             .complete = (present & 15) == 15,
                             .io = WIRE_IO_WRITEREAD,
                             .data = buffer,
                             .buffer = buffer,
                             .write_count = write_count,
                             .read_count = read_count,
                             .most = WIRE_MAX_MESSAGE,
                             .tag = tag};
    return transfer_long(&given, PRESENT(4) ? count_read : NULL);
}

/* Buffers of their own for the request and the reply. */
static short writeread_apart(unsigned int present, short filenum, const char *write_buffer, char *read_buffer,
                             __int32_t write_count, __int32_t read_count, __int32_t *count_read, long long tag) {
    struct transfer given = {.file = filenum,
                             .complete = (present & 31) == 31,
                             .io = WIRE_IO_WRITEREAD,
                             .data = write_buffer,
                             .buffer = read_buffer,
                             .write_count = write_count,
                             .read_count = read_count,
                             .most = WIRE_MAX_MESSAGE,
                             .tag = tag};
    return transfer_long(&given, PRESENT(5) ? count_read : NULL);
}

GUARDIAN_API short guardian_FILE_WRITEREAD_(unsigned int present, short filenum, const char *write_buffer,
                                            char *read_buffer, __int32_t write_count, __int32_t read_count,
                                            __int32_t *count_read, __int32_t tag) {
    ENTER(FILE_WRITEREAD_, filenum, (uint32_t)write_count, sync_of(filenum));
    return writeread_apart(present, filenum, write_buffer, read_buffer, write_count, read_count, count_read, tag);
}

GUARDIAN_API short guardian_FILE_WRITEREAD64_(unsigned int present, short filenum, const char *write_buffer,
                                              char *read_buffer, __int32_t write_count, __int32_t read_count,
                                              __int32_t *count_read, long long tag) {
    ENTER(FILE_WRITEREAD64_, filenum, (uint32_t)write_count, sync_of(filenum));
    return writeread_apart(present, filenum, write_buffer, read_buffer, write_count, read_count, count_read, tag);
}
