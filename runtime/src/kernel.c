/* The kernel socket: calls with replies, and what the kernel tells of its own accord. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "process.h"

struct call {
    struct call *next;
    uint32_t tag;
    then *then;
    void *context;
};

static struct call *calls;
static uint32_t last_tag;

uint8_t *letter_begin(struct letter *letter, uint16_t code, size_t fixed_part) {
    letter->length = WIRE_KERNEL_HEADER_SIZE + fixed_part;
    memset(letter->byte, 0, letter->length);
    wire_kernel_header_set_code(letter->byte, code);
    return letter->byte + WIRE_KERNEL_HEADER_SIZE;
}

void letter_string(struct letter *letter, const char *text, size_t length) {
    if (letter->length + 2 + length > sizeof letter->byte) fail("a message to the kernel is too long");
    wire_put(letter->byte + letter->length, 2, length);
    if (length) memcpy(letter->byte + letter->length + 2, text, length);
    letter->length += 2 + length;
}

void kernel_tell(struct letter *letter) {
    while (send(self.kernel, letter->byte, letter->length, MSG_NOSIGNAL) < 0) {
        struct pollfd room = {.fd = self.kernel, .events = POLLOUT};
        if (errno != EAGAIN && errno != EINTR) _exit(1); /* the kernel is gone: so is this CPU */
        poll(&room, 1, -1);
    }
}

void kernel_ask(struct letter *letter, then *then, void *context) {
    struct call *call = allocate(sizeof *call);
    *call = (struct call){.next = calls, .tag = ++last_tag, .then = then, .context = context};
    if (last_tag == 0) call->tag = ++last_tag;
    calls = call;
    wire_kernel_header_set_tag(letter->byte, call->tag);
    kernel_tell(letter);
}

struct waited_call {
    bool done;
    struct answer answer;
};

static void keep_answer(void *context, struct answer *answer) {
    struct waited_call *waited = context;
    waited->done = true;
    waited->answer = *answer;
    waited->answer.body = allocate(answer->length + 1);
    memcpy(waited->answer.body, answer->body, answer->length);
}

static bool call_done(void *context) {
    return ((struct waited_call *)context)->done;
}

struct answer kernel_call(struct letter *letter) {
    struct waited_call waited = {.done = false};
    kernel_ask(letter, keep_answer, &waited);
    wait_until(call_done, &waited, -1);
    return waited.answer;
}

void answer_release(struct answer *answer) {
    free(answer->body);
    if (answer->descriptor >= 0) close(answer->descriptor);
}

void answer_holds(const struct answer *answer, size_t fixed_part) {
    if (answer->length < fixed_part) fail("a reply of the kernel is too short");
}

size_t body_string(const struct answer *answer, size_t *at, char *into, size_t room) {
    if (*at + 2 > answer->length) fail("a message of the kernel is too short");
    size_t length = wire_get(answer->body + *at, 2);
    if (*at + 2 + length > answer->length) fail("a string of the kernel is too long");
    size_t copied = length < room ? length : room - 1;
    memcpy(into, answer->body + *at + 2, copied);
    into[copied] = 0;
    *at += 2 + length;
    return copied;
}

static void take_reply(uint32_t tag, struct answer *answer) {
    for (struct call **at = &calls; *at; at = &(*at)->next) {
        struct call *call = *at;
        if (call->tag != tag) continue;
        *at = call->next;
        call->then(call->context, answer);
        free(call);
        return;
    }
    if (answer->descriptor >= 0) close(answer->descriptor);
}

/* What a request gets that went there and may not be repeated. */
static short error_of_loss(uint16_t reason) {
    return reason == WIRE_DOWN_NODE ? FENETDOWN : reason == WIRE_DOWN_NETWORK ? FENETFAIL : FEPATHDOWN;
}

static void peer_down(uint8_t *body) {
    struct handle peer = handle_at(wire_peer_down_handle(body));
    struct handle successor = handle_at(wire_peer_down_successor(body));
    uint16_t reason = wire_peer_down_reason(body);
    record(RECORD_PEER_DOWN, (short)reason, peer.byte[1], wire_get(peer.byte + 2, 2), 0);
    links_drain(&peer, reason != WIRE_DOWN_PROCESS);
    requests_peer_down(&peer, &successor, error_of_loss(reason));
    inquiries_peer_down(&peer, &successor, error_of_loss(reason));
    check_peer_down(&peer, reason);
}

