/* What <stdio.h> has for programs that deal with Guardian files (c-runtime section 11). */
#include <errno.h>
#include <stdio_ext.h>
#include <stdlib.h>

#include "streams.h"

/* The numbers that have symbols; any other is the file-system error itself. */
static int errno_of(short error, const struct stream_mode *mode) {
    return error == FENOTFOUND && mode->first == 'r' ? ERRNO_ENOENT : error;
}

/* Outside of a node there are no devices. */
static short opening_error(const char *name) {
    return !has_kernel("fopen") ? FENOSUCHDEV : name ? FEOK : FEBOUNDSERR;
}

/* NULL, and errno. */
static struct stream_file *open_file(const char *name, const char *letters, struct stream_mode *mode) {
    if (!stream_mode_take(letters, mode)) {
        errno_set(ERRNO_EINVAL);
        return NULL;
    }
    short before = self.last_error, error = opening_error(name);
    struct stream_file *file = error ? stream_file_failed("", error) : stream_file_open(name, mode);
    self.last_error = before;
    if (!file->error) return file;
    errno_set(errno_of(file->error, mode));
    stream_file_leave(file);
    return NULL;
}

REPLACEABLE FILE *guardian_fopen(const char *name, const char *mode);
REPLACEABLE FILE *guardian_freopen(const char *name, const char *mode, FILE *stream);
REPLACEABLE FILE *guardian_fdopen(int descriptor, const char *mode);
REPLACEABLE int guardian_fflush(FILE *stream);
REPLACEABLE size_t guardian_fread(void *into, size_t size, size_t count, FILE *stream);
REPLACEABLE int guardian_remove(const char *name);
REPLACEABLE int guardian_rename(const char *from, const char *to);
REPLACEABLE FILE *guardian_tmpfile(void);
REPLACEABLE int guardian_open(const char *name, int flags, ...);
REPLACEABLE int guardian_creat(const char *name, mode_t mode);
REPLACEABLE FILE *fopen_oss(const char *name, const char *mode);
REPLACEABLE FILE *fopen64_oss(const char *name, const char *mode);
REPLACEABLE FILE *freopen_oss(const char *name, const char *mode, FILE *stream);
REPLACEABLE FILE *freopen64_oss(const char *name, const char *mode, FILE *stream);
REPLACEABLE int setnbuf(FILE *stream);

FILE *guardian_fopen(const char *name, const char *letters) {
    struct stream_mode mode;
    struct stream_file *file = open_file(name, letters, &mode);
    struct stream *stream = file ? stream_new(file, &mode) : NULL;
    return stream ? stream->stream : NULL;
}

/* ------------------------------------------------------------------------------------------------------- freopen */

/* A standard stream stays one, whose file is not open; of any other nothing is left. */
static FILE *nothing_left(FILE *stream) {
    int number = *guardian_errno();
    int which = standard_file_of(stream);
    struct stream *here = stream_of(stream);
    if (which < 0 || !here) fclose(stream);
    else stream_move(here, stream_file_failed("", FENOTOPEN), &here->mode);
    errno_set(number);
    return NULL;
}

/* The file is closed before the other one is opened, so that the number is the same. Output that cannot be written is
 * no reason to fail. */
static FILE *move_stream(struct stream *here, const char *name, const char *letters) {
    struct stream_mode mode;
    int which = standard_file_of(here->stream);
    stream_flush(here->stream);
    __fpurge(here->stream);
    if (here->file) stream_file_leave(here->file);
    if (which >= 0) standard_file_set(which, here->stream);
    here->file = NULL;
    here->pending = 0;
    struct stream_file *file = open_file(name, letters, &mode);
    if (!file) return nothing_left(here->stream);
    stream_move(here, file, &mode);
    return here->stream;
}

/* A standard stream on the process's own output cannot be moved: the program gets another one for it. */
static FILE *replace_stream(FILE *stream, const char *name, const char *letters) {
    int which = standard_file_of(stream);
    fflush(stream);
    FILE *made = guardian_fopen(name, letters);
    if (made && which >= 0) standard_file_set(which, made);
    else if (which < 0) {
        int number = *guardian_errno();
        fclose(stream);
        errno_set(number);
    }
    return made;
}

FILE *guardian_freopen(const char *name, const char *mode, FILE *stream) {
    struct stream *here = stream_of(stream);
    return here ? move_stream(here, name, mode) : replace_stream(stream, name, mode);
}

/* ------------------------------------------------------------------------------------------------------ refusals */

static void *refuse(int number) {
    errno_set(number);
    return NULL;
}

FILE *guardian_fdopen(int descriptor, const char *mode) {
    (void)descriptor, (void)mode;
    return refuse(ERRNO_EBADF);
}

FILE *fopen_oss(const char *name, const char *mode) {
    (void)name, (void)mode;
    return refuse(ERRNO_EOSSNOTRUNNING);
}

FILE *fopen64_oss(const char *name, const char *mode) {
    return fopen_oss(name, mode);
}

FILE *freopen_oss(const char *name, const char *mode, FILE *stream) {
    (void)name, (void)mode, (void)stream;
    return refuse(ERRNO_EOSSNOTRUNNING);
}

FILE *freopen64_oss(const char *name, const char *mode, FILE *stream) {
    return freopen_oss(name, mode, stream);
}

/* What is not there has the error of that; what is there is no disk file. */
static int refuse_file(const char *function, const char *name) {
    struct resolved resolved;
    struct device device;
    size_t length = name ? strlen(name) : 0;
    short error = !has_kernel(function) ? FENOSUCHDEV : length > LARGEST_FILE_NAME ? FEBADNAME : FEOK;
    if (!error) error = define_resolve(name, (short)length, &resolved);
    if (!error) error = inquire_device(resolved.name, INQUIRE_NEVER, &device);
    errno_set(error ? error : FEINVALOP);
    return -1;
}

int guardian_remove(const char *name) {
    return refuse_file("remove", name);
}

int guardian_rename(const char *from, const char *to) {
    (void)to;
    return refuse_file("rename", from);
}

/* The alternate model, with descriptors, is not there. */
int guardian_open(const char *name, int flags, ...) {
    (void)flags;
    return refuse_file("open", name);
}

int guardian_creat(const char *name, mode_t mode) {
    (void)mode;
    return refuse_file("creat", name);
}

FILE *guardian_tmpfile(void) {
    return refuse(FENOSUCHDEV);
}

/* ------------------------------------------------------------------------------------------------------ transfers */

int guardian_fflush(FILE *stream) {
    return stream_flush(stream);
}

int setnbuf(FILE *stream) {
    if (stream_flush(stream) != 0) return -1;
    return setvbuf(stream, NULL, _IONBF, 0) == 0 ? 0 : -1;
}

/* Of a binary stream one call takes one record, or what is left of it: who asks for more gets less. */
size_t guardian_fread(void *into, size_t size, size_t count, FILE *stream) {
    struct stream *here = stream_of(stream);
    if (!here || !here->mode.binary) return fread(into, size, count, stream);
    here->one_record = true;
    here->record_over = here->cut_short = false;
    size_t taken = fread(into, size, count, stream);
    here->one_record = false;
    if (here->cut_short) stream->_flags &= ~_IO_EOF_SEEN;
    return taken;
}
