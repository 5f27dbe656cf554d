/* Passive backups (procedures.md sections 1.4 and 4). Included by process.h.
 *
 * The primary's library asks the backup's over the link that joins both: request frames of io CHECKPOINT, which belong
 * to no open and never come to $RECEIVE. The backup takes them while its program is in CHECKMONITOR; until then they
 * wait there, and the primary with them.
 *
 *   checkchannel.c   asking the backup, and being asked
 *   checkpoint.c     CHECKPOINTX, CHECKPOINTMANYX: data and sync blocks, applied as one
 *   checkimage.c     the static storage of the program, the same in both members
 *   checkfiles.c     the files that both members have open
 *   checkopen.c      opens, closes and modes that the backup is to repeat
 *   checkrepeat.c    the backup repeats them
 *   checkdefine.c    CHECKDEFINE
 *   checkmonitor.c   CHECKMONITOR, CHECKSWITCH, takeover
 *   handover.c       what requesters had sent before a CHECKSWITCH
 */
#ifndef GUARDIAN_CHECKPOINTING_H
#define GUARDIAN_CHECKPOINTING_H

/* Classes of a checkpoint status, in its upper byte. */
enum check_class { CHECK_UNREACHABLE = 0x100, CHECK_TAKEOVER = 0x200, CHECK_PARAMETER = 0x300 };

/* Details of a takeover. */
enum check_cause { PRIMARY_STOPPED, PRIMARY_ABENDED, PRIMARY_CPU_FAILED, PRIMARY_SWITCHED };

/* ---------------------------------------------------------------------------------------------- the primary's side */

/* What became of a request: whether the backup answered, and with which file-system error. */
struct check_answer {
    bool reached;
    short error; /* 201 when it was not reached */
};

/* Sends and waits. `kind` is WIRE_CHECK_...; the body is copied. */
struct check_answer check_ask(short kind, const void *body, uint32_t length);
/* Sends; `then` runs from the wait primitive. False when there is no backup: `then` does not run. */
typedef void check_answered(void *context, struct check_answer answer);
bool check_ask_nowait(short kind, const void *body, uint32_t length, check_answered *then, void *context);
/* Whether an answer of that process is awaited. */
bool check_awaits(const struct handle *peer);

/* ----------------------------------------------------------------------------------------------- the backup's side */

struct check_request {
    struct check_request *next;
    struct link *link; /* NULL: the primary has gone, and nobody waits for the answer */
    struct handle from;
    uint32_t number;
    short kind;
    bool taken;
    uint32_t length;
    _Alignas(8) uint8_t body[];
};

bool check_request_waits(void);
/* The oldest request that nobody has taken, or NULL. Whoever takes it answers it. */
struct check_request *check_request_take(void);
/* Sends the answer, if anybody waits for it, and frees the request. */
void check_request_answer(struct check_request *request, short error);

/* What the backup does for the primary; error numbers for the primary. */
short checkpoint_apply(const struct check_request *request);
short check_define_apply(const struct check_request *request);
/* Opens, closes, modes. An open that is not complete yet keeps the request and answers it later. */
void check_file_apply(struct check_request *request);

/* Nowait opens of the backup that were answered: tells the primary. */
bool check_opens_answered(void);
void check_opens_complete(void);
/* Those that nobody waits for any more. */
void check_opens_abandon(void);

/* ------------------------------------------------------------------------------------------- files in both members */

enum { MOST_SYNC_BLOCK = 64, MOST_CHECK_MODES = 8 };

/* Whether the other member has the file open as well. */
void check_file_mirrored(short file, bool mirrored);
bool check_file_is_mirrored(short file);
void check_files_forget(void);

/* The sync block of a mirrored file, as it was checkpointed last. */
void check_file_store_sync(short file, const uint8_t *block, uint32_t bytes);
void check_files_forget_sync(void);
/* Gives the files their sync ids; those without a block begin again (RESETSYNC). */
void check_files_restore_sync(void);

/* A SETMODE function that the member itself keeps, and its values. */
struct check_mode {
    short function, parameters[2];
};

/* Whether CHECKSETMODE knows the function at all. */
bool check_mode_supported(short function);
/* Errors: 2 no such mode of this file, 16. */
short check_mode_get(short file, short function, struct check_mode *mode);
short check_mode_set(short file, const struct check_mode *mode);
/* All of the file; returns how many. */
int check_modes_of(short file, struct check_mode *modes);

/* -------------------------------------------------------------------------------------------------- static storage */

/* Where static storage lies in the program; equal in both members of a pair, or nothing can be checkpointed. */
struct image {
    uint64_t start, end; /* offsets from where the program was loaded */
    uint64_t identity;   /* of the program's file */
};

struct image image_own(void);
/* Offset of that storage; false when not all of it is static, writable and the program's. */
bool image_offset(const void *address, uint64_t length, uint64_t *offset);
void *image_address(uint64_t offset);
/* A 32-bit address of a program whose addresses are wider: static storage has only one that it can be. */
void *image_address_of_low_word(uint32_t low);

/* ------------------------------------------------------------------------------ what the rest of the library tells */

/* A frame of io CHECKPOINT came from the other member. */
void check_take_request(struct link *link, uint8_t *frame, const uint8_t *data, uint32_t length);
void check_take_answer(const struct link *link, uint8_t *frame);
void check_link_over(const struct link *link);
void check_link_refused(const struct handle *peer);
void check_peer_down(const struct handle *peer, uint16_t reason);
/* A message of the kernel in wire order, before it is queued. */
void check_system_message(const uint8_t *message, uint32_t length);
void check_role_changed(void);

/* ---------------------------------------------------------------------------------------------------- handing over */

enum { HANDOVER_BYTES = 24576 };

/* From here on requests of others are kept back, */
void handover_begin(void);
/* until they are this member's again, */
void handover_end(void);
/* or the other member's: they get error 200. */
void handover_send_on(void);
/* Closes that the program has not read: written for the other member, and taken there. */
uint32_t handover_write_closes(uint8_t *body, uint32_t room);
void handover_take_closes(const struct check_request *request);

/* Whether the request was kept back or sent on. */
bool handover_takes(struct link *link, const uint8_t *frame, const uint8_t *data, uint32_t length);
void handover_cancel(const struct link *link, uint32_t request);
void handover_link_over(const struct link *link);

#endif
