/* What a primary has its passive backup do with files (procedures.md sections 1.4 and 4.4): open them as it did itself,
 * close them, set their modes. */
#include "process.h"

/* Status of FILE_OPEN_CHKPT_. */
enum { OPENED, OPENED_WITH_WARNING, REFUSED_IN_BACKUP, NO_BACKUP, WRONG_IN_PRIMARY };

enum { OPEN_BODY = WIRE_CHECK_OPEN_SIZE + 2 + LARGEST_NAME_OF_OPEN + MOST_CHECK_MODES * WIRE_CHECK_MODE_SIZE };

static uint32_t put_modes(uint8_t *body, uint32_t at, short file) {
    struct check_mode modes[MOST_CHECK_MODES];
    int count = check_modes_of(file, modes);
    wire_check_open_set_modes(body, (uint16_t)count);
    for (int i = 0; i < count; i++, at += WIRE_CHECK_MODE_SIZE) {
        wire_check_mode_set_file(body + at, file);
        wire_check_mode_set_function(body + at, modes[i].function);
        wire_check_mode_set_param1(body + at, modes[i].parameters[0]);
        wire_check_mode_set_param2(body + at, modes[i].parameters[1]);
    }
    return at;
}

/* A DEFINE is sent by its name: it must be the same in the backup. */
static const char *name_to_open(const struct open *open) {
    if (!open) return "$RECEIVE";
    return open->define[0] ? open->define : open->name;
}

static uint32_t open_body(uint8_t *body, short file, const struct open *open) {
    const char *name = name_to_open(open);
    size_t length = strlen(name);
    wire_check_open_set_file(body, file);
    wire_check_open_set_nowait_depth(body, open ? open->nowait_depth : receive_nowait_depth());
    wire_check_open_set_sync_depth(body, open ? open->sync_depth : receive_depth());
    wire_check_open_set_access(body, open ? open->access : 0);
    wire_check_open_set_exclusion(body, open ? open->exclusion : 0);
    wire_check_open_set_options(body, open ? open->options : receive_options());
    wire_put(body + WIRE_CHECK_OPEN_SIZE, 2, length);
    memcpy(body + WIRE_CHECK_OPEN_SIZE + 2, name, length);
    return put_modes(body, (uint32_t)(WIRE_CHECK_OPEN_SIZE + 2 + length), file);
}

static short status_of(struct check_answer answer) {
    if (!answer.reached) return NO_BACKUP;
    return answer.error == FEOK ? OPENED : answer.error < 10 ? OPENED_WITH_WARNING : REFUSED_IN_BACKUP;
}

/* The error, and what FILE_GETINFOLIST_ tells of it. */
static short outcome(short file, struct check_answer answer, short *status) {
    struct open *open = open_at(file);
    *status = status_of(answer);
    if (*status <= OPENED_WITH_WARNING) check_file_mirrored(file, true);
    if (open) open->last_detail = *status;
    return note_file_error(file, answer.error);
}

/* A nowait open is repeated nowait: the primary awaits it with tag -29. */
static void open_completed(void *context, struct check_answer answer) {
    struct operation *operation = operation_numbered((uint32_t)(uintptr_t)context);
    short status;
    if (!operation) return;
    outcome(operation->open->number, answer, &status);
    operation_finish(operation, answer.error);
}

static short open_nowait(struct open *open, const uint8_t *body, uint32_t length, short *status) {
    struct operation *operation = operation_expect(open, ZSYS_VAL_AWAITIOTAG_CHECK);
    *status = operation ? NO_BACKUP : WRONG_IN_PRIMARY;
    if (!operation) return note_error(open, FENOLCB);
    void *number = (void *)(uintptr_t)operation->number;
    if (!check_ask_nowait(WIRE_CHECK_OPEN, body, length, open_completed, number)) {
        operation_free(operation);
        return note_error(open, FEPATHDOWN);
    }
    *status = OPENED;
    return note_error(open, FEOK);
}

/* The primary must have it open, and know that it has. */
static short error_in_primary(short file, const struct open *open) {
    if (file == 0) return receive_is_open() ? FEOK : FENOTOPEN;
    if (!open || open->state == OPEN_REFUSED) return FENOTOPEN;
    if (open->state == OPEN_GONE) return FEPATHDOWN;
    bool unfinished = open->first && open->first->message == ZSYS_VAL_SMSG_OPEN;
    return open->state == OPEN_ASKED || unfinished ? FEIOPEND : FEOK;
}

