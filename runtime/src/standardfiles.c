/* stdin, stdout and stderr of a C program (c-runtime section 9.4): the IN file, the OUT file and the home terminal of
 * its startup message, when these are terminals or processes. What $ZHOME would get goes straight to the process's
 * output.
 *
 * A line of text is one message. A line that has not ended yet, a prompt, goes out together with the read that asks for
 * its answer.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "process.h"

enum { STREAMS = 3, LARGEST_LINE = 32755, LINE_ROOM = 4096, NAME_ROOM = 64 };

/* A file that standard streams are on. One open serves all that name it. */
struct standard_file {
    char name[NAME_ROOM]; /* resolved */
    short file, error;
    char line[LINE_ROOM]; /* written, and not yet ended */
    size_t pending;
};

static struct standard_file files[STREAMS];
static int used;

/* ---------------------------------------------------------------------------------------------------- the messages */

static short send_line(struct standard_file *on, const char *line, size_t length) {
    return on->error ? on->error : FILE_WRITE64_(on->file, line, (__int32_t)length);
}

/* Takes up to the end of a line; a longer one than there is room for goes out in pieces. */
static short put_text(struct standard_file *on, const char *text, size_t length) {
    short error = FEOK;
    while (length && error < 10) {
        const char *end = memchr(text, '\n', length);
        size_t part = end ? (size_t)(end - text) : length;
        size_t room = sizeof on->line - on->pending, taken = part < room ? part : room;
        memcpy(on->line + on->pending, text, taken);
        on->pending += taken;
        bool over = end && taken == part;
        if (over || on->pending == sizeof on->line) {
            error = send_line(on, on->line, on->pending);
            on->pending = 0;
        }
        taken += over;
        text += taken;
        length -= taken;
    }
    return error;
}

/* An error of a Guardian file is its number in errno (c-runtime section 11.3). */
static ssize_t write_stream(void *cookie, const char *text, size_t length) {
    short before = self.last_error, error = put_text(cookie, text, length);
    self.last_error = before;
    if (error < 10) return (ssize_t)length;
    errno = error;
    return 0;
}

static ssize_t write_nowhere(void *cookie, const char *text, size_t length) {
    (void)cookie, (void)text;
    return (ssize_t)length;
}

struct input {
    struct standard_file *on;
    char line[LARGEST_LINE + 1];
    size_t at, length;
};

static short get_line(struct input *input) {
    struct standard_file *on = input->on;
    __int32_t count = 0;
    if (on->error) return on->error;
    short error = FILE_WRITEREAD64_(on->file, on->line, input->line, (__int32_t)on->pending, LARGEST_LINE, &count);
    on->pending = 0;
    if (error) return error;
    input->line[count] = '\n';
    input->at = 0;
    input->length = (size_t)count + 1;
    return FEOK;
}

static ssize_t read_stream(void *cookie, char *into, size_t room) {
    struct input *input = cookie;
    short before = self.last_error, error = input->at < input->length ? FEOK : get_line(input);
    self.last_error = before;
    if (error == FEEOF) return 0;
    if (error) {
        errno = error;
        return -1;
    }
    size_t left = input->length - input->at, taken = left < room ? left : room;
    memcpy(into, input->line + input->at, taken);
    input->at += taken;
    return (ssize_t)taken;
}

/* What was written without an end of line is written when the process ends. */
static void end_lines(void) {
    for (int i = 0; i < used; i++) {
        if (files[i].pending) send_line(&files[i], files[i].line, files[i].pending);
        files[i].pending = 0;
    }
}

/* ---------------------------------------------------------------------------------------------------- which files */

/* NULL when the stream may stay as it is: on $ZHOME. */
static struct standard_file *file_named(const char *name) {
    struct resolved resolved;
    struct standard_file *on = &files[used];
    short error = define_resolve(name, (short)strlen(name), &resolved);
    if (!error && terminal_named(resolved.name)) return NULL;
    for (int i = 0; !error && i < used; i++) {
        if (strcmp(files[i].name, resolved.name) == 0) return &files[i];
    }
    used++;
    if (!error) snprintf(on->name, sizeof on->name, "%s", resolved.name);
    if (!error) error = FILE_OPEN_(name, (short)strlen(name), &on->file);
    on->error = error;
    return on;
}

static bool same_file(const char *a, const char *b) {
    struct resolved first, second;
    if (define_resolve(a, (short)strlen(a), &first) || define_resolve(b, (short)strlen(b), &second)) return false;
    return strcmp(first.name, second.name) == 0;
}

/* PARAM EXECUTION-LOG; false when there is none. */
static bool execution_log(char *name) {
    uint32_t length;
    const char *value = param_value("EXECUTION-LOG", &length);
    if (!value || length >= NAME_ROOM) return false;
    memcpy(name, value, length);
    name[length] = 0;
    return length > 0;
}

static bool assigned_error_file(char *name) {
    assign_msg_type assign;
    bool there = get_assign_msg_by_name("STDERR", &assign) == 0 && assign.field_mask & 0x80000000;
    return there && startup_file((const uint8_t *)assign.filename.whole, name, NAME_ROOM);
}

static void choose_output(const uint8_t *startup, char *name) {
    char log[NAME_ROOM];
    name[0] = 0;
    if (!startup_file(startup + STARTUP_OUTFILE, name, NAME_ROOM)) return;
    if (same_file(name, self.home_terminal) && execution_log(log)) strcpy(name, log);
}

static void choose_error_output(char *name) {
    char log[NAME_ROOM];
    bool logged = execution_log(log);
    if (assigned_error_file(name) && !(logged && same_file(name, self.home_terminal))) return;
    strcpy(name, logged ? log : self.home_terminal);
}

/* -------------------------------------------------------------------------------------------------------- streams */

static FILE *output_stream(const char *name, FILE *before) {
    static const cookie_io_functions_t nowhere = {.write = write_nowhere};
    static const cookie_io_functions_t lines = {.write = write_stream};
    bool discarded = !name[0] || strcmp(name, "*") == 0;
    struct standard_file *on = discarded ? NULL : file_named(name);
    if (!discarded && !on) return before;
    FILE *stream = fopencookie(on, "w", discarded ? nowhere : lines);
    if (!stream) fail("out of memory");
    return stream;
}

static FILE *input_stream(const char *name, FILE *before) {
    static const cookie_io_functions_t lines = {.read = read_stream};
    static struct input input;
    input.on = name[0] ? file_named(name) : NULL;
    if (!input.on) return before; /* at its end already */
    FILE *stream = fopencookie(&input, "r", lines);
    if (!stream) fail("out of memory");
    setvbuf(stream, NULL, _IOLBF, 0); /* a read sends what was printed before */
    return stream;
}

void standard_files_open(void) {
    uint32_t length;
    char name[NAME_ROOM] = "";
    const uint8_t *startup = startup_message(STARTUP_CODE, 0, &length);
    if (!startup) return;
    startup_file(startup + STARTUP_INFILE, name, sizeof name);
    stdin = input_stream(name, stdin);
    choose_output(startup, name);
    FILE *output = output_stream(name, stdout);
    if (output != stdout) setvbuf(output, NULL, _IOLBF, 0);
    stdout = output;
    choose_error_output(name);
    FILE *errors = output_stream(name, stderr);
    if (errors != stderr) setvbuf(errors, NULL, _IOLBF, 0);
    stderr = errors;
}

void standard_files_end(void) {
    fflush(NULL);
    end_lines();
}
