/* FILE_CLOSE_, CLOSE: the server is told, and nobody waits for it. */
#include "process.h"

/* The kernel would otherwise close the open when this process ends. */
static void withdraw(const struct open *open) {
    struct letter letter;
    wire_closed_set_file(letter_begin(&letter, WIRE_CLOSED, WIRE_CLOSED_SIZE), open->number);
    kernel_tell(&letter);
}

/* With the close on its way its number is free: what is opened next with it the server hears of later. */
void open_tell_close(struct open *open) {
    uint8_t message[4] = {0};
    bool reachable = open->accepted && open->state != OPEN_GONE;
    if (open->accepted) withdraw(open);
    if (!reachable) {
        open_free(open);
        return;
    }
    open->state = OPEN_CLOSING;
    open_give_number_back(open);
    wire_put(message, 2, (uint64_t)ZSYS_VAL_SMSG_CLOSE);
    wire_put(message + 2, 2, (uint64_t)open->tape_disposition);
    struct request request = {
        .io = WIRE_IO_SYSTEM, .message = ZSYS_VAL_SMSG_CLOSE, .data = message, .bytes = sizeof message};
    operation_start(open, &request);
}

/* What has not been completed is taken back. An open that has no answer yet is closed when it gets one. */
static void close_open(struct open *open) {
    while (open->first) operation_cancel(open->first);
    if (open->own) open->state = OPEN_CLOSING;
    else open_tell_close(open);
}

static short close_file(short file, short tape_disposition) {
    check_file_mirrored(file, false);
    if (file == 0) {
        complete_forget_receive();
        return self.last_error = receive_close();
    }
    struct open *open = open_at(file);
    if (!open) return self.last_error = FENOTOPEN;
    open->tape_disposition = tape_disposition;
    close_open(open);
    return FEOK;
}

GUARDIAN_API short guardian_FILE_CLOSE_(unsigned int present, short filenum, short tape_disposition) {
    ENTER(FILE_CLOSE_, filenum, 0, 0);
    if (!PRESENT(0)) return self.last_error = FEMISSPARM;
    return close_file(filenum, PRESENT(1) ? tape_disposition : 0);
}

GUARDIAN_API _cc_status guardian_CLOSE(unsigned int present, short filenum, short tape_disposition) {
    ENTER(CLOSE, filenum, 0, 0);
    if (!PRESENT(0)) return condition_code(self.last_error = FEMISSPARM);
    return condition_code(close_file(filenum, PRESENT(1) ? tape_disposition : 0));
}
