/* The state of this Guardian process, as libguardian sees it.
 *
 * One thread, no signals, one place that waits (wait.c). Everything below is reached from there or from a Guardian
 * procedure that the program called, never from two places at once.
 *
 *   streams.h    C streams on Guardian files
 *   startup.c    takes the welcome of the kernel, arranges the end of the process; more in startup.h
 *   kernel.c     the kernel socket: calls with replies, notices
 *   links.h      one stream to another process: frames, acknowledgements, resumption
 *   wait.c       the one wait primitive
 *   linkmessage.c system messages that come over links
 *   early.c      requests that know of a death before this process does
 *   pressure.c   reading less when $RECEIVE is full
 *   receive.h    $RECEIVE, and the files that make it up
 *   opens.h      opens, and requests on them
 *   checkpointing.h passive backups
 *   timers.h     time of day, timers, delays; calendar.c, number.c and text.c only compute
 *   pair.c       pair information, process handles, backups
 *   creation.c   creating, stopping and delaying processes
 *   openers.c    OPENER_LOST_
 *   recorder.c   the flight recorder
 *   pool.c       blocks for frames and messages
 *   byte_order.c system messages in the program's own byte order
 */
#ifndef GUARDIAN_PROCESS_H
#define GUARDIAN_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cextdecs.h"
#include "copying.h"
#include "crtlns.h"
#include "errors.h"
#include "procedure_numbers.h"
#include "wire.h"
#include "zsysc.h"

#define GUARDIAN_API __attribute__((visibility("default")))

/* What every exchange passes through. A return from a function, and a jump to another page of the program, costs qemu a
 * search for where to go on: the smaller ones of these functions become part of their callers, and none of the others
 * lies across the end of a page, as long as it has no more than 2048 bytes. */
#ifdef __powerpc__
#define HOT __attribute__((hot, aligned(2048)))
#else
#define HOT __attribute__((hot))
#endif
#define HOT_INLINE inline HOT
/* What their callers should not carry along. */
#define NOT_INLINE __attribute__((noinline))

/* Parameter n, counted from 0, was written by the caller. */
#define PRESENT(n) ((present >> (n)) & 1u)

struct handle {
    uint8_t byte[WIRE_HANDLE_BYTES];
};

extern const struct handle null_handle;

static inline struct handle handle_at(const void *bytes) {
    struct handle handle;
    memcpy(&handle, bytes, sizeof handle);
    return handle;
}

/* Asked for every frame: words, because a call of memcmp costs ten times as much under qemu. */
static inline uint32_t handle_difference(const struct handle *a, const struct handle *b, size_t at) {
    uint32_t x, y;
    memcpy(&x, a->byte + at, sizeof x);
    memcpy(&y, b->byte + at, sizeof y);
    return x ^ y;
}

static inline bool handle_equal(const struct handle *a, const struct handle *b) {
    return (handle_difference(a, b, 0) | handle_difference(a, b, 4) | handle_difference(a, b, 8) |
            handle_difference(a, b, 12) | handle_difference(a, b, 16)) == 0;
}

static inline bool handle_is_null(const struct handle *handle) {
    return handle->byte[0] == 0xff && handle->byte[1] == 0xff;
}

/* What tells one use of a PIN from the next (wire/handle.py). */
uint16_t handle_serial(const struct handle *handle);
int32_t handle_node(const struct handle *handle);

/* Whether both belong to one instance of one name: pair index and sequence number (zsys.md section 3). */
bool handle_same_pair(const struct handle *a, const struct handle *b);