static short open_in_backup(short file, short *status) {
    uint8_t body[OPEN_BODY];
    struct open *open = open_at(file);
    short error = error_in_primary(file, open);
    *status = WRONG_IN_PRIMARY;
    if (error) return note_file_error(file, error);
    uint32_t length = open_body(body, file, open);
    bool nowait = open && !open->device && (open->options & ZSYS_VAL_OPENOPT_NOWAITOPEN);
    if (nowait) return open_nowait(open, body, length, status);
    return outcome(file, check_ask(WIRE_CHECK_OPEN, body, length), status);
}

GUARDIAN_API short guardian_FILE_OPEN_CHKPT_(unsigned int present, short filenum, short *status) {
    short found = WRONG_IN_PRIMARY;
    ENTER(FILE_OPEN_CHKPT_, filenum, 0, 0);
    short error = PRESENT(0) ? open_in_backup(filenum, &found) : (self.last_error = FEMISSPARM);
    if (PRESENT(1) && status) *status = found;
    return error;
}

/* All but the file number is as FILE_OPEN_ or OPEN had it. -1: the backup was not reached. */
GUARDIAN_API _cc_status guardian_CHECKOPEN(unsigned int present, short *file_name, short filenum, short flags,
                                           short sync_or_receive_depth, short *seq_block_buffer, short buffer_len,
                                           short *backerror) {
    short status;
    (void)file_name, (void)flags, (void)sync_or_receive_depth, (void)seq_block_buffer, (void)buffer_len;
    ENTER(CHECKOPEN, filenum, 0, 0);
    if (!PRESENT(1) || !PRESENT(6)) return condition_code(note_file_error(filenum, FEMISSPARM));
    if (!backerror) return condition_code(note_file_error(filenum, FEBOUNDSERR));
    short error = open_in_backup(filenum, &status);
    *backerror = status == NO_BACKUP ? -1 : error;
    return condition_code(error);
}

static short close_in_backup(short file, short disposition) {
    uint8_t body[WIRE_CHECK_CLOSE_SIZE];
    wire_check_close_set_file(body, file);
    wire_check_close_set_disposition(body, disposition);
    struct check_answer answer = check_ask(WIRE_CHECK_CLOSE, body, sizeof body);
    if (answer.reached) check_file_mirrored(file, false);
    return note_file_error(file, answer.error);
}

GUARDIAN_API short guardian_FILE_CLOSE_CHKPT_(unsigned int present, short filenum, short tape_disposition) {
    ENTER(FILE_CLOSE_CHKPT_, filenum, 0, 0);
    if (!PRESENT(0)) return self.last_error = FEMISSPARM;
    return close_in_backup(filenum, PRESENT(1) ? tape_disposition : 0);
}

GUARDIAN_API _cc_status guardian_CHECKCLOSE(unsigned int present, short filenum, short tape_disposition) {
    ENTER(CHECKCLOSE, filenum, 0, 0);
    if (!PRESENT(0)) return condition_code(self.last_error = FEMISSPARM);
    return condition_code(close_in_backup(filenum, PRESENT(1) ? tape_disposition : 0));
}

static short mode_to_backup(short file, short function) {
    uint8_t body[WIRE_CHECK_MODE_SIZE];
    struct check_mode mode;
    if (!check_mode_supported(function)) return FEINVALOP;
    short error = check_mode_get(file, function, &mode);
    if (error) return error;
    wire_check_mode_set_file(body, file);
    wire_check_mode_set_function(body, function);
    wire_check_mode_set_param1(body, mode.parameters[0]);
    wire_check_mode_set_param2(body, mode.parameters[1]);
    return check_ask(WIRE_CHECK_MODE, body, sizeof body).error;
}

/* The condition code tells only whether there was a place for the error. */
GUARDIAN_API _cc_status guardian_CHECKSETMODE(unsigned int present, short filenum, short function, short *error) {
    ENTER(CHECKSETMODE, filenum, (uint16_t)function, 0);
    if (!PRESENT(2) || !error) return condition_code(self.last_error = PRESENT(2) ? FEBOUNDSERR : FEMISSPARM);
    *error = (present & 3) == 3 ? mode_to_backup(filenum, function) : FEMISSPARM;
    return 0;
}
