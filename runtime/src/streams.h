/* C streams on Guardian files (c-runtime section 11). The C library formats and buffers; what lies under its streams is
 * here.
 *
 *   streammode.c    the mode of an open: letters to values
 *   streamfile.c    the Guardian file under a stream: opening, lines and records as messages
 *   streams.c       the stream itself: what the C library calls, prompts, the end of the process
 *   fopen.c         what <stdio.h> has for programs
 *   standardfiles.c which files stdin, stdout and stderr are on
 *   errornumber.c   errno
 */
#ifndef GUARDIAN_STREAMS_H
#define GUARDIAN_STREAMS_H

#include <stdio.h>

#include "process.h"

#define REPLACEABLE GUARDIAN_API __attribute__((weak)) /* a program may have functions of these names */

enum {
    STREAM_LINE = 256,      /* a longer line goes in pieces */
    STREAM_RECORD = 32767,  /* of a binary stream; and what a read can get */
    TERMINAL_RECORD = 32755 /* what a terminal takes and gives */
};

/* ------------------------------------------------------------------------------------------------- errornumber.c */

/* Numbers of <errno.h> that the library itself gives. */
enum {
    ERRNO_ENOENT = 4002,
    ERRNO_EBADF = 4009,
    ERRNO_ENOMEM = 4012,
    ERRNO_EINVAL = 4022,
    ERRNO_EBADFILE = 4197,
    ERRNO_EOSSNOTRUNNING = 4203
};

/* What the program sees as errno. */
GUARDIAN_API int *guardian_errno(void);
void errno_set(int number);
REPLACEABLE char *guardian_strerror(int number);
REPLACEABLE void guardian_perror(const char *what);

/* -------------------------------------------------------------------------------------------------- streammode.c */

struct stream_mode {
    bool reads, writes, binary;
    char first; /* r, w or a */
};

/* One of r, w and a, with b and + at most once each, in any order. */
bool stream_mode_take(const char *letters, struct stream_mode *mode);

/* -------------------------------------------------------------------------------------------------- streamfile.c */

struct stream_file {
    char name[LARGEST_FILE_NAME + 1]; /* resolved; "" when it is none */
    short number;
    short error; /* of its open; nothing can be done with it then */
    int users;   /* streams on it */
    bool open;
    bool both_ways; /* it can be read and written */
    enum { KIND_UNKNOWN, KIND_TERMINAL, KIND_OTHER } kind;
};

/* Always a file; `error` tells whether it can be used. One user. */
struct stream_file *stream_file_open(const char *name, const struct stream_mode *mode);
/* The same for a standard file, which a backup opens as its primary has. */
struct stream_file *stream_file_open_standard(const char *name);
struct stream_file *stream_file_failed(const char *name, short error);
/* One user less; the last one closes the file. The error of the close. */
short stream_file_leave(struct stream_file *file);

/* A message. `ends`: the line is over; at a terminal what follows else stays in the same line. */
short stream_file_write(struct stream_file *file, const char *text, size_t length, bool ends);
/* Asks for input, with what was written before it. */
short stream_file_read(struct stream_file *file, const char *prompt, size_t prompted, char *into, size_t room,
                       size_t *length);
bool stream_file_is_process(struct stream_file *file);

/* ------------------------------------------------------------------------------------------------------ streams.c */

struct stream {
    struct stream *next; /* in order of opening */
    FILE *stream;
    struct stream_file *file; /* NULL: what is written vanishes, and there is no input */
    struct stream_mode mode;
    short error;      /* the one behind the stream's error indicator */
    bool continued;   /* part of the line has been sent */
    bool one_record;  /* a call takes one record at most */
    bool record_over; /* and it has had one */
    bool cut_short;   /* the end that the C library saw was none */
    unsigned column;
    size_t pending, at, length;
    char *input;
    char line[STREAM_LINE], buffer[2 * STREAM_LINE];
};

/* Takes over the file. NULL when there is no memory; the file is left then. */
struct stream *stream_new(struct stream_file *file, const struct stream_mode *mode);
/* Puts a stream on another file, which it takes over. */
void stream_move(struct stream *stream, struct stream_file *file, const struct stream_mode *mode);
/* The one behind a stream of the C library; NULL: it is the C library's own. */
struct stream *stream_of(const FILE *stream);
/* Sends what has been written so far; 0 or EOF. NULL: of all streams. */
int stream_flush(FILE *stream);
/* For the end of the process: the same, in order of opening, and what is lost is told on the process's own output. */
void streams_end(void);

/* ------------------------------------------------------------------------------------------------- standardfiles.c */

/* The C library's own streams, on the process's output. */
extern FILE *own_streams[3];
/* Which standard file the stream is; -1: none. */
int standard_file_of(const FILE *stream);
void standard_file_set(int which, FILE *stream);

#endif
