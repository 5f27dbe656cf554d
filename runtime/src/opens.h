/* The requester's side: opens, and requests on them. Included by process.h.
 *
 *   opens.c      file numbers
 *   open.c       FILE_OPEN_: the open message and its answer
 *   oldopen.c    OPEN of the C-series
 *   close.c      FILE_CLOSE_, CLOSE
 *   request.c    one request under way: number, frame, reply
 *   completion.c which of those that are done completes next
 *   retry.c      path retry
 *   devices.c    devices that the library itself serves
 *   transfer.c   READ, WRITE, WRITEREAD
 *   setmode.c    SETMODE, SETMODENOWAIT: what this side keeps, and what the server is told
 *   control.c    CONTROL, CONTROLBUF
 *   setparam.c   SETPARAM
 *   sync.c       sync ids: RESETSYNC, sync blocks
 *   await.c      AWAITIO and its family
 *   complete.c   FILE_COMPLETE_ and its family
 *   cancel.c     CANCEL and its family
 *   fileinfo.c   FILE_GETINFO_
 *   nameinfo.c   FILE_GETINFOBYNAME_
 *   oldinfo.c    FILEINFO of the C-series
 *   iteminfo.c   FILE_GETINFOLIST_, FILE_GETINFOLISTBYNAME_
 */
#ifndef GUARDIAN_OPENS_H
#define GUARDIAN_OPENS_H

enum { LARGEST_NAME_OF_OPEN = 63 };

struct open;
struct operation;

/* --------------------------------------------------------------------------------------------------------- requests */

/* Takes a reply that is a structure: wire order in, the program's order out. Returns the error for the program. */
typedef short reply_taker(struct operation *operation, const uint8_t *data, uint32_t length, short error);

struct request {
    uint8_t io;
    short message; /* system message number when io is WIRE_IO_SYSTEM */
    bool waited;   /* by its nature, also on a nowait open */
    const void *data;
    uint32_t bytes;
    uint32_t written; /* count of a success, where nothing is read */
    char *buffer;     /* what AWAITIO gives back */
    uint32_t read_count;
    int64_t tag;
    reply_taker *take_reply; /* NULL: the reply's data go into the buffer */
    short *reply_count;
};

struct operation {
    struct operation *next;                     /* on the same open, in order of initiation */
    struct operation *done_before, *done_after; /* in order of completion */
    struct open *open;
    uint32_t number;
    uint8_t io;
    short message;
    bool done;
    bool looked_up; /* the kernel was asked where it goes next */
    short error, reply_label;
    uint16_t redirections;
    int64_t tag;
    char *buffer;
    uint32_t read_count, written, count;
    reply_taker *take_reply;
    short *reply_count;
    struct frame *frame; /* NULL: done without a message */
    struct handle sent_to;
};

/* Sends the request. NULL when the process already has as many outstanding as it may (error 30). */
struct operation *operation_start(struct open *open, const struct request *request);
/* One that needs no message: it only has to be awaited. */
struct operation *operation_at_once(struct open *open, const struct request *request, short error, uint32_t count);
/* One whose answer comes another way (checkopen.c): until operation_finish it is outstanding. */
struct operation *operation_expect(struct open *open, int64_t tag);
void operation_finish(struct operation *operation, short error);
void operation_free(struct operation *operation);
bool operation_is_done(void *operation);
void operation_reply(const struct link *link, uint8_t *frame, uint8_t *data, uint32_t length);
/* Takes the operation back; the server learns of it. */
void operation_cancel(struct operation *operation);
/* NULL when it ended meanwhile. */
struct operation *operation_numbered(uint32_t number);
void operation_send(struct operation *operation, const struct handle *to);

/* Does a request of the program: waits for it, or starts it on a nowait open. The error is noted in the open. */
short request_perform(struct open *open, const struct request *request, uint32_t *count);
/* Whether the program may begin one now. */
short request_allowed(const struct open *open, bool waited);
/* The same for a request that this side does itself. */
short request_done(struct open *open, const struct request *request, short error, uint32_t count);

/* Done, but not completed; and no longer so. */
void completion_add(struct operation *operation);
void completion_remove(struct operation *operation);
/* What completes next on the open, by its order of completion (SETMODE 30); NULL: nothing. */
struct operation *operation_to_complete(const struct open *open);
typedef bool selects(const struct open *open);
/* The same among all chosen opens, what was done first before the rest. */
struct operation *operation_to_complete_among(selects *chosen);
/* Requests of the program that have not been completed. */
bool operations_outstanding(selects *chosen);

/* The process is dead: moves its opens and their requests to the successor, or ends them. */
/* `error` is for requests that may not be repeated, or that nobody can answer any more. */
void requests_peer_down(const struct handle *peer, const struct handle *successor, short error);
void requests_link_refused(const struct handle *peer, short error);
/* 200: this member does not own the service. */
void request_redirect(struct operation *operation);
/* What a request gets on an open without a member: 60 when another instance serves the name now, else 201. */
short error_of_gone(const struct open *open);

