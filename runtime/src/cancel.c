/* CANCEL, CANCELREQ, CANCELREQL: no AWAITIO follows for what they take back (procedures.md section 1.13). */
#include "process.h"

static short cannot_cancel(short file) {
    struct open *open = open_at(file);
    if (!open && (file != 0 || !receive_is_open())) return FENOTOPEN;
    if ((open ? open->nowait_depth : receive_nowait_depth()) == 0) return FEWAITFILE;
    return FEOK;
}

/* The oldest that is not done, else the oldest that only waits to be completed. NULL: there is none with the tag. */
static struct operation *oldest(const struct open *open, bool by_tag, int64_t tag) {
    struct operation *done = NULL;
    for (struct operation *operation = open->first; operation; operation = operation->next) {
        if (by_tag && operation->tag != tag) continue;
        if (!operation->done) return operation;
        if (!done) done = operation;
    }
    return done;
}

static short cancel_read(bool by_tag, int64_t tag) {
    if (!receive_has_read() || (by_tag && receive_read_tag() != tag)) return FENONEOUT;
    receive_cancel_read();
    return FEOK;
}

static short cancel(short file, bool by_tag, int64_t tag) {
    short error = cannot_cancel(file);
    if (error) return note_file_error(file, error);
    if (file == 0) return note_file_error(file, cancel_read(by_tag, tag));
    struct operation *operation = oldest(open_at(file), by_tag, tag);
    if (!operation) return note_file_error(file, FENONEOUT);
    operation_cancel(operation);
    return note_file_error(file, FEOK);
}

GUARDIAN_API _cc_status guardian_CANCEL(unsigned int present, short filenum) {
    ENTER(CANCEL, filenum, 0, 0);
    if (!PRESENT(0)) return condition_code(self.last_error = FEMISSPARM);
    return condition_code(cancel(filenum, false, 0));
}

GUARDIAN_API _cc_status guardian_CANCELREQ(unsigned int present, short filenum, __int32_t tag) {
    ENTER(CANCELREQ, filenum, (uint32_t)tag, 0);
    if (!PRESENT(0)) return condition_code(self.last_error = FEMISSPARM);
    return condition_code(cancel(filenum, PRESENT(1), tag));
}

/* Here a tag of 0 is none. */
GUARDIAN_API short guardian_CANCELREQL(unsigned int present, short filenum, long long tag) {
    ENTER(CANCELREQL, filenum, (uint64_t)tag, 0);
    if (!PRESENT(0)) return self.last_error = FEMISSPARM;
    return cancel(filenum, PRESENT(1) && tag != 0, tag);
}
