/* $RECEIVE as the files that make it up share it.
 *
 *   arriving.c       what arrives: accepted, answered at once, or taken back
 *   broadcast.c      what the system tells many processes
 *   queue.c          what waits to be read; its order
 *   receive.c        opening, closing, reading
 *   reply.c          REPLY and its family
 *   received.c       what is known of a message that was read
 *   modes.c          SETMODE
 *   serving.c        opens that others have of this process, where they end without a close
 *   networkmessages.c  messages about other nodes, in both series
 *   oldformat.c      system messages as the C-series has them
 *   messagesystem.c  CONTROLMESSAGESYSTEM, MESSAGESYSTEMINFO
 */
#ifndef GUARDIAN_RECEIVE_H
#define GUARDIAN_RECEIVE_H

#include "process.h"

enum { LARGEST_OLD_COUNT = 57344 };

struct message {
    struct message *next;
    struct link *link; /* NULL: nobody waits for the reply */
    uint32_t request;
    uint8_t io;
    short number; /* of a system message, else 0 */
    short file, label;
    short priority; /* of the sender (SETMODE 36) */
    uint32_t sync, reply_max, length;
    struct handle sender;
    bool cancelled;
    bool in_buffer;    /* the data went straight into the buffer of the read that waits */
    bool old_format;   /* the program saw the C-series form */
    bool wants_values; /* SETMODE or SETPARAM: the requester asks for what was set before */
    bool opener_lost;  /* an open whose opener has gone without a close */
    short tag;
    int64_t arrived; /* a -2 or -3: microseconds of monotonic_us() */
    _Alignas(8) uint8_t data[];
};

/* What FILE_GETRECEIVEINFO_ and its kind tell of the message that was read last. */
struct last_read {
    uint8_t io;
    short tag, file, label;
    uint32_t sync, reply_max;
    struct handle sender;
};

struct modes {
    short any_order;     /* 30 */
    short by_priority;   /* 36 */
    short buffers;       /* 72 */
    short timeouts_keep; /* 74 */
    short wanted;        /* 80: WANTED_... */
};

enum { WANTED_CANCELLATIONS = 4, WANTED_SETPARAM = 2, WANTED_LAST_PARAMETERS = 1 };

struct receive {
    bool open, no_system_messages, old_formats;
    bool unread_since_open; /* nowait opens from before are not answered yet */
    short nowait_depth, depth, last_error;
    struct modes modes;
    struct message *first, **last; /* not read yet */
    uint32_t waiting;              /* how many */
    uint64_t waiting_bytes;
    uint32_t incoming_limit; /* 0: none was set */
    struct message **slots;  /* by tag: read and not answered */
    uint32_t unreplied;      /* how many */
    short lowest_free;       /* no slot below is free */
    bool reading, replying;  /* a read waits; it replies itself */
    char *buffer;
    uint32_t room;
    int64_t tag;
    bool read_one;
    struct last_read last_read;
};

extern struct receive receive;

/* ----------------------------------------------------------------------------------------------- queue.c */

struct message *message_new(const uint8_t *data, uint32_t length);
/* By priority if SETMODE 36 says so, else last. */
void queue_add(struct message *message);
/* The message at that place leaves the queue. */
struct message *queue_remove(struct message **at);
/* The first, which must be there. */
struct message *queue_take(void);
/* Puts a message that had been taken for reading back to where it was. */
void queue_put_back(struct message *message);
/* All of them, linked, for whoever adds them again. */
struct message *queue_empty(void);
/* Ends the pressure when enough of them have been read. */
void queue_relieve(void);

/* -------------------------------------------------------------------------------------------- arriving.c */

/* What waits is judged, and put into order, once more. */
void arriving_sort_out(void);
/* Leaves out what means nothing to another open of $RECEIVE. */
void arriving_forget_tags(void);
/* A request that was read is taken back: the program may want to know (-38). */
void arriving_cancellation(struct message *message);

/* ------------------------------------------------------------------------------------------- broadcast.c */

/* Whether there is no room for that message. The first time -13 says so. */
bool broadcast_is_lost(short number);
/* A system message leaves the queue. */
void broadcast_left(short number);
/* News of a processor that nobody read for three minutes is dropped, and one -13 says so (MO-03). */
bool broadcast_is_stale(const struct message *message);
void broadcast_note_arrival(struct message *message);

/* --------------------------------------------------------------------------------------------- receive.c */

/* The slot becomes free; its message is the caller's. */
struct message *slot_release(short tag);

/* ----------------------------------------------------------------------------------------------- reply.c */

/* Sends a reply, if anybody waits for one. */
void answer_message(struct message *message, short error, short label, const void *data, uint32_t bytes);
/* Checks the reply of the program and sends it. Returns what REPLY returns; `taken` is what it wrote. */
short reply_to_message(struct message *message, const char *buffer, uint32_t count, short error, uint32_t *taken);

/* --------------------------------------------------------------------------------------------- serving.c */

/* The reply to that -103 says yes, but nobody is there any more to use or close the open. */
void serving_lost_opener(const struct message *message, short label);

/* ------------------------------------------------------------------------------------------- oldformat.c */

enum { OLD_FORMAT_BYTES = 250, DEVICE_REPLY_BYTES = 14 };

/* Writes the C-series form of a D-series message in wire order, in the program's byte order. Returns its length, 0 when
 * both forms are one. */
uint32_t old_format_of(const struct message *message, uint8_t *into);
/* Messages about other nodes (networkmessages.c): their -8, or 0; D-series programs do not see what the kernel says in
 * reserved words; C-series programs hear of a node that is up once, not of each processor besides. */
uint32_t network_message_old(const struct message *message, uint8_t *into);
void network_message_cleared(struct message *message);
bool network_message_says_nothing_new(const struct message *message);
/* The reply to -40 as one to -106, in wire order; false when it is malformed. */
bool old_device_reply(const char *buffer, uint32_t count, uint8_t *reply);
/* The process ID of C-series programs: PIN 255 stands for a higher one. All zero for the null handle; without the name
 * when nobody knows it any more. */
void process_id_of(const struct handle *handle, short *process_id);

#endif
