/* What a link sends: frames, counted and kept until the other side has them, and words about the link itself. */
#include "links.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/uio.h>

enum { FRAMES_A_WRITE = 16 };

HOT_INLINE struct frame *frame_new(uint8_t kind, const void *data, uint32_t bytes) {
    struct frame *frame = pool_take(sizeof *frame + HEADER + bytes);
    frame->next = NULL;
    frame->holders = 1;
    frame->length = HEADER + bytes;
    clear_bytes(frame->byte, HEADER);
    wire_frame_set_length(frame->byte, frame->length);
    wire_frame_set_kind(frame->byte, kind);
    if (bytes) copy_bytes(frame->byte + HEADER, data, bytes);
    return frame;
}

HOT_INLINE void frame_release(struct frame *frame) {
    if (--frame->holders == 0) pool_return(frame);
}

static void watch_output(struct link *link, bool wanted) {
    if (link->output_watched == wanted) return;
    link->output_watched = wanted;
    wait_watch(link->socket, link, !link->deaf, wanted, true);
}

void link_listen(struct link *link, bool wanted) {
    if (link->deaf == !wanted) return;
    link->deaf = !wanted;
    if (link->socket >= 0) wait_watch(link->socket, link, wanted, link->output_watched, true);
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

void link_pump(struct link *link) {
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

void link_queue_control(struct link *link, uint8_t kind) {
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

/* The usual case: nothing waits before the frame. Whether it was written to its end. */
static bool write_at_once(struct link *link, struct frame *frame) {
    if (link->state != LINK_UP || link->output_over || link->output_watched || control_of(link)->pending) return false;
    wire_frame_set_acknowledged(frame->byte, link->received);
    ssize_t sent = send(link->socket, frame->byte, frame->length, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent <= 0) return false; /* link_pump meets the same error, and knows what to do */
    link->announced = link->received;
    link->unannounced_bytes = 0;
    link->unsent_at = (uint32_t)sent;
    if ((uint32_t)sent < frame->length) return false;
    link->unsent_at = 0;
    return true;
}

HOT_INLINE void link_send(struct link *link, struct frame *frame) {
    if (link->state == LINK_OVER) {
        frame_release(frame);
        return;
    }
    wire_frame_set_sequence(frame->byte, ++link->sent);
    record(RECORD_SEND, wire_frame_kind(frame->byte), wire_frame_request(frame->byte),
           peer_and_bytes(&link->peer, frame->length - HEADER), wire_frame_sync(frame->byte));
    if (link->deaf && wire_frame_kind(frame->byte) == WIRE_FRAME_REQUEST) link_listen(link, true);
    frame->next = NULL;
    if (link->last) link->last->next = frame;
    else link->first = frame;
    link->last = frame;
    if (link->unsent || write_at_once(link, frame)) return;
    link->unsent = frame;
    if (link->state == LINK_UP) link_pump(link);
}