struct self {
    bool started;
    int kernel;   /* the kernel socket */
    int interest; /* the epoll descriptor */
    struct handle handle;
    struct handle mom;
    struct handle partner; /* the other member of the pair, null if none */
    uint16_t cpu;
    int32_t node_number;
    int16_t priority;
    bool is_backup;
    short role; /* what PROCESS_GETPAIRINFO_ answers about this process, as the kernel told it last */
    char node_name[16];
    char process_name[16];
    char program[256];
    char home_terminal[64];
    char *startup; /* startup messages, each behind its length of 2 bytes (startupmessages.c) */
    size_t startup_length;
    uint16_t startup_by; /* WIRE_STARTUP_... */
    char defines[8192];  /* as the creator passed them on (definepassing.c) */
    size_t defines_length;
    uint16_t creator_access_id, process_access_id; /* group << 8 | user */
    int16_t job;
    struct handle gmom;
    int64_t cold_load_time; /* Julian timestamp */
    short last_error;       /* of an operation without a file number */
};

extern struct self self;

/* Ends the process with a message unless a kernel started it. */
void require_kernel(const char *procedure);
/* The same for what can fail: false after the message. */
bool has_kernel(const char *procedure);

/* Ends the process: it met something that must not be (a kernel that speaks nonsense, memory gone). */
_Noreturn void fail(const char *what);

void *allocate(size_t bytes);

/* Memory that is taken and returned with every exchange (pool.c): two sizes are kept for the next one, the smaller one
 * without a call. */
enum { SMALL_BLOCK = 512, LARGE_BLOCK = 8192 };

struct block {
    struct block *next;
    size_t bytes;
    _Alignas(16) uint8_t byte[];
};

struct kept_blocks {
    struct block *first;
    int count;
};

extern struct kept_blocks small_blocks, large_blocks;
void *pool_find(size_t bytes);
void pool_put(struct block *block);

static inline void *pool_take(size_t bytes) {
    struct block *block = small_blocks.first;
    if (bytes > SMALL_BLOCK || !block) return pool_find(bytes);
    small_blocks.first = block->next;
    small_blocks.count--;
    return block->byte;
}

static inline void pool_return(void *memory) {
    if (memory) pool_put((struct block *)((uint8_t *)memory - offsetof(struct block, byte)));
}

/* ------------------------------------------------------------------------------------------------ wait.c */

typedef bool condition(void *context);

/* Waits until the condition holds, serving the kernel socket and the links meanwhile.
 * Returns false when the time limit in microseconds passed first; a negative limit is no limit. */
bool wait_until(condition *holds, void *context, int64_t limit_us);

/* The same, and meanwhile the kernel can see what is waited for (MS-13): bits of the wait state, attribute 31. */
enum { WAIT_MESSAGE = 1, WAIT_REPLY = 4 };
bool wait_as(unsigned char what, condition *holds, void *context, int64_t limit_us);

/* Watches a descriptor for input or output; `again`: it is watched already. */
void wait_watch(int descriptor, void *owner, bool input, bool output, bool again);
void wait_forget(int descriptor);

/* ---------------------------------------------------------------------------------------------- kernel.c */

struct answer {
    short error;
    int32_t detail;
    uint8_t *body;
    size_t length;
    int descriptor; /* -1 when none came; whoever handles the answer owns it */
};

typedef void then(void *context, struct answer *answer);

/* A message for the kernel under construction: header, fixed part, strings. */
struct letter {
    uint8_t byte[24576];
    size_t length;
};

/* Begins a message; returns its fixed part, cleared. */
uint8_t *letter_begin(struct letter *letter, uint16_t code, size_t fixed_part);
void letter_string(struct letter *letter, const char *text, size_t length);

void kernel_tell(struct letter *letter);
/* Sends; `then` runs from the wait primitive when the reply comes. */
void kernel_ask(struct letter *letter, then *then, void *context);
/* Sends and waits. The answer's body is valid until answer_release. */
struct answer kernel_call(struct letter *letter);
void answer_release(struct answer *answer);

/* Ends the process when a reply that reports success lacks its fixed part. */
void answer_holds(const struct answer *answer, size_t fixed_part);

/* Takes one packet from the kernel; false when there is none. */
bool kernel_input(void);

