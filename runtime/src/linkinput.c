/* What a link brings: acknowledgements, and the frames that are for $RECEIVE, for requests, or for neither. */
#include "links.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>

enum {
    USUAL_READ = 8 * 1024, /* qemu looks at every page it is offered, whatever comes */
    LARGEST_FRAME = WIRE_FRAME_SIZE + WIRE_MAX_MESSAGE,
    /* Without traffic of its own the receiver acknowledges after so much, so that the sender can forget. */
    ACKNOWLEDGE_FRAMES = 32,
    ACKNOWLEDGE_BYTES = 128 * 1024
};

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
    if (pressure_is_on) pressure_apply(link);
    link_pump(link);
}

static bool is_request(const struct link *link, const uint8_t *frame, uint32_t length) {
    if (wire_frame_io(frame) == WIRE_IO_CHECKPOINT) return handle_same_pair(&link->peer, &self.handle);
    if (wire_frame_io(frame) != WIRE_IO_SYSTEM) return wire_frame_io(frame) <= WIRE_IO_WRITEREAD;
    return link_message_fits(wire_frame_message(frame), frame + HEADER, length - HEADER);
}

static void take_request(struct link *link, uint8_t *frame, uint8_t *data, uint32_t bytes) {
    if (wire_frame_io(frame) == WIRE_IO_CHECKPOINT) check_take_request(link, frame, data, bytes);
    else if (!handover_takes(link, frame, data, bytes)) receive_request(link, frame, data, bytes);
}

static void take_reply(struct link *link, uint8_t *frame, uint8_t *data, uint32_t bytes) {
    if (wire_frame_io(frame) == WIRE_IO_CHECKPOINT) check_take_answer(link, frame);
    else if (!inquiry_reply(link, frame, data, bytes)) operation_reply(link, frame, data, bytes);
}

static void deliver(struct link *link, uint8_t *frame, uint32_t length) {
    uint8_t *data = frame + HEADER;
    record(RECORD_FRAME, wire_frame_kind(frame), wire_frame_request(frame),
           peer_and_bytes(&link->peer, length - HEADER), wire_frame_sync(frame));
    switch (wire_frame_kind(frame)) {
    case WIRE_FRAME_REQUEST:
        take_request(link, frame, data, length - HEADER);
        break;
    case WIRE_FRAME_REPLY:
        take_reply(link, frame, data, length - HEADER);
        if (pressure_is_on) pressure_apply(link);
        break;
    default:
        handover_cancel(link, wire_frame_request(frame));
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
    if (kind == WIRE_FRAME_REQUEST && !is_request(link, frame, length)) return false;
    if (sequence != link->received + 1) {
        return sequence != 0 && sequence <= link->received; /* repeated after a resumption, and passed over */
    }
    link->received = sequence;
    link->unannounced_bytes += length;
    deliver(link, frame, length);
    return true;
}

HOT bool link_take_input(struct link *link) {
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
        if (frame_is_early(link, link->input + at)) {
            link->early = true;
            pressure_apply(link);
            break;
        }
        if (!take_frame(link, link->input + at, length)) return false;
        at += length;
    }
    link->input_have -= at;
    if (at && link->input_have) memmove(link->input, link->input + at, link->input_have);
    return true;
}

HOT int link_read(struct link *link) {
    size_t room = link->input_room - link->input_have;
    if (room > USUAL_READ && !link->full_read) room = USUAL_READ;
    ssize_t got = recv(link->socket, link->input + link->input_have, room, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
    if (got <= 0) return -1;
    link->full_read = (size_t)got == room;
    link->input_have += (size_t)got;
    return link_take_input(link) ? 1 : -1;
}

static bool should_acknowledge(const struct link *link) {
    return link->received - link->announced >= ACKNOWLEDGE_FRAMES || link->unannounced_bytes >= ACKNOWLEDGE_BYTES;
}

HOT void link_event(struct link *link, bool readable, bool writable) {
    if (writable && link->socket >= 0) link_pump(link);
    if (!readable || link->socket < 0) return;
    if (link_read(link) < 0) {
        if (link->socket >= 0) link_broken(link);
    } else if (should_acknowledge(link)) {
        link_queue_control(link, WIRE_FRAME_ACK);
        link_pump(link);
    }
}
