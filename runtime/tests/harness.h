/* Tests of libguardian: one real process under test, and a kernel and other processes played by a script.
 *
 * A test is a sentence and two functions. `process` runs in the process under test, which this program starts by
 * executing itself with one end of a socket pair in GUARDIAN_KERNEL_FD, exactly as a kernel does. `kernel` runs in
 * its parent and says what the kernel and the other processes do, packet by packet and frame by frame. Whatever was
 * not expected fails the test.
 *
 *   table.c     main, and the order of the files
 *   harness.c   starting the process under test, outcomes
 *   script.c    the kernel's side of the kernel socket
 *   peer.c      another process's end of a link
 *   streamends.c the other end of a C stream
 *   the others  tests, by the part of the library that they are about
 */
#ifndef GUARDIAN_TESTS_HARNESS_H
#define GUARDIAN_TESTS_HARNESS_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "process.h"

struct test {
    const char *sentence;
    void (*process)(void);
    void (*kernel)(void);
    void (*welcome)(void); /* what the kernel says first; NULL: a welcome, after which it expects the hello */
};

/* The tests of one file; the last one has no sentence. */
extern const struct test argument_tests[], control_tests[], complete_tests[], await_tests[], request_tests[],
    open_tests[], receive_tests[], reply_tests[], retry_tests[], death_tests[], link_tests[], malformed_tests[],
    kernel_tests[], handle_tests[], creation_tests[], ending_tests[], starting_tests[], streaming_tests[],
    number_tests[], timing_tests[], backup_tests[], backup_file_tests[], primary_tests[], wanted_tests[], queue_tests[],
    early_tests[], pressure_tests[], old_format_tests[], received_tests[], filename_tests[], define_tests[],
    old_name_tests[], launch_tests[], information_tests[], change_tests[], find_tests[], surroundings_tests[],
    opening_stream_tests[], writing_stream_tests[], reading_stream_tests[], moving_stream_tests[], error_number_tests[],
    program_end_tests[];

int run_tests(const struct test *const *tables, int argc, char **argv);

_Noreturn void failed(const char *file, int line, const char *what, long long is, long long wanted);
_Noreturn void skip(const char *why);

#define CHECK(condition) \
    do { \
        if (!(condition)) failed(__FILE__, __LINE__, #condition, 0, 1); \
    } while (0)

#define EQUAL(is, wanted) \
    do { \
        long long is_ = (long long)(is), wanted_ = (long long)(wanted); \
        if (is_ != wanted_) failed(__FILE__, __LINE__, #is " == " #wanted, is_, wanted_); \
    } while (0)

/* ------------------------------------------------------------------------------- in the process under test */

/* Stops until the kernel's script comes to its own `meet`. */
void meet_kernel(void);

/* Opens $SERV; the script says `accept_open` or more at the same point. */
short open_server(short nowait_depth, short sync_depth);
short last_error_of(short file);

/* Opens $RECEIVE and reads; waited. Returns the error, 0 or 6. */
void open_receive(short nowait_depth, short depth);
short read_message(void *buffer, int room, int *count);
zsys_ddl_receiveinformation_def receive_information(void);

/* ---------------------------------------------------------------------------------------- script: script.c */

struct packet {
    uint16_t code;
    uint32_t tag;
    size_t length; /* of the body */
    uint8_t *body; /* valid until the next packet is taken */
    uint8_t byte[65536];
};

extern struct handle own_handle, server, server_backup, stranger, null;

struct handle a_handle(int cpu, int pin, int pair, int sequence);

/* The next packet of the process, which must have that code. The answer is in one static packet. */
struct packet *take(uint16_t code);
/* Nothing more than what was taken has come. */
void nothing_to_take(void);

/* Both sides have come here. Between begin and end the process stands still. */
void meet(void);
void begin_meeting(void);
void end_meeting(void);

/* The process stands still wherever it is, and goes on. */
void freeze(void);
void thaw(void);

/* Sends a body of a kernel message, with a descriptor unless that is -1. */
void tell(uint16_t code, uint32_t tag, short error, const void *body, size_t length, int descriptor);
void tell_raw(const void *packet, size_t length);

void answer_find(const struct handle *member, const struct handle *backup, bool own_pair, const char *descriptor);
void refuse_find(short error);
void answer_pair(short result, const char *name);
void tell_peer_down(const struct handle *peer, const struct handle *successor);
void tell_system_message(const struct handle *drain, const void *message, size_t length);
void tell_opener_gone(const struct handle *opener, short file, short label);

/* The process under test is done; its stop message says so. */
void expect_end(short completion_code);
/* The same, and it has said `text` on its standard error. */
void expect_words_and_end(const char *text, short completion_code);
/* The script has taken the stop message itself. */
void process_is_over(void);
/* The process under test aborts, and says `text` on its standard error. */
void expect_abort(const char *text);

/* ------------------------------------------------------------------------------------------ script: peer.c */

/* Another process, seen from its end of a link. */
struct peer {
    struct handle handle;
    uint64_t identity, sent, received;
    int socket;
    uint8_t *frame; /* the frame taken last: header and data */
    uint32_t data;  /* bytes of its data */
};

/* Takes the request for a link to that process and grants it. */
void accept_link(struct peer *peer, const struct handle *handle);
/* The same in two steps. */
void hold_link(void);
void grant_held_link(struct peer *peer, const struct handle *handle);
void refuse_link(const struct handle *handle, short error);
/* A link that the other process asked for. */
void offer_link(struct peer *peer, const struct handle *handle);
void resume_link(struct peer *peer);

/* The next frame, which must have that kind; ACKs are passed over unless asked for. */
uint8_t *take_frame_of(struct peer *peer, uint8_t kind);
uint8_t *frame_data(struct peer *peer);
/* The next request; which must be of that kind. */
uint8_t *take_request(struct peer *peer, uint8_t io);
void no_more_frames(struct peer *peer);
void end_of_link(struct peer *peer);
void take_raw(struct peer *peer, void *into, size_t bytes);

/* A frame under construction; fields are set with the wire_frame_set_ functions. */
struct sketch {
    uint8_t header[WIRE_FRAME_SIZE];
    const void *data;
    uint32_t bytes;
};

struct sketch reply_to(uint32_t request, short error, const void *data, uint32_t bytes);
struct sketch request_of(uint32_t request, uint8_t io, const void *data, uint32_t bytes);
/* A system message of another process, given as words of the program; its number is the first. */
struct sketch system_of(uint32_t request, const short *words, int count);
/* Counts and sends. */
void send_sketch(struct peer *peer, struct sketch *sketch);
/* Sends with whatever is in the header. */
void send_as_is(struct peer *peer, const struct sketch *sketch);
void reply(struct peer *peer, uint32_t request, short error, const void *data, uint32_t bytes);
/* A user request of an open with label 0 and file number 1. */
void ask(struct peer *peer, uint32_t request, uint32_t sync, const char *text);
void cut(struct peer *peer);
/* Returns when the process, which must be waiting, has taken everything that was sent so far. */
void settle(struct peer *peer);

/* $SERV is found at `server`, a link made, -103 answered with the label, the open registered. */
void accept_open(struct peer *peer, short label);
/* The same, but the link is there already. */
void accept_open_on(struct peer *peer, short label);

#endif