/* Reads the next string of a body; returns its length and advances `at`. Fails on a body that ends too early. */
size_t body_string(const struct answer *answer, size_t *at, char *into, size_t room);

/* ------------------------------------------------------------------------------------------------ link.c */

/* One frame, shared by the link that must deliver it and the request that may have to send it again elsewhere. */
struct frame {
    struct frame *next;
    int holders;
    uint32_t length;
    uint8_t byte[];
};

struct frame *frame_new(uint8_t kind, const void *data, uint32_t bytes);
void frame_release(struct frame *frame);

enum link_state { LINK_ASKED, LINK_UP, LINK_RESUMING, LINK_BROKEN, LINK_OVER };

struct link {
    struct link *next;
    uint64_t identity;
    struct handle peer;
    enum link_state state;
    int socket; /* -1 while there is none */
    uint32_t socket_number;
    uint64_t sent, received, announced;
    uint32_t unannounced_bytes;
    struct frame *first, *last; /* not acknowledged, in order */
    struct frame *unsent;       /* the first of them that is not wholly sent */
    uint32_t unsent_at;
    bool output_watched;
    bool early;       /* the next frame of its input is before its time (early.c) */
    bool deaf;        /* its input is left where it is for now (pressure.c) */
    bool output_over; /* writing failed; what had arrived is still read */
    uint8_t *input;
    size_t input_have, input_room;
    bool full_read; /* the last read took all that it had asked for: more is coming */
};

/* The link to that process, asked for when there is none yet. Frames may be queued on it at once. */
struct link *link_to(const struct handle *peer);
void link_adopt(uint64_t identity, const struct handle *peer, int socket);
void link_resume(uint64_t identity, uint32_t number, int socket);
/* Queues the frame and sends as much as the socket takes. Takes over one hold on the frame. */
void link_send(struct link *link, struct frame *frame);
void link_event(struct link *link, bool readable, bool writable);
/* The peer is dead: reads what had arrived to the end of file, then gives every link to it up. */
void links_drain(const struct handle *peer, bool processor_down);
/* This process's role has changed: what was before its time is taken. */
void links_hear_early(void);
/* Whether the link's input is read. */
void link_listen(struct link *link, bool wanted);
/* The link after `link`; the first for NULL. */
struct link *link_next(const struct link *link);
/* Waits, at most two seconds, until everything queued has been written. For the end of the process. */
void links_flush(void);

/* ----------------------------------------------------------------------------------- linkmessage.c, pressure.c */

/* Whether a system message may come from another process, and holds what it must. */
bool link_message_fits(short number, const uint8_t *body, uint32_t length);

enum { PRESSURE_MESSAGES = 4095, PRESSURE_BYTES = 16 * 1024 * 1024 };

extern bool pressure_is_on;
void pressure_begin(void);
void pressure_end(void);
/* Listens to the link, or does not. */
void pressure_apply(struct link *link);

/* --------------------------------------------------------------------------------------------- receive.c */

void receive_request(struct link *link, uint8_t *frame, uint8_t *data, uint32_t length);
void receive_cancel(struct link *link, uint32_t request);
/* A system message in wire byte order; opener, file and label as FILE_GETRECEIVEINFO_ will give them. */
void receive_system(const uint8_t *message, uint32_t length, const struct handle *sender, short file, short label);
/* The peer is dead. What it sent stays, and nobody waits for the replies. */
void receive_link_over(struct link *link, bool processor_down);
/* The kernel closes an open of a process that ended (DL-01). */
void receive_opener_gone(const struct handle *opener, short file, short label);
/* A reply that a dead process had not acknowledged: when it granted an open, the open ends here. */
void serving_reply_unheard(const struct handle *opener, const uint8_t *reply);

short receive_open(short nowait_depth, short depth, short options);
short receive_close(void);
bool receive_is_open(void);
short receive_last_error(void);
short receive_note_error(short error);
short receive_nowait_depth(void);

