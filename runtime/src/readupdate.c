/* READUPDATE and its family: reading $RECEIVE and leaving the message to be answered. */
#include "receive.h"

static short refuse(short file, short error) {
    struct open *open = open_at(file);
    if (open) return note_error(open, error);
    if (file == 0 && receive_is_open()) return receive_note_error(error);
    return self.last_error = error;
}

/* Only $RECEIVE and disk files are read this way. */
static short read_update(short file, char *buffer, uint32_t room, int64_t tag, uint32_t *count) {
    *count = 0;
    if (file == 0) return receive_read(buffer, room, tag, count);
    return refuse(file, open_at(file) ? FEINVALOP : FENOTOPEN);
}

static HOT_INLINE short read_short(unsigned int present, short file, char *buffer, unsigned short read_count,
                                   unsigned short *count_read, int32_t tag) {
    uint32_t count;
    if ((present & 7) != 7) return refuse(file, FEMISSPARM);
    if (!buffer) return refuse(file, FEBOUNDSERR);
    if (read_count > LARGEST_OLD_COUNT) return refuse(file, FEBADCOUNT);
    short error = read_update(file, buffer, read_count, tag, &count);
    if (PRESENT(3) && count_read && receive.nowait_depth == 0) *count_read = (unsigned short)count;
    return error;
}

static short read_long(unsigned int present, short file, char *buffer, int32_t read_count, int32_t *count_read,
                       int64_t tag) {
    uint32_t count;
    if ((present & 7) != 7) return refuse(file, FEMISSPARM);
    if (!buffer) return refuse(file, FEBOUNDSERR);
    if (read_count < 0 || read_count > WIRE_MAX_MESSAGE) return refuse(file, FEBADCOUNT);
    short error = read_update(file, buffer, (uint32_t)read_count, tag, &count);
    if (PRESENT(3) && count_read && receive.nowait_depth == 0) *count_read = (int32_t)count;
    return error;
}

GUARDIAN_API _cc_status guardian_READUPDATE(unsigned int present, short filenum, short *buffer,
                                            unsigned short read_count, unsigned short *count_read, __int32_t tag) {
    ENTER(READUPDATE, filenum, read_count, 0);
    return condition_code(read_short(present, filenum, (char *)buffer, read_count, count_read, tag));
}

GUARDIAN_API HOT _cc_status guardian_READUPDATEX(unsigned int present, short filenum, char *buffer,
                                                 unsigned short read_count, unsigned short *count_read, __int32_t tag) {
    ENTER(READUPDATEX, filenum, read_count, 0);
    return condition_code(read_short(present, filenum, buffer, read_count, count_read, tag));
}

GUARDIAN_API short guardian_READUPDATEXL(unsigned int present, short filenum, char *buffer, __int32_t read_count,
                                         __int32_t *count_read, long long tag) {
    ENTER(READUPDATEXL, filenum, read_count, 0);
    return read_long(present, filenum, buffer, read_count, count_read, tag);
}

GUARDIAN_API short guardian_FILE_READUPDATE64_(unsigned int present, short filenum, char *buffer, __int32_t read_count,
                                               __int32_t *count_read, long long tag) {
    ENTER(FILE_READUPDATE64_, filenum, read_count, 0);
    return read_long(present, filenum, buffer, read_count, count_read, tag);
}
