/* A link joins two processes and carries everything between them, both ways, as counted frames (XY-02). */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "process.h"

enum {
    HEADER = WIRE_FRAME_SIZE,
    INPUT_ROOM = 64 * 1024,
    USUAL_READ = 8 * 1024, /* qemu looks at every page it is offered, whatever comes */
    LARGEST_FRAME = WIRE_FRAME_SIZE + WIRE_MAX_MESSAGE,
    SHORTEST_OPEN = 60,
    SHORTEST_CLOSE = 4,
    FRAMES_A_WRITE = 16,
    /* Without traffic of its own the receiver acknowledges after so much, so that the sender can forget. */
    ACKNOWLEDGE_FRAMES = 32,
    ACKNOWLEDGE_BYTES = 128 * 1024,
    DRAIN_LIMIT_MS = 10000
};

/* A frame that is not counted and never repeated: ACK or RESUME. One at a time waits for a frame boundary. */
struct control {
    uint8_t byte[HEADER];
    uint32_t at;
    bool pending;
};

struct socketed_link {
    struct link link;
    struct control control;
};

static struct link *links;

static struct control *control_of(struct link *link) {
    return &((struct socketed_link *)link)->control;
}

/* ------------------------------------------------------------------------------------------------ frames */

struct frame *frame_new(uint8_t kind, const void *data, uint32_t bytes) {
    struct frame *frame = pool_take(sizeof *frame + HEADER + bytes);
    frame->next = NULL;
    frame->holders = 1;
    frame->length = HEADER + bytes;
    memset(frame->byte, 0, HEADER);
    wire_frame_set_length(frame->byte, frame->length);
    wire_frame_set_kind(frame->byte, kind);
    if (bytes) copy_bytes(frame->byte + HEADER, data, bytes);
    return frame;
}

void frame_release(struct frame *frame) {
    if (--frame->holders == 0) pool_return(frame);
}

/* ------------------------------------------------------------------------------------------------- output */

static void watch_output(struct link *link, bool wanted) {
    if (link->output_watched == wanted) return;
    link->output_watched = wanted;
    wait_watch(link->socket, link, wanted, true);
}

/* Advances over written bytes; what is wholly written waits in the list for its acknowledgement. */
static void written(struct link *link, size_t bytes) {
    while (bytes) {
        size_t left = link->unsent->length - link->unsent_at;
        if (bytes < left) {
            link->unsent_at += (uint32_t)bytes;
            return;
        }
        bytes -= left;
        link->unsent = link->unsent->next;
        link->unsent_at = 0;
    }
}

static int gather(struct link *link, struct iovec *parts) {
    int count = 0;
    uint32_t at = link->unsent_at;
    for (struct frame *frame = link->unsent; frame && count < FRAMES_A_WRITE; frame = frame->next) {
        if (at == 0) wire_frame_set_acknowledged(frame->byte, link->received);
        parts[count++] = (struct iovec){.iov_base = frame->byte + at, .iov_len = frame->length - at};
        at = 0;
    }
    return count;
}

static ssize_t write_control(struct link *link, struct control *control) {
    ssize_t sent = send(link->socket, control->byte + control->at, HEADER - control->at, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) control->at += (uint32_t)sent;
    if (control->at == HEADER) control->pending = false;
    return sent;
}

static ssize_t write_frames(struct link *link) {
    struct iovec parts[FRAMES_A_WRITE];
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = (size_t)gather(link, parts)};
    /* Most often it is one frame, and send() is the cheaper call, above all under qemu. */
    ssize_t sent = message.msg_iovlen == 1
                       ? send(link->socket, parts->iov_base, parts->iov_len, MSG_NOSIGNAL | MSG_DONTWAIT)
                       : sendmsg(link->socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent <= 0) return sent;
    written(link, (size_t)sent);
    link->announced = link->received;
    link->unannounced_bytes = 0;
    return sent;
}

static bool may_send_frames(const struct link *link) {
    return link->state == LINK_UP && link->unsent;
}

/* The socket is not given up yet: what had arrived may be the last words of a process that has died. */
static void output_failed(struct link *link) {
    link->output_over = true;
    shutdown(link->socket, SHUT_RDWR);
}

static void pump(struct link *link) {
    struct control *control = control_of(link);
    while (link->socket >= 0 && !link->output_over && (control->pending || may_send_frames(link))) {
        bool boundary = link->unsent_at == 0;
        ssize_t sent = control->pending && boundary ? write_control(link, control) : write_frames(link);
        if (sent >= 0) continue;
        if (errno == EINTR) continue;
        if (errno == EAGAIN) {
            watch_output(link, true);
            return;
        }
        output_failed(link);
    }
    if (link->socket >= 0) watch_output(link, false);
}

static void queue_control(struct link *link, uint8_t kind) {
    struct control *control = control_of(link);
    if (control->pending) return;
    memset(control->byte, 0, HEADER);
    wire_frame_set_length(control->byte, HEADER);
    wire_frame_set_kind(control->byte, kind);
    wire_frame_set_acknowledged(control->byte, link->received);
    control->at = 0;
    control->pending = true;
    link->announced = link->received;
    link->unannounced_bytes = 0;
}

