/* Completing nowait operations: AWAITIO in its forms (procedures.md section 1.11). */
#include "process.h"

enum { LIMIT_UNIT_US = 10000 };

static bool receive_was_last;

int64_t limit_of(int32_t hundredths) {
    return hundredths < 0 ? -1 : (int64_t)hundredths * LIMIT_UNIT_US;
}

/* ------------------------------------------------------------------------------------- what completes among several */

static bool something_done(void *context) {
    const struct selection *among = context;
    if (among->receive && receive_read_done()) return true;
    return operation_to_complete_among(among->opens) != NULL;
}

bool completion_wait(const struct selection *among, int64_t limit_us) {
    int what = (among->receive ? WAIT_MESSAGE : 0) | (among->opens ? WAIT_REPLY : 0);
    return wait_as((unsigned char)what, something_done, (void *)(uintptr_t)among, limit_us);
}

static HOT_INLINE struct completion take_operation(struct operation *operation) {
    struct open *open = operation->open;
    struct completion completion = {.file = open->number,
                                    .error = operation->error,
                                    .buffer = operation->buffer,
                                    .count = operation->count,
                                    .tag = operation->tag};
    operation_free(operation);
    note_error(open, completion.error);
    return completion;
}

/* What was done first comes first; $RECEIVE and the opens take turns where both have something. */
struct completion completion_take(const struct selection *among) {
    struct operation *operation = operation_to_complete_among(among->opens);
    bool receive = among->receive && receive_read_done() && (!operation || !receive_was_last);
    receive_was_last = receive;
    return receive ? receive_take_read() : take_operation(operation);
}

/* ---------------------------------------------------------------------------------------------------------- AWAITIO */

static bool every_open(const struct open *open) {
    (void)open;
    return true;
}

static const struct selection everything = {.opens = every_open, .receive = true};

static bool open_has_done(void *open) {
    return operation_to_complete(open) != NULL;
}

static bool receive_has_done(void *context) {
    (void)context;
    return receive_read_done();
}

static bool wait_for(short file, int64_t limit_us) {
    if (file == -1) return completion_wait(&everything, limit_us);
    return file == 0 ? wait_as(WAIT_MESSAGE, receive_has_done, NULL, limit_us)
                     : wait_as(WAIT_REPLY, open_has_done, open_at(file), limit_us);
}

static HOT_INLINE struct completion take(short file) {
    if (file == -1) return completion_take(&everything);
    return file == 0 ? receive_take_read() : take_operation(operation_to_complete(open_at(file)));
}

/* Errors of the call itself: nothing can be awaited on that file. */
static HOT_INLINE short cannot_await(short file) {
    if (file == -1) return receive_has_read() || operations_outstanding(every_open) ? FEOK : FENONEOUT;
    if (file == 0) {
        if (!receive_is_open()) return FENOTOPEN;
        if (receive_nowait_depth() == 0) return FEWAITFILE;
        return receive_has_read() ? FEOK : FENONEOUT;
    }
    struct open *open = open_at(file);
    if (!open) return FENOTOPEN;
    if (open->nowait_depth == 0) return FEWAITFILE;
    return open->outstanding ? FEOK : FENONEOUT;
}

/* A wait on one file that ran out takes its oldest operation back, unless SETMODE 74 forbids it. */
static void take_back(short file, struct completion *completion) {
    struct open *open = open_at(file);
    if (!open) {
        if (receive_timeout_cancels()) *completion = receive_cancel_read();
        return;
    }
    if (open->modes[MODE_KEEP][0]) return;
    completion->tag = open->first->tag;
    completion->buffer = open->first->buffer;
    operation_cancel(open->first);
}

static HOT_INLINE short await(short *file, int32_t limit, struct completion *completion) {
    short wanted = *file;
    *completion = (struct completion){.file = wanted};
    short error = limit < -1 ? FEBADPARMVALUE : cannot_await(wanted);
    if (error) return note_file_error(wanted, error);
    if (!wait_for(wanted, limit_of(limit))) {
        if (limit != 0 && wanted != -1) take_back(wanted, completion);
        return note_file_error(wanted, FETIMEDOUT);
    }
    *completion = take(wanted);
    *file = completion->file;
    return completion->error;
}

