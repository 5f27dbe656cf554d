/* The Guardian file under a stream: a line or a record is one message (c-runtime section 11.1). */
#include <stdlib.h>

#include "streams.h"

enum { SPACING = 6, /* SETMODE of a terminal: whether a write ends its line */ INQUIRY_LIMIT_US = 5000000 };

/* ------------------------------------------------------------------------------------------------------- opening */

static struct stream_file *file_new(const char *name) {
    struct stream_file *file = calloc(1, sizeof *file);
    if (!file) fail("out of memory");
    snprintf(file->name, sizeof file->name, "%s", name);
    file->number = -1;
    file->users = 1;
    return file;
}

struct stream_file *stream_file_failed(const char *name, short error) {
    struct stream_file *file = file_new(name);
    file->error = error;
    return file;
}

static short access_of(const struct stream_mode *mode) {
    if (mode->reads && mode->writes) return ZSYS_VAL_OPENACC_READWRITE;
    return mode->reads ? ZSYS_VAL_OPENACC_READONLY : ZSYS_VAL_OPENACC_WRITEONLY;
}

/* Messages of $RECEIVE can be read and not written. */
static short open_receive(struct stream_file *file, const struct stream_mode *mode) {
    if (mode->writes) return FEINVALOP;
    return FILE_OPEN_(file->name, (short)strlen(file->name), &file->number, , , , 0, ZSYS_VAL_OPENOPT_NOSYSTEMMSGS);
}

static struct stream_file *file_named(const char *name) {
    struct resolved resolved;
    size_t length = strlen(name);
    short error = length > LARGEST_FILE_NAME ? FEBADNAME : define_resolve(name, (short)length, &resolved);
    return error ? stream_file_failed(name, error) : file_new(resolved.name);
}

static void opened(struct stream_file *file, short error) {
    file->open = error < 10 && file->number >= 0;
    file->error = file->open ? FEOK : error;
}

/* The name goes to the file system as the program gave it, so that it knows the DEFINE. */
struct stream_file *stream_file_open(const char *name, const struct stream_mode *mode) {
    struct stream_file *file = file_named(name);
    if (file->error) return file;
    file->both_ways = mode->reads && mode->writes;
    if (strcmp(file->name, "$RECEIVE") == 0) opened(file, open_receive(file, mode));
    else opened(file, FILE_OPEN_(name, (short)strlen(name), &file->number, access_of(mode)));
    return file;
}

static short lowest_number(void) {
    short number = 1;
    while (open_at(number)) number++;
    return number;
}

/* Both members open their standard files first, and in the same order, so the numbers are the same. */
struct stream_file *stream_file_open_standard(const char *name) {
    struct stream_file *file = file_named(name);
    short length = (short)strlen(name);
    if (file->error) return file;
    file->number = lowest_number();
    file->both_ways = true;
    bool backup = self.is_backup && strcmp(file->name, "$RECEIVE") != 0;
    if (backup) opened(file, FILE_OPEN_(name, length, &file->number, , , , 1, , , , (short *)&self.partner));
    else opened(file, FILE_OPEN_(name, length, &file->number));
    return file;
}

short stream_file_leave(struct stream_file *file) {
    if (--file->users) return FEOK;
    short error = file->open ? FILE_CLOSE_(file->number) : FEOK;
    free(file);
    return error;
}

/* ------------------------------------------------------------------------------------------------------- messages */

static bool is_terminal(struct stream_file *file) {
    struct device device;
    if (file->kind != KIND_UNKNOWN) return file->kind == KIND_TERMINAL;
    bool known = inquire_device(file->name, INQUIRY_LIMIT_US, &device) == FEOK;
    file->kind = known && device.type == DEVICE_TERMINAL ? KIND_TERMINAL : KIND_OTHER;
    return file->kind == KIND_TERMINAL;
}

bool stream_file_is_process(struct stream_file *file) {
    return !is_terminal(file);
}

static short write_without_end(struct stream_file *file, const char *text, size_t length) {
    short before[2] = {1, 0};
    bool spaced = _status_eq(SETMODE(file->number, SPACING, 0, , before)) && before[0] != 0;
    short error = FILE_WRITE64_(file->number, text, (__int32_t)length);
    if (spaced) SETMODE(file->number, SPACING, before[0]);
    return error;
}

short stream_file_write(struct stream_file *file, const char *text, size_t length, bool ends) {
    if (file->error) return file->error;
    if (!ends && is_terminal(file)) return write_without_end(file, text, length);
    return FILE_WRITE64_(file->number, text, (__int32_t)length);
}

/* System messages are none of a stream's business. */
static short read_receive(struct stream_file *file, char *into, size_t room, __int32_t *count) {
    short error;
    do error = FILE_READ64_(file->number, into, (__int32_t)room, count);
    while (error == FESYSMESS);
    return error;
}

short stream_file_read(struct stream_file *file, const char *prompt, size_t prompted, char *into, size_t room,
                       size_t *length) {
    __int32_t count = 0, most = (__int32_t)room;
    short error = file->error;
    if (error) return error;
    if (file->number == 0) error = read_receive(file, into, room, &count);
    else if (prompted) error = FILE_WRITEREAD64_(file->number, prompt, into, (__int32_t)prompted, most, &count);
    else error = FILE_READ64_(file->number, into, most, &count);
    *length = (size_t)count;
    return error;
}