void link_send(struct link *link, struct frame *frame) {
    if (link->state == LINK_OVER) {
        frame_release(frame);
        return;
    }
    wire_frame_set_sequence(frame->byte, ++link->sent);
    record(RECORD_SEND, wire_frame_kind(frame->byte), wire_frame_request(frame->byte), frame->length - HEADER,
           wire_frame_sync(frame->byte));
    frame->next = NULL;
    if (link->last) link->last->next = frame;
    else link->first = frame;
    link->last = frame;
    bool idle = link->unsent == NULL;
    if (idle) link->unsent = frame;
    if (idle && link->state == LINK_UP) pump(link);
}

/* ------------------------------------------------------------------------------------- state of the socket */

static void take_socket(struct link *link, int socket, enum link_state state) {
    link->socket = socket;
    link->state = state;
    link->output_watched = link->output_over = false;
    link->input_have = 0;
    link->unsent_at = 0; /* the rest of a frame means nothing on another socket */
    control_of(link)->pending = false;
    wait_watch(socket, link, false, false);
}

static void drop_socket(struct link *link) {
    if (link->socket < 0) return;
    wait_forget(link->socket);
    close(link->socket);
    link->socket = -1;
}

/* The socket failed, which says nothing about the peer: the kernel finds a new one, or declares the peer dead. */
static void broken(struct link *link) {
    struct letter letter;
    drop_socket(link);
    link->state = LINK_BROKEN;
    wire_broken_set_link(letter_begin(&letter, WIRE_BROKEN, WIRE_BROKEN_SIZE), link->identity);
    kernel_tell(&letter);
}

static struct link *link_new(const struct handle *peer) {
    struct socketed_link *made = allocate(sizeof *made);
    memset(made, 0, sizeof *made);
    made->link.peer = *peer;
    made->link.socket = -1;
    made->link.input_room = INPUT_ROOM;
    made->link.input = allocate(INPUT_ROOM);
    /* The oldest link to a process comes first and is the one that is used: requests keep their order (MS-08). */
    struct link **at = &links;
    while (*at) at = &(*at)->next;
    return *at = &made->link;
}

static void link_free(struct link *link) {
    struct link **at = &links;
    while (*at != link) at = &(*at)->next;
    *at = link->next;
    while (link->first) {
        struct frame *frame = link->first;
        link->first = frame->next;
        frame_release(frame);
    }
    drop_socket(link);
    free(link->input);
    free(link);
}

static void linked(void *context, struct answer *answer) {
    struct link *link = context;
    if (answer->error != 0 || answer->descriptor < 0 || answer->length < WIRE_LINKED_SIZE) {
        struct handle peer = link->peer;
        if (answer->descriptor >= 0) close(answer->descriptor);
        link_free(link);
        requests_link_refused(&peer);
        return;
    }
    link->identity = wire_linked_link(answer->body);
    take_socket(link, answer->descriptor, LINK_UP);
    pump(link);
}

struct link *link_to(const struct handle *peer) {
    struct letter letter;
    for (struct link *link = links; link; link = link->next) {
        if (link->state != LINK_OVER && handle_equal(&link->peer, peer)) return link;
    }
    struct link *link = link_new(peer);
    link->state = LINK_ASKED;
    uint8_t *body = letter_begin(&letter, WIRE_LINK, WIRE_LINK_SIZE);
    memcpy(wire_link_handle(body), peer, sizeof *peer);
    kernel_ask(&letter, linked, link);
    return link;
}

void link_adopt(uint64_t identity, const struct handle *peer, int socket) {
    struct link *link = link_new(peer);
    link->identity = identity;
    take_socket(link, socket, LINK_UP);
}

void link_resume(uint64_t identity, int socket) {
    struct link *link = links;
    while (link && (link->identity != identity || link->state == LINK_OVER)) link = link->next;
    if (!link) {
        close(socket);
        return;
    }
    drop_socket(link);
    take_socket(link, socket, LINK_RESUMING);
    queue_control(link, WIRE_FRAME_RESUME);
    pump(link);
}

/* -------------------------------------------------------------------------------------------------- input */

static void acknowledged(struct link *link, uint64_t sequence) {
    while (link->first && link->first != link->unsent && wire_frame_sequence(link->first->byte) <= sequence) {
        struct frame *frame = link->first;
        link->first = frame->next;
        if (!link->first) link->last = NULL;
        frame_release(frame);
    }
}

/* What the other side has not received starts again from its first byte. */
static void resumed(struct link *link, uint64_t received_there) {
    link->unsent = NULL;
    link->unsent_at = 0;
    acknowledged(link, received_there);
    link->unsent = link->first;
    if (link->state == LINK_RESUMING) link->state = LINK_UP;
    pump(link);
}