static void system_message(struct answer *notice) {
    uint8_t *body = notice->body;
    struct handle drain = handle_at(wire_system_message_drain(body));
    if (!handle_is_null(&drain)) links_drain(&drain, false);
    uint32_t bytes = (uint32_t)(notice->length - WIRE_SYSTEM_MESSAGE_SIZE);
    check_system_message(body + WIRE_SYSTEM_MESSAGE_SIZE, bytes);
    receive_system(body + WIRE_SYSTEM_MESSAGE_SIZE, bytes, &null_handle, -1, -1);
}

static void opener_gone(uint8_t *body) {
    struct handle opener = handle_at(wire_opener_gone_opener(body));
    receive_opener_gone(&opener, wire_opener_gone_file(body), wire_opener_gone_label(body));
}

/* The fixed part of a notice is there, or the kernel speaks nonsense. */
static uint8_t *notice_body(struct answer *notice, size_t fixed_part) {
    if (notice->length < fixed_part) fail("a notice of the kernel is too short");
    return notice->body;
}

static int take_descriptor(struct answer *notice) {
    int descriptor = notice->descriptor;
    if (descriptor < 0) fail("the kernel announced a link without its socket");
    notice->descriptor = -1;
    return descriptor;
}

static void take_notice(uint16_t code, struct answer *notice) {
    uint8_t *body;
    struct handle peer;
    switch (code) {
    case WIRE_LINK_OFFER:
        body = notice_body(notice, WIRE_LINK_OFFER_SIZE);
        peer = handle_at(wire_link_offer_handle(body));
        link_adopt(wire_link_offer_link(body), &peer, take_descriptor(notice));
        break;
    case WIRE_RESUMED:
        body = notice_body(notice, WIRE_RESUMED_SIZE);
        link_resume(wire_resumed_link(body), wire_resumed_socket(body), take_descriptor(notice));
        break;
    case WIRE_PEER_DOWN:
        peer_down(notice_body(notice, WIRE_PEER_DOWN_SIZE));
        break;
    case WIRE_SYSTEM_MESSAGE:
        notice_body(notice, WIRE_SYSTEM_MESSAGE_SIZE + 2);
        system_message(notice);
        break;
    case WIRE_ROLE:
        body = notice_body(notice, WIRE_ROLE_SIZE);
        self.role = wire_role_result(body);
        self.partner = handle_at(wire_role_partner(body));
        links_hear_early();
        check_role_changed();
        break;
    case WIRE_ALTERED:
        self.priority = wire_altered_priority(notice_body(notice, WIRE_ALTERED_SIZE));
        break;
    case WIRE_OPENER_GONE:
        opener_gone(notice_body(notice, WIRE_OPENER_GONE_SIZE));
        break;
    default:
        fail("the kernel sent a notice that this library does not know");
    }
    if (notice->descriptor >= 0) close(notice->descriptor);
}

static ssize_t receive_packet(uint8_t *into, size_t room, int *descriptor) {
    union {
        struct cmsghdr align;
        char room[CMSG_SPACE(sizeof(int))];
    } control;
    struct iovec part = {.iov_base = into, .iov_len = room};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    ssize_t length = recvmsg(self.kernel, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    struct cmsghdr *header = length > 0 ? CMSG_FIRSTHDR(&message) : NULL;
    if (header && header->cmsg_type == SCM_RIGHTS) memcpy(descriptor, CMSG_DATA(header), sizeof *descriptor);
    return length;
}

bool kernel_input(void) {
    static uint8_t packet[65536];
    struct answer answer = {.descriptor = -1};
    ssize_t length = receive_packet(packet, sizeof packet, &answer.descriptor);
    if (length < 0 && (errno == EAGAIN || errno == EINTR)) return false;
    if (length <= 0) _exit(1); /* the kernel is gone: so is this CPU */
    if (length < WIRE_KERNEL_HEADER_SIZE) fail("a packet of the kernel is shorter than its header");
    uint16_t code = wire_kernel_header_code(packet);
    uint32_t tag = wire_kernel_header_tag(packet);
    size_t bytes = (size_t)length - WIRE_KERNEL_HEADER_SIZE;
    /* Handlers may wait, and so read the next packet: each works on bytes of its own. */
    uint8_t *body = allocate(bytes + 1);
    memcpy(body, packet + WIRE_KERNEL_HEADER_SIZE, bytes);
    answer.error = wire_kernel_header_error(packet);
    answer.detail = wire_kernel_header_detail(packet);
    answer.body = body;
    answer.length = bytes;
    if (tag) take_reply(tag, &answer);
    else take_notice(code, &answer);
    free(body);
    return true;
}
