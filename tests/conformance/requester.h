/* A requester that a check orders about while the check itself is the server: it opens $CHK and does to that open what
 * it is told. Everything that waits for $CHK is started by begin() and finished by finish():
 *
 *     REQUIRE(start_requester(1));
 *     begin(&(deed){DO_OPEN, .sync = 1});
 *     ... next_message, REPLYX ...
 *     opened = finish();
 *
 * For programs that include it: the role is "requester", its name $REQ.
 */
#ifndef REQUESTER_H
#define REQUESTER_H

#include "check.h"

enum { DEED_TEXT = 1000 };

enum {
    DO_OPEN,       /* waited; depth: nowait depth; sync, options; text: a qualifier or nothing */
    DO_START_OPEN, /* the same, nowait; file is valid at once, the error comes from DO_AWAIT */
    DO_CLOSE,
    DO_WRITE,
    DO_READ,      /* read: most bytes */
    DO_WRITEREAD, /* text, bytes, read */
    DO_START,     /* WRITEREAD on a nowait open, as tag a */
    DO_START_WRITE,
    DO_AWAIT,   /* any file; a: time limit in 1/100 s */
    DO_CANCEL,  /* CANCELREQ of tag a */
    DO_CONTROL, /* a, b */
    DO_CONTROLBUF,
    DO_SETMODE,  /* a, b, c; read: whether old values are wanted */
    DO_SETPARAM, /* a; text; read: most bytes of old values */
    DO_RESETSYNC,
    DO_PRIORITY,     /* a: the requester's new priority */
    DO_LARGE_WRITES, /* a: how many nowait WRITEs of b KiB; answered before it does them */
    DO_LARGE_READ,   /* WRITEREAD of nothing with room for 2 MiB */
    DO_TAKE_LARGE    /* completes them; a: how many; count is how many had no error */
};

typedef struct {
    short what, file, sync, depth, options;
    short a, b, c;
    int read;
    short bytes; /* of text; 0: up to its NUL */
    char text[DEED_TEXT];
} deed;

typedef struct {
    short error, file;
    int count, tag;
    short last[2];
    char data[DEED_TEXT];
} outcome;

extern partner requester;

/* Starts it in a CPU; false when it cannot be started. */
int start_requester(short cpu);

/* Tells it what to do. Several deeds of different requesters are not meant; one at a time is under way. */
void begin(const deed *what);
/* What became of it; error -1 when it does not end within ten seconds. */
outcome finish(void);
/* A deed for which nothing is to be done here. */
outcome perform(const deed *what);

/* Opens $CHK by it and answers the open message with the label, -1: without one. The file number there. */
short be_opened(short depth, short sync, short options, short label);

#endif