/* Only opens and closes come as system messages over a link; everything else the kernel tells. */
static bool is_request(const uint8_t *frame, uint32_t length) {
    if (wire_frame_io(frame) != WIRE_IO_SYSTEM) return wire_frame_io(frame) <= WIRE_IO_WRITEREAD;
    bool open = wire_frame_message(frame) == ZSYS_VAL_SMSG_OPEN && length - HEADER >= SHORTEST_OPEN;
    bool close = wire_frame_message(frame) == ZSYS_VAL_SMSG_CLOSE && length - HEADER >= SHORTEST_CLOSE;
    return (open || close) && (short)wire_get(frame + HEADER, 2) == wire_frame_message(frame);
}

static void deliver(struct link *link, uint8_t *frame, uint32_t length) {
    uint8_t *data = frame + HEADER;
    record(RECORD_FRAME, wire_frame_kind(frame), wire_frame_request(frame), length - HEADER, wire_frame_sync(frame));
    switch (wire_frame_kind(frame)) {
    case WIRE_FRAME_REQUEST:
        receive_request(link, frame, data, length - HEADER);
        break;
    case WIRE_FRAME_REPLY:
        operation_reply(link, frame, data, length - HEADER);
        break;
    default:
        receive_cancel(link, wire_frame_request(frame));
    }
}

/* Returns false when the frame cannot be: the stream is then given up and resumed on a new socket. */
static bool take_frame(struct link *link, uint8_t *frame, uint32_t length) {
    uint8_t kind = wire_frame_kind(frame);
    uint64_t sequence = wire_frame_sequence(frame);
    if (wire_frame_acknowledged(frame) > link->sent) return false;
    if (link->state != LINK_OVER && (kind == WIRE_FRAME_RESUME) != (link->state == LINK_RESUMING)) return false;
    if (kind == WIRE_FRAME_RESUME) {
        resumed(link, wire_frame_acknowledged(frame));
        return true;
    }
    acknowledged(link, wire_frame_acknowledged(frame));
    if (kind == WIRE_FRAME_ACK) return true;
    if (kind < WIRE_FRAME_REQUEST || kind > WIRE_FRAME_CANCEL) return false;
    if (kind == WIRE_FRAME_REQUEST && !is_request(frame, length)) return false;
    if (sequence > link->received + 1 || sequence == 0) return false;
    if (sequence <= link->received) return true; /* repeated after a resumption */
    link->received = sequence;
    link->unannounced_bytes += length;
    deliver(link, frame, length);
    return true;
}

static bool take_input(struct link *link) {
    size_t at = 0;
    while (link->input_have - at >= HEADER) {
        uint32_t length = wire_frame_length(link->input + at);
        if (length < HEADER || length > LARGEST_FRAME) return false;
        if (link->input_have - at < length) {
            if (length > link->input_room) {
                link->input = realloc(link->input, length);
                if (!link->input) fail("out of memory");
                link->input_room = length;
            }
            break;
        }
        if (!take_frame(link, link->input + at, length)) return false;
        at += length;
    }
    if (at) memmove(link->input, link->input + at, link->input_have - at);
    link->input_have -= at;
    return true;
}

/* One read of the socket. 1: something came; 0: nothing now; -1: the stream is over. */
static int read_socket(struct link *link) {
    size_t room = link->input_room - link->input_have;
    if (room > USUAL_READ && !link->full_read) room = USUAL_READ;
    ssize_t got = recv(link->socket, link->input + link->input_have, room, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
    if (got <= 0) return -1;
    link->full_read = (size_t)got == room;
    link->input_have += (size_t)got;
    return take_input(link) ? 1 : -1;
}

static bool should_acknowledge(const struct link *link) {
    return link->received - link->announced >= ACKNOWLEDGE_FRAMES || link->unannounced_bytes >= ACKNOWLEDGE_BYTES;
}

void link_event(struct link *link, bool readable, bool writable) {
    if (writable && link->socket >= 0) pump(link);
    if (!readable || link->socket < 0) return;
    if (read_socket(link) < 0) {
        if (link->socket >= 0) broken(link);
    } else if (should_acknowledge(link)) {
        queue_control(link, WIRE_FRAME_ACK);
        pump(link);
    }
}

/* -------------------------------------------------------------------------------------------------- end */

static void read_to_end(struct link *link) {
    struct pollfd end = {.fd = link->socket, .events = POLLIN};
    int got;
    while ((got = read_socket(link)) >= 0) {
        if (got == 0 && poll(&end, 1, DRAIN_LIMIT_MS) == 0) {
            fprintf(stderr, "guardian: the link of a dead process did not end; what it may still send is ignored\n");
            return;
        }
    }
}

void links_drain(const struct handle *peer) {
    struct link *next;
    for (struct link *link = links; link; link = next) {
        next = link->next;
        if (link->state == LINK_ASKED || !handle_equal(&link->peer, peer)) continue;
        link->state = LINK_OVER;
        if (link->socket >= 0) read_to_end(link);
        receive_link_over(link);
        link_free(link);
    }
}

static bool all_written(void *context) {
    (void)context;
    for (struct link *link = links; link; link = link->next) {
        if (link->state == LINK_UP && link->unsent) return false;
    }
    return true;
}

void links_flush(void) {
    wait_until(all_written, NULL, 2000000);
}