struct completion {
    short file;
    short error;
    void *buffer;
    uint32_t count;
    int64_t tag;
};

/* Starts, or for a waited open does, a READUPDATE. */
short receive_read(char *buffer, uint32_t room, int64_t tag, uint32_t *count);
bool receive_has_read(void);
bool receive_read_done(void);
struct completion receive_take_read(void);
/* Takes the read back: its buffer and tag. No message is lost. */
struct completion receive_cancel_read(void);

/* -------------------------------------------------------------------------------------------- recorder.c */

enum recorded {
    RECORD_CALL = 1,  /* a procedure was entered: its number, file */
    RECORD_SEND = 3,  /* a frame was queued: kind, request number, peer and bytes, sync id */
    RECORD_FRAME,     /* a frame arrived: kind, request number, peer and bytes, sync id */
    RECORD_SYSTEM,    /* a system message was queued on $RECEIVE: its number */
    RECORD_PEER_DOWN, /* the kernel declared a process dead */
    RECORD_RESENT,    /* path retry: request number, sync id */
    RECORD_START,
    RECORD_END
};

void recorder_open(const char *path);
/* Time of the events that follow, until the next call. */
void recorder_tick(void);
void recorder_waits(unsigned char what);
/* A procedure was entered, now. */
void record_call(short procedure, uint32_t subject, uint64_t first, uint64_t second);
void record(enum recorded kind, short what, uint32_t number, uint64_t first, uint64_t second);

/* Who is at the other end of the link, in the upper half: 8 bits of the node's number, 8 of the processor's, 16 PIN. */
static inline uint64_t peer_and_bytes(const struct handle *peer, uint32_t bytes) {
    uint64_t place = wire_get(peer->byte, 4) & 0xFFFFFF;
    return (uint64_t)peer->byte[7] << 56 | place << 32 | bytes;
}

/* How every procedure begins that has something to do with other processes: it needs a kernel, and is recorded. */
#define ENTER(name, subject, first, second) \
    (require_kernel(#name), \
     record_call(NUMBER_##name, (uint32_t)(int32_t)(subject), (uint64_t)(first), (uint64_t)(second)))

/* ------------------------------------------------------------------------------------------ byte_order.c */

/* From wire order to the program's; a no-op for big-endian programs. */
void system_message_to_program(uint8_t *message, uint32_t length);
/* The reply to the system message of that number, from the program's order to the wire's. */
void system_reply_to_wire(short number, uint8_t *reply, uint32_t length);

/* ------------------------------------------------------------------------------------------------ pair.c */

/* Answers of PROCESS_GETPAIRINFO_ (MO-09) */
enum {
    PAIR_OTHERS = 0,
    PAIR_PARAMETER = 2,
    PAIR_BOUNDS,
    PAIR_SINGLE,
    PAIR_PRIMARY,
    PAIR_BACKUP,
    PAIR_UNNAMED,
    PAIR_NO_MORE,
    PAIR_NOT_THERE,
    PAIR_NO_NODE,
    PAIR_RESERVED = 13
};

struct pair {
    short result;
    struct handle primary, backup, ancestor;
    uint64_t sequence;
    char name[64], ancestor_name[64];
    uint32_t next; /* where a search goes on */
};

short pair_of(uint16_t by, const struct handle *handle, const char *name, struct pair *pair);
/* The first pair from that index of a search on, 0 at its beginning. */
short pair_at(uint32_t index, struct pair *pair);

/* Error to condition code: 0 CCE, 1-9 CCG, the rest CCL (procedures.md section 0.3). */
static inline _cc_status condition_code(short error) {
    return error == 0 ? 0 : error < 10 ? 1 : -1;
}

/* Copies a string to an output triple; 563 when it does not fit. */
short output_string(const char *text, char *into, short room, short *length);

#include "checkpointing.h"
#include "defines.h"
#include "processes.h"
#include "requests.h"
#include "startup.h"
#include "timers.h"

#endif
