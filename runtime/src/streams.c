/* A stream on a Guardian file, as the C library sees it.
 *
 * A line of text is one message. A line that has not ended is kept, until it is flushed or goes as the prompt of a read
 * of the same file. What a binary stream is given at once is one message.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <unistd.h>

#include "streams.h"

enum { TAB = 8, MOST_PROMPT = 4 * STREAM_LINE };

/* Flags of the C library's streams that it has no functions for (struct _IO_FILE in <stdio.h>). */
enum { IO_UNBUFFERED = 0x2, IO_NO_READS = 0x4, IO_NO_WRITES = 0x8, IO_CURRENTLY_PUTTING = 0x800 };

static struct stream *first;

struct stream *stream_of(const FILE *stream) {
    struct stream *here = first;
    while (here && here->stream != stream) here = here->next;
    return here;
}

/* -------------------------------------------------------------------------------------------------------- output */

/* The error of a stream is not one that the program's own calls have met. */
static short send(struct stream *stream, const char *text, size_t length, bool ends) {
    short before = self.last_error, error = stream_file_write(stream->file, text, length, ends);
    self.last_error = before;
    if (error >= 10) stream->error = error;
    return error < 10 ? FEOK : error;
}

/* A record that has been flushed is over for a process: the end of its line adds nothing. */
static short end_line(struct stream *stream) {
    bool nothing = stream->continued && stream->pending == 0 && stream_file_is_process(stream->file);
    short error = nothing ? FEOK : send(stream, stream->line, stream->pending, true);
    stream->pending = stream->column = 0;
    stream->continued = false;
    return error;
}

/* `over`: nothing will follow it. */
static short send_part(struct stream *stream, bool over) {
    if (!stream->pending) return FEOK;
    short error = send(stream, stream->line, stream->pending, over);
    stream->pending = 0;
    stream->continued = true;
    return error;
}

static short put_byte(struct stream *stream, char byte) {
    short error = stream->pending == sizeof stream->line ? send_part(stream, false) : FEOK;
    stream->line[stream->pending++] = byte;
    stream->column++;
    return error;
}

/* Tabs are blanks in text. */
static short put_character(struct stream *stream, char byte) {
    short error = FEOK;
    if (byte == '\n') return end_line(stream);
    if (byte != '\t') return put_byte(stream, byte);
    do error = put_byte(stream, ' ');
    while (!error && stream->column % TAB);
    return error;
}

static short put_text(struct stream *stream, const char *text, size_t length) {
    short error = FEOK;
    for (size_t i = 0; i < length && !error; i++) error = put_character(stream, text[i]);
    bool now = stream->stream->_flags & IO_UNBUFFERED;
    return error || !now ? error : send_part(stream, false);
}

static short put_records(struct stream *stream, const char *data, size_t length) {
    short error = FEOK;
    for (size_t part; length && !error; data += part, length -= part) {
        part = length < STREAM_RECORD ? length : STREAM_RECORD;
        error = send(stream, data, part, true);
    }
    return error;
}

/* Once it has failed it fails until clearerr. */
static short put(struct stream *stream, const char *data, size_t length) {
    if (ferror(stream->stream) && stream->error) return stream->error;
    stream->error = FEOK;
    return stream->mode.binary ? put_records(stream, data, length) : put_text(stream, data, length);
}

static ssize_t write_stream(void *cookie, const char *data, size_t length) {
    struct stream *stream = cookie;
    stream->stream->_offset = -1;
    short error = stream->file ? put(stream, data, length) : FEOK;
    if (!error) return (ssize_t)length;
    stream->pending = 0;
    errno_set(error);
    return 0;
}

/* ------------------------------------------------------------------------------------------------------- flushing */

static int mark_failed(struct stream *stream, short error) {
    stream->stream->_flags |= _IO_ERR_SEEN;
    errno_set(error);
    return EOF;
}

static int flush_one(struct stream *stream, bool over) {
    if (fflush(stream->stream) != 0) return EOF;
    if (!stream->file || !stream->pending) return 0;
    short error = ferror(stream->stream) && stream->error ? stream->error : send_part(stream, over);
    return error ? mark_failed(stream, error) : 0;
}

static int flush_all(void) {
    int result = 0;
    for (struct stream *stream = first; stream; stream = stream->next) {
        if (flush_one(stream, false) != 0) result = EOF;
    }
    return fflush(NULL) != 0 ? EOF : result;
}

int stream_flush(FILE *stream) {
    struct stream *here = stream ? stream_of(stream) : NULL;
    if (!stream) return flush_all();
    return here ? flush_one(here, false) : fflush(stream);
}

void streams_end(void) {
    for (struct stream *stream = first; stream; stream = stream->next) {
        if (!stream->mode.writes || flush_one(stream, true) == 0) continue;
        const char *name = stream->file->name[0] ? stream->file->name : "no file";
        dprintf(STDERR_FILENO, "guardian: what was written to %s last is lost: %s\n", name,
                guardian_strerror(*guardian_errno()));
    }
    fflush(NULL);
}

/* --------------------------------------------------------------------------------------------------------- input */

struct prompt {
    char text[MOST_PROMPT];
    size_t length;
};

/* What has been written before and not been sent is seen before the answer is asked for: at the same file together with
 * the read, if its open may write, elsewhere before it. */
