/* Completing nowait operations, and taking them back. */
#include "process.h"

static bool receive_was_last;

/* Without SETMODE 30 only the oldest operation of a file may complete. */
static bool oldest_done(const struct open *open) {
    return open->first && open->first->done;
}

static struct open *open_with_oldest_completion(void) {
    struct open *found = NULL;
    for (struct open *open = open_next(NULL); open && !open->closing; open = open_next(open)) {
        bool older = oldest_done(open) && (!found || open->first->done_order < found->first->done_order);
        if (older) found = open;
    }
    return found;
}

static bool something_done(void *context) {
    short file = *(short *)context;
    if (file == 0) return receive_read_done();
    if (file > 0) return oldest_done(open_at(file));
    return receive_read_done() || open_with_oldest_completion();
}

static struct completion take_operation(struct open *open) {
    struct operation *operation = open->first;
    struct completion completion = {.file = open->number,
                                    .error = operation->error,
                                    .buffer = operation->buffer,
                                    .count = operation->count,
                                    .tag = operation->tag};
    if (operation->io == WIRE_IO_WRITE && operation->error < 10) {
        completion.count = operation->frame->length - WIRE_FRAME_SIZE;
    }
    operation_free(operation);
    note_error(open, completion.error);
    return completion;
}

static struct completion take(short file) {
    struct open *open = file > 0 ? open_at(file) : file < 0 ? open_with_oldest_completion() : NULL;
    bool from_receive = file == 0 || (file < 0 && receive_read_done() && (!open || !receive_was_last));
    receive_was_last = from_receive;
    return from_receive ? receive_take_read() : take_operation(open);
}

static bool anything_outstanding(void) {
    if (receive_has_read()) return true;
    for (struct open *open = open_next(NULL); open && !open->closing; open = open_next(open)) {
        if (open->outstanding) return true;
    }
    return false;
}

/* Errors of the call itself: nothing can be awaited on that file. */
static short cannot_await(short file) {
    if (file == -1) return anything_outstanding() ? FEOK : FENONEOUT;
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

static short note(short file, short error) {
    struct open *open = open_at(file);
    if (open) return note_error(open, error);
    if (file == 0) return receive_note_error(error);
    return self.last_error = error;
}

/* A wait on one file that ran out takes its oldest operation back; a poll, or a wait on any file, does not. */
static short timed_out(short file, int32_t limit, struct completion *completion) {
    struct open *open = open_at(file);
    if (limit == 0 || file == -1) return note(file, FETIMEDOUT);
    if (file == 0) {
        *completion = receive_cancel_read();
        return note(file, FETIMEDOUT);
    }
    completion->tag = open->first->tag;
    completion->buffer = open->first->buffer;
    operation_cancel(open->first);
    return note(file, FETIMEDOUT);
}

static short await(short *file, int32_t limit, struct completion *completion) {
    short wanted = *file;
    *completion = (struct completion){.file = wanted};
    recorder_tick();
    record(RECORD_CALL, NUMBER_AWAITIOX, (uint16_t)wanted, (uint32_t)limit, 0);
    if (limit < -1) return note(wanted, FEBADPARMVALUE);
    short error = cannot_await(wanted);
    if (error) return note(wanted, error);
    if (!wait_until(something_done, &wanted, limit < 0 ? -1 : (int64_t)limit * 10000)) {
        return timed_out(wanted, limit, completion);
    }
    *completion = take(wanted);
    *file = completion->file;
    return completion->error;
}

GUARDIAN_API _cc_status guardian_AWAITIOX(unsigned int present, short *filenum, guardian_buffer_address *buffer_addr,
                                          short *count_transferred, __int32_t *tag, __int32_t timelimit,
                                          short *segment_id) {
    struct completion completion;
    require_kernel("AWAITIOX");
    if (!PRESENT(0)) return condition_code(self.last_error = FEMISSPARM);
    if (!filenum) return condition_code(self.last_error = FEBOUNDSERR);
    short error = await(filenum, PRESENT(4) ? timelimit : -1, &completion);
    if (PRESENT(1) && buffer_addr) *buffer_addr = (guardian_buffer_address)(intptr_t)completion.buffer;
    if (PRESENT(2) && count_transferred) *count_transferred = (short)completion.count;
    if (PRESENT(3) && tag) *tag = (__int32_t)completion.tag;
    if (PRESENT(5) && segment_id) *segment_id = -1;
    return condition_code(error);
}

GUARDIAN_API short guardian_FILE_AWAITIO64_(unsigned int present, short *filenum, long long *buffer_addr,
                                            __int32_t *count_transferred, long long *tag, __int32_t timelimit,
                                            short *segment_id) {
    struct completion completion;
    require_kernel("FILE_AWAITIO64_");
    if (!PRESENT(0)) return self.last_error = FEMISSPARM;
    if (!filenum) return self.last_error = FEBOUNDSERR;
    short error = await(filenum, PRESENT(4) ? timelimit : -1, &completion);
    if (PRESENT(1) && buffer_addr) *buffer_addr = (intptr_t)completion.buffer;
    if (PRESENT(2) && count_transferred) *count_transferred = (__int32_t)completion.count;
    if (PRESENT(3) && tag) *tag = completion.tag;
    if (PRESENT(5) && segment_id) *segment_id = -1;
    return error;
}

static short cancel(short file, bool by_tag, int64_t tag) {
    struct open *open = open_at(file);
    recorder_tick();
    record(RECORD_CALL, NUMBER_CANCEL, (uint16_t)file, (uint64_t)tag, 0);
    short error = file == -1 ? FENOTOPEN : cannot_await(file);
    if (error) return note(file, error);
    if (file == 0) {
        receive_cancel_read();
        return note(file, FEOK);
    }
    struct operation *operation = open->first;
    while (operation && (by_tag ? operation->tag != tag : operation->done)) operation = operation->next;
    if (!operation) return note(file, FENONEOUT);
    operation_cancel(operation);
    return note(file, FEOK);
}

GUARDIAN_API _cc_status guardian_CANCEL(unsigned int present, short filenum) {
    require_kernel("CANCEL");
    if (!PRESENT(0)) return condition_code(self.last_error = FEMISSPARM);
    return condition_code(cancel(filenum, false, 0));
}

GUARDIAN_API _cc_status guardian_CANCELREQ(unsigned int present, short filenum, __int32_t tag) {
    require_kernel("CANCELREQ");
    if (!PRESENT(0)) return condition_code(self.last_error = FEMISSPARM);
    return condition_code(cancel(filenum, PRESENT(1), tag));
}