/* An omitted time limit is none. */
static int32_t limit_given(unsigned int present, int32_t timelimit) {
    return PRESENT(4) ? timelimit : -1;
}

static HOT_INLINE short await_short(unsigned int present, short *filenum, guardian_buffer_address *buffer_addr,
                                    short *count_transferred, __int32_t *tag, __int32_t timelimit) {
    struct completion completion;
    if (!PRESENT(0)) return self.last_error = FEMISSPARM;
    if (!filenum) return self.last_error = FEBOUNDSERR;
    short error = await(filenum, limit_given(present, timelimit), &completion);
    if (PRESENT(1) && buffer_addr) *buffer_addr = (guardian_buffer_address)(intptr_t)completion.buffer;
    if (PRESENT(2) && count_transferred) *count_transferred = (short)completion.count;
    if (PRESENT(3) && tag) *tag = (__int32_t)completion.tag;
    return error;
}

GUARDIAN_API _cc_status guardian_AWAITIO(unsigned int present, short *filenum, guardian_buffer_address *buffer_addr,
                                         short *count_transferred, __int32_t *tag, __int32_t timelimit) {
    ENTER(AWAITIO, PRESENT(0) && filenum ? *filenum : -1, (uint32_t)timelimit, 0);
    return condition_code(await_short(present, filenum, buffer_addr, count_transferred, tag, timelimit));
}

GUARDIAN_API HOT _cc_status guardian_AWAITIOX(unsigned int present, short *filenum,
                                              guardian_buffer_address *buffer_addr, short *count_transferred,
                                              __int32_t *tag, __int32_t timelimit, short *segment_id) {
    ENTER(AWAITIOX, PRESENT(0) && filenum ? *filenum : -1, (uint32_t)timelimit, 0);
    if (PRESENT(5) && segment_id) *segment_id = -1;
    return condition_code(await_short(present, filenum, buffer_addr, count_transferred, tag, timelimit));
}

GUARDIAN_API short guardian_AWAITIOXL(unsigned int present, short *filenum, guardian_buffer_address *buffer_addr,
                                      __int32_t *count_transferred, long long *tag, __int32_t timelimit,
                                      short *segment_id) {
    struct completion completion;
    ENTER(AWAITIOXL, PRESENT(0) && filenum ? *filenum : -1, (uint32_t)timelimit, 0);
    if (!PRESENT(0)) return self.last_error = FEMISSPARM;
    if (!filenum) return self.last_error = FEBOUNDSERR;
    short error = await(filenum, limit_given(present, timelimit), &completion);
    if (PRESENT(1) && buffer_addr) *buffer_addr = (guardian_buffer_address)(intptr_t)completion.buffer;
    if (PRESENT(2) && count_transferred) *count_transferred = (__int32_t)completion.count;
    if (PRESENT(3) && tag) *tag = completion.tag;
    if (PRESENT(5) && segment_id) *segment_id = -1;
    return error;
}

GUARDIAN_API short guardian_FILE_AWAITIO64_(unsigned int present, short *filenum, long long *buffer_addr,
                                            __int32_t *count_transferred, long long *tag, __int32_t timelimit,
                                            short *segment_id) {
    struct completion completion;
    ENTER(FILE_AWAITIO64_, PRESENT(0) && filenum ? *filenum : -1, (uint32_t)timelimit, 0);
    if (!PRESENT(0)) return self.last_error = FEMISSPARM;
    if (!filenum) return self.last_error = FEBOUNDSERR;
    short error = await(filenum, limit_given(present, timelimit), &completion);
    if (PRESENT(1) && buffer_addr) *buffer_addr = (intptr_t)completion.buffer;
    if (PRESENT(2) && count_transferred) *count_transferred = (__int32_t)completion.count;
    if (PRESENT(3) && tag) *tag = completion.tag;
    if (PRESENT(5) && segment_id) *segment_id = -1;
    return error;
}