static void take_prompt(const struct stream *reader, struct prompt *prompt) {
    for (struct stream *stream = first; stream; stream = stream->next) {
        if (!stream->mode.writes || stream->mode.binary || !stream->file) continue;
        if (__fpending(stream->stream)) fflush(stream->stream);
        bool same = strcmp(stream->file->name, reader->file->name) == 0;
        if (!same || !reader->file->both_ways || stream->pending > sizeof prompt->text - prompt->length) {
            flush_one(stream, false);
            continue;
        }
        memcpy(prompt->text + prompt->length, stream->line, stream->pending);
        prompt->length += stream->pending;
        stream->pending = stream->column = 0;
        stream->continued = false;
    }
    if (own_streams[1]) fflush(own_streams[1]);
}

static short get_record(struct stream *stream) {
    struct prompt prompt = {.length = 0};
    if (!stream->input) stream->input = allocate(STREAM_RECORD + 1);
    take_prompt(stream, &prompt);
    stream->at = stream->length = 0;
    size_t room = stream->mode.binary ? STREAM_RECORD : TERMINAL_RECORD;
    short error = stream_file_read(stream->file, prompt.text, prompt.length, stream->input, room, &stream->length);
    if (error == FEEOF || error >= 10) return error;
    if (!stream->mode.binary) stream->input[stream->length++] = '\n';
    return FEOK;
}

/* FEEOF at the end; an empty record is no end, but to the C library it looks like one. */
static short get(struct stream *stream) {
    if (!stream->file) return FEEOF;
    if (stream->one_record && stream->record_over) return FEEOF;
    short before = self.last_error, error;
    do error = get_record(stream);
    while (!error && !stream->length && !stream->one_record);
    self.last_error = before;
    return error;
}

static ssize_t read_stream(void *cookie, char *into, size_t room) {
    struct stream *stream = cookie;
    stream->stream->_offset = -1;
    bool refused = stream->one_record && stream->record_over;
    short error = stream->at < stream->length ? FEOK : get(stream);
    stream->record_over = true;
    stream->cut_short = error == FEOK ? !stream->length : refused;
    if (error == FEEOF) return 0;
    if (error) {
        stream->error = error;
        errno_set(error);
        return -1;
    }
    size_t left = stream->length - stream->at, taken = left < room ? left : room;
    memcpy(into, stream->input + stream->at, taken);
    stream->at += taken;
    return (ssize_t)taken;
}

/* There are no positions. Going to where the stream is already, as between reading and writing, is allowed. */
static int seek_stream(void *cookie, off64_t *offset, int whence) {
    struct stream *stream = cookie;
    bool turning = stream->stream->_flags & IO_CURRENTLY_PUTTING;
    bool here = *offset == 0 && whence != SEEK_END;
    if (here || (turning && whence == SEEK_CUR)) {
        *offset = 0;
        return 0;
    }
    errno = ESPIPE;
    return -1;
}

/* ------------------------------------------------------------------------------------------- beginning and ending */

static void forget(struct stream *stream) {
    struct stream **at = &first;
    while (*at != stream) at = &(*at)->next;
    *at = stream->next;
    int which = standard_file_of(stream->stream);
    if (which >= 0 && own_streams[which]) standard_file_set(which, own_streams[which]);
}

static int close_stream(void *cookie) {
    struct stream *stream = cookie;
    short error = stream->file && stream->pending ? send_part(stream, true) : FEOK;
    forget(stream);
    short closing = stream->file ? stream_file_leave(stream->file) : FEOK;
    if (!error) error = closing;
    free(stream->input);
    free(stream);
    if (error < 10) return 0;
    errno_set(error);
    return -1;
}

/* Text goes line by line, records go as they are given. */
static void set_buffer(struct stream *stream) {
    bool lines = !stream->mode.binary && stream->mode.writes;
    if (stream->mode.binary && stream->mode.writes) setvbuf(stream->stream, NULL, _IONBF, 0);
    else setvbuf(stream->stream, stream->buffer, lines ? _IOLBF : _IOFBF, sizeof stream->buffer);
}

static const cookie_io_functions_t functions = {
    .read = read_stream, .write = write_stream, .seek = seek_stream, .close = close_stream};

static void add(struct stream *stream) {
    struct stream **at = &first;
    while (*at) at = &(*at)->next;
    *at = stream;
}

struct stream *stream_new(struct stream_file *file, const struct stream_mode *mode) {
    const char *access = mode->reads && mode->writes ? "r+" : mode->reads ? "r" : "w";
    struct stream *stream = calloc(1, sizeof *stream);
    FILE *made = stream ? fopencookie(stream, access, functions) : NULL;
    if (!made) {
        free(stream);
        if (file) stream_file_leave(file);
        errno_set(ERRNO_ENOMEM);
        return NULL;
    }
    stream->stream = made;
    stream->file = file;
    stream->mode = *mode;
    add(stream);
    set_buffer(stream);
    return stream;
}

void stream_move(struct stream *stream, struct stream_file *file, const struct stream_mode *mode) {
    FILE *moved = stream->stream;
    stream->file = file;
    stream->mode = *mode;
    stream->pending = stream->column = 0;
    stream->at = stream->length = 0;
    stream->continued = false;
    stream->error = FEOK;
    moved->_flags &= ~(IO_NO_READS | IO_NO_WRITES);
    moved->_flags |= (mode->reads ? 0 : IO_NO_READS) | (mode->writes ? 0 : IO_NO_WRITES);
    clearerr(moved);
    set_buffer(stream);
}