/* ------------------------------------------------------------------------------------------------------------ opens */

/* A device that the library itself serves. Only processes are reached by messages. */
struct local_device {
    short type, subtype, reclen;
    /* Does the request at once: data, SETMODE, CONTROL and their kin. Returns the error, tells the bytes moved. */
    short (*perform)(struct open *open, const struct request *request, uint32_t *count);
};

/* The device of a resolved name; NULL when it is no device of the library's. */
const struct local_device *local_device_named(const char *name);

enum open_state {
    OPEN_ASKED,   /* the -103 has not been answered */
    OPEN_UP,      /* requests may go */
    OPEN_REFUSED, /* a nowait open that failed or was taken back, still to be closed */
    OPEN_GONE,    /* no member is left */
    OPEN_CLOSING  /* the program has closed it */
};

/* SETMODE functions that this side keeps, for each open. */
enum mode {
    MODE_ORDER,     /* 30: order of completion */
    MODE_PRIORITY,  /* 71: transmission priority */
    MODE_BUFFERING, /* 72: system buffers */
    MODE_NO_RETRY,  /* 73: no path retry */
    MODE_KEEP,      /* 74: a time-out of AWAITIO cancels nothing */
    MODE_TRANSID,   /* 117: transaction ids */
    MODES
};

struct open {
    struct open *next, *before; /* all opens, in order of opening */
    short number;
    enum open_state state;
    bool accepted;                       /* the server has it, and the kernel knows */
    bool own_pair;                       /* the other member of the caller's pair: never redirected */
    uint8_t listed;                      /* in the sets of FILE_COMPLETE_ (complete.c) */
    const struct local_device *device;   /* NULL: a process */
    char name[LARGEST_NAME_OF_OPEN + 1]; /* \NODE.$NAME:SEQ, with qualifiers */
    char define[LARGEST_DEFINE + 1];
    struct handle target;
    short nowait_depth, sync_depth, label, last_error;
    short last_detail; /* status of the open in the backup (FILE_OPEN_CHKPT_) */
    short access, exclusion, options;
    short modes[MODES][2];
    short tape_disposition;
    uint32_t next_sync;
    uint16_t lost;                  /* serial of the process that served it before and died, 0 for none */
    struct operation *first, *last; /* the program's */
    int outstanding;
    struct operation *own; /* a -103 that nobody awaits any more, or the -104 */
};

/* The open with that number, as the program sees it. */
struct open *open_at(short file);
/* All of them, the closing ones as well; the first for NULL. */
struct open *open_next(const struct open *open);
/* The program's open with the next higher number; -1 and up. */
struct open *open_above(short file);
/* A new open: with that number, or with the lowest free one for -1. NULL: error 12, or 34 for -1. */
struct open *open_new(short number);
/* The number may be used again. */
void open_give_number_back(struct open *open);
void open_free(struct open *open);
short note_error(struct open *open, short error);
/* Last error of the file; of the process for a number that is not open. */
short note_file_error(short file, short error);

/* The -103 was answered. */
void open_answered(struct operation *operation);
/* Tells the kernel where the open is now. */
void open_register(const struct open *open);
/* The server learns of the close, if it has the open; then the open is freed. */
void open_tell_close(struct open *open);

struct open_parameters {
    short access, exclusion, nowait_depth, sync_depth, options;
    const short *primary; /* backup open: handle of the opener's primary; else NULL */
    short primary_file;
    short buffering; /* SETMODE 72 of the new open */
};

/* Opens a process or a device by its resolved name. */
short open_named(const struct resolved *resolved, const struct open_parameters *parameters, short *file);

/* Device types (procedures.md section 1.17), and the record length of what has no records. */
enum { DEVICE_PROCESS = 0, DEVICE_RECEIVE = 2, DEVICE_TERMINAL = 6, PROCESS_RECORD = 132 };

/* What an open file is; NULL is $RECEIVE. */
struct device device_of_open(const struct open *open);
/* The five words of type information. */
void device_type_words(const struct device *device, short *words);

/* ------------------------------------------------------------------------------------------------------- completion */

/* Whether the open, or $RECEIVE, is among those that a call is about. */
struct selection {
    selects *opens;
    bool receive;
};

/* Waits until something of the selection completes; false when the limit passed. */
bool completion_wait(const struct selection *among, int64_t limit_us);
struct completion completion_take(const struct selection *among);
/* Microseconds of a time limit in hundredths of a second; -1 for none. */
int64_t limit_of(int32_t hundredths);

/* Of the open of $RECEIVE (receive.c). */
short receive_depth(void);
short receive_options(void);
int64_t receive_read_tag(void);

/* $RECEIVE was closed. */
void complete_forget_receive(void);

#endif
