/* Another process, played frame by frame at its end of a link. */
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness.h"

enum { PATIENCE_MS = 20000 };

/* -------------------------------------------------------------------------------------------------- linking */

static int pair_of_sockets(struct peer *peer) {
    int pair[2];
    EQUAL(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    peer->socket = pair[0];
    return pair[1];
}

/* The identity tells which of several links to one process is meant. */
static void begin(struct peer *peer, const struct handle *handle) {
    static uint64_t identities;
    memset(peer, 0, sizeof *peer);
    peer->handle = *handle;
    peer->identity = ++identities;
}

static struct handle held;
static uint32_t held_tag;

void hold_link(void) {
    struct packet *asked = take(WIRE_LINK);
    held = handle_at(wire_link_handle(asked->body));
    held_tag = asked->tag;
}

void grant_held_link(struct peer *peer, const struct handle *handle) {
    uint8_t body[WIRE_LINKED_SIZE] = {0};
    CHECK(handle_equal(&held, handle));
    begin(peer, handle);
    wire_linked_set_link(body, peer->identity);
    memcpy(wire_linked_handle(body), handle, sizeof *handle);
    int other = pair_of_sockets(peer);
    tell(WIRE_LINKED, held_tag, 0, body, sizeof body, other);
    close(other);
}

void accept_link(struct peer *peer, const struct handle *handle) {
    hold_link();
    grant_held_link(peer, handle);
}

void refuse_link(const struct handle *handle, short error) {
    uint8_t body[WIRE_LINKED_SIZE] = {0};
    struct packet *asked = take(WIRE_LINK);
    CHECK(handle_equal((struct handle *)wire_link_handle(asked->body), handle));
    tell(WIRE_LINKED, asked->tag, error, body, sizeof body, -1);
}

void offer_link(struct peer *peer, const struct handle *handle) {
    uint8_t body[WIRE_LINK_OFFER_SIZE] = {0};
    begin(peer, handle);
    wire_link_offer_set_link(body, peer->identity);
    memcpy(wire_link_offer_handle(body), handle, sizeof *handle);
    int other = pair_of_sockets(peer);
    tell(WIRE_LINK_OFFER, 0, 0, body, sizeof body, other);
    close(other);
}

/* Takes the word that the link is broken, and gives it a new socket. The script sends and takes RESUME itself. */
void resume_link(struct peer *peer) {
    uint8_t body[WIRE_RESUMED_SIZE] = {0};
    EQUAL(wire_broken_link(take(WIRE_BROKEN)->body), peer->identity);
    wire_resumed_set_link(body, peer->identity);
    close(peer->socket);
    int other = pair_of_sockets(peer);
    tell(WIRE_RESUMED, 0, 0, body, sizeof body, other);
    close(other);
}

void cut(struct peer *peer) {
    shutdown(peer->socket, SHUT_RDWR);
}

/* --------------------------------------------------------------------------------------------------- taking */

static bool comes(const struct peer *peer, int patience_ms) {
    struct pollfd in = {.fd = peer->socket, .events = POLLIN};
    return poll(&in, 1, patience_ms) > 0;
}

static void take_bytes(struct peer *peer, uint8_t *into, size_t bytes) {
    while (bytes) {
        CHECK(comes(peer, PATIENCE_MS));
        ssize_t got = recv(peer->socket, into, bytes, 0);
        CHECK(got > 0);
        into += got;
        bytes -= (size_t)got;
    }
}

void take_raw(struct peer *peer, void *into, size_t bytes) {
    take_bytes(peer, into, bytes);
}

static void take_frame(struct peer *peer) {
    uint8_t header[WIRE_FRAME_SIZE];
    take_bytes(peer, header, sizeof header);
    uint32_t length = wire_frame_length(header);
    CHECK(length >= WIRE_FRAME_SIZE && length <= WIRE_FRAME_SIZE + WIRE_MAX_MESSAGE);
    free(peer->frame);
    peer->frame = allocate(length);
    peer->data = length - WIRE_FRAME_SIZE;
    memcpy(peer->frame, header, sizeof header);
    take_bytes(peer, frame_data(peer), peer->data);
}

uint8_t *take_frame_of(struct peer *peer, uint8_t kind) {
    do take_frame(peer);
    while (wire_frame_kind(peer->frame) == WIRE_FRAME_ACK && kind != WIRE_FRAME_ACK);
    EQUAL(wire_frame_kind(peer->frame), kind);
    CHECK(wire_frame_acknowledged(peer->frame) <= peer->sent);
    bool counted = kind <= WIRE_FRAME_CANCEL;
    EQUAL(wire_frame_sequence(peer->frame), counted ? ++peer->received : 0);
    return peer->frame;
}

uint8_t *frame_data(struct peer *peer) {
    return peer->frame + WIRE_FRAME_SIZE;
}

uint8_t *take_request(struct peer *peer, uint8_t io) {
    take_frame_of(peer, WIRE_FRAME_REQUEST);
    EQUAL(wire_frame_io(peer->frame), io);
    return peer->frame;
}

/* How often a process acknowledges depends on how much each of its reads brings: that is no frame in this sense. */
void no_more_frames(struct peer *peer) {
    while (comes(peer, 0)) {
        take_frame(peer);
        EQUAL(wire_frame_kind(peer->frame), WIRE_FRAME_ACK);
    }
}

void end_of_link(struct peer *peer) {
    uint8_t byte;
    CHECK(comes(peer, PATIENCE_MS));
    CHECK(recv(peer->socket, &byte, 1, 0) <= 0);
}

/* -------------------------------------------------------------------------------------------------- sending */

struct sketch reply_to(uint32_t request, short error, const void *data, uint32_t bytes) {
    struct sketch sketch = {.data = data, .bytes = bytes};
    wire_frame_set_kind(sketch.header, WIRE_FRAME_REPLY);
    wire_frame_set_request(sketch.header, request);
    wire_frame_set_error(sketch.header, error);
    wire_frame_set_label(sketch.header, -1);
    return sketch;
}

struct sketch request_of(uint32_t request, uint8_t io, const void *data, uint32_t bytes) {
    struct sketch sketch = {.data = data, .bytes = bytes};
    wire_frame_set_kind(sketch.header, WIRE_FRAME_REQUEST);
    wire_frame_set_io(sketch.header, io);
    wire_frame_set_request(sketch.header, request);
    wire_frame_set_file(sketch.header, 1);
    wire_frame_set_label(sketch.header, -1);
    wire_frame_set_reply_max(sketch.header, 100);
    wire_frame_set_depth(sketch.header, 1);
    return sketch;
}

struct sketch system_of(uint32_t request, const short *words, int count) {
    static uint8_t body[512]; /* until the next one */
    for (int i = 0; i < count; i++) wire_put(body + 2 * i, 2, (uint16_t)words[i]);
    struct sketch sketch = request_of(request, WIRE_IO_SYSTEM, body, 2 * (uint32_t)count);
    wire_frame_set_message(sketch.header, words[0]);
    return sketch;
}

/* All of it, unless the process has given the link up meanwhile. */
static void send_bytes(const struct peer *peer, const void *bytes, size_t count) {
    const uint8_t *at = bytes;
    while (count) {
        ssize_t sent = send(peer->socket, at, count, MSG_NOSIGNAL);
        if (sent < 0 && (errno == EPIPE || errno == ECONNRESET)) return;
        CHECK(sent > 0);
        at += sent;
        count -= (size_t)sent;
    }
}

void send_as_is(struct peer *peer, const struct sketch *sketch) {
    send_bytes(peer, sketch->header, sizeof sketch->header);
    if (sketch->bytes) send_bytes(peer, sketch->data, sketch->bytes);
}

void send_sketch(struct peer *peer, struct sketch *sketch) {
    bool counted = wire_frame_kind(sketch->header) <= WIRE_FRAME_CANCEL;
    wire_frame_set_length(sketch->header, WIRE_FRAME_SIZE + sketch->bytes);
    wire_frame_set_sequence(sketch->header, counted ? ++peer->sent : 0);
    wire_frame_set_acknowledged(sketch->header, peer->received);
    send_as_is(peer, sketch);
}

void reply(struct peer *peer, uint32_t request, short error, const void *data, uint32_t bytes) {
    struct sketch sketch = reply_to(request, error, data, bytes);
    send_sketch(peer, &sketch);
}

void ask(struct peer *peer, uint32_t request, uint32_t sync, const char *text) {
    struct sketch sketch = request_of(request, WIRE_IO_WRITEREAD, text, (uint32_t)strlen(text));
    wire_frame_set_label(sketch.header, 0);
    wire_frame_set_sync(sketch.header, sync);
    send_sketch(peer, &sketch);
}

/* Cancels of requests that are not there: as many as make the process acknowledge. */
void settle(struct peer *peer) {
    uint64_t before = peer->sent;
    for (int i = 0; i < 64; i++) {
        struct sketch nothing = {.data = NULL};
        wire_frame_set_kind(nothing.header, WIRE_FRAME_CANCEL);
        wire_frame_set_request(nothing.header, 0xffffff00);
        send_sketch(peer, &nothing);
    }
    while (wire_frame_acknowledged(take_frame_of(peer, WIRE_FRAME_ACK)) < before) {
    }
}

/* -------------------------------------------------------------------------------------------------- opening */

void accept_open_on(struct peer *peer, short label) {
    uint8_t *frame = take_request(peer, WIRE_IO_SYSTEM);
    short file = wire_frame_file(frame);
    EQUAL(wire_frame_message(frame), ZSYS_VAL_SMSG_OPEN);
    EQUAL((short)wire_get(frame_data(peer), 2), ZSYS_VAL_SMSG_OPEN);
    struct sketch accepted = reply_to(wire_frame_request(frame), 0, NULL, 0);
    wire_frame_set_label(accepted.header, label);
    send_sketch(peer, &accepted);
    struct packet *opened = take(WIRE_OPENED);
    EQUAL(wire_opened_file(opened->body), file);
    EQUAL(wire_opened_label(opened->body), label);
    CHECK(handle_equal((struct handle *)wire_opened_target(opened->body), &peer->handle));
}

void accept_open(struct peer *peer, short label) {
    answer_find(&server, &server_backup, false, "\\TEST.$SERV:3");
    accept_link(peer, &server);
    accept_open_on(peer, label);
}
