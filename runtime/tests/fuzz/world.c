#include "world.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

jmp_buf process_end;
int kernel_end = -1;
struct handle peer = {{1, 1, 0, 9, 0, 0, 0, 7, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5}};

struct handle other_member = {{2, 1, 0, 4, 0, 0, 0, 7, 0, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9}};

static short pair_role = PAIR_UNNAMED;
static bool broken_is_dead;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int link_end = -1;

/* The library's own definition is compiled under another name: what would end the process ends the input. */
_Noreturn void fail(const char *what) {
    (void)what;
    longjmp(process_end, 1);
}

static void answer(uint16_t code, uint32_t tag, uint8_t *body, size_t length, int descriptor) {
    uint8_t packet[512] = {0};
    union {
        struct cmsghdr align;
        char room[CMSG_SPACE(sizeof(int))];
    } control;
    wire_kernel_header_set_code(packet, code);
    wire_kernel_header_set_tag(packet, tag);
    memcpy(packet + WIRE_KERNEL_HEADER_SIZE, body, length);
    struct iovec part = {.iov_base = packet, .iov_len = WIRE_KERNEL_HEADER_SIZE + length};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (descriptor >= 0) {
        message.msg_control = &control;
        message.msg_controllen = sizeof control;
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        *header = (struct cmsghdr){
            .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof descriptor)};
        memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
    }
    if (sendmsg(kernel_end, &message, MSG_NOSIGNAL) < 0) abort();
}

static void declare_dead(const struct handle *process) {
    uint8_t body[WIRE_PEER_DOWN_SIZE] = {0};
    memcpy(wire_peer_down_handle(body), process, sizeof *process);
    memcpy(wire_peer_down_successor(body), &null_handle, sizeof null_handle);
    wire_peer_down_set_reason(body, WIRE_DOWN_CPU);
    answer(WIRE_PEER_DOWN, 0, body, sizeof body, -1);
}

static void answer_link(uint32_t tag) {
    uint8_t body[WIRE_LINKED_SIZE] = {0};
    static uint64_t identity;
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair) != 0) abort();
    pthread_mutex_lock(&mutex);
    if (link_end >= 0) close(link_end);
    link_end = pair_role == PAIR_UNNAMED ? pair[1] : -1;
    bool dies = link_end < 0;
    pthread_mutex_unlock(&mutex);
    wire_linked_set_link(body, ++identity);
    memcpy(wire_linked_handle(body), &peer, sizeof peer);
    answer(WIRE_LINKED, tag, body, sizeof body, pair[0]);
    close(pair[0]);
    if (!dies) return;
    close(pair[1]);
    declare_dead(&peer);
}

static bool is_dead_when_broken(void) {
    pthread_mutex_lock(&mutex);
    bool dead = broken_is_dead;
    pthread_mutex_unlock(&mutex);
    return dead;
}

static void answer_pair(uint32_t tag) {
    uint8_t body[WIRE_PAIR_SIZE + 4] = {0};
    pthread_mutex_lock(&mutex);
    wire_pair_set_result(body, pair_role);
    pthread_mutex_unlock(&mutex);
    memcpy(wire_pair_backup(body), &other_member, sizeof other_member);
    answer(WIRE_PAIR, tag, body, sizeof body, -1);
}

/* The process tells its kernel that it is the primary now: so it is. */
static void answer_new_primary(uint32_t tag) {
    uint8_t body[WIRE_ROLE_SIZE] = {0};
    wire_role_set_result(body, PAIR_PRIMARY);
    memcpy(wire_role_partner(body), &other_member, sizeof other_member);
    answer(WIRE_ROLE, 0, body, sizeof body, -1);
    answer(WIRE_DONE, tag, body, 0, -1);
}

static void answer_packet(const uint8_t *packet) {
    static const char name[] = "\\FUZZ.$PEER:5";
    uint8_t body[256] = {0};
    uint32_t tag = wire_kernel_header_tag(packet);
    switch (wire_kernel_header_code(packet)) {
    case WIRE_FIND:
        memcpy(wire_found_handle(body), &peer, sizeof peer);
        memcpy(wire_found_backup(body), &null_handle, sizeof null_handle);
        wire_put(body + WIRE_FOUND_SIZE, 2, sizeof name - 1);
        memcpy(body + WIRE_FOUND_SIZE + 2, name, sizeof name - 1);
        answer(WIRE_FOUND, tag, body, WIRE_FOUND_SIZE + 2 + sizeof name - 1, -1);
        break;
    case WIRE_LINK:
        answer_link(tag);
        break;
    case WIRE_PAIR_INFO:
        answer_pair(tag);
        break;
    case WIRE_SET_PRIMARY:
        answer_new_primary(tag);
        break;
    case WIRE_BROKEN:
        if (is_dead_when_broken()) world_end_other_member();
        break;
    default:
        if (tag) answer(WIRE_DONE, tag, body, 0, -1);
    }
}

static void *kernel(void *unused) {
    static uint8_t packet[65536];
    (void)unused;
    while (recv(kernel_end, packet, sizeof packet, 0) > 0) answer_packet(packet);
    return NULL;
}

void world_begin(void) {
    int pair[2];
    pthread_t thread;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) != 0) abort();
    self.kernel = pair[0];
    kernel_end = pair[1];
    self.interest = epoll_create1(0);
    self.handle = (struct handle){{1, 0, 0, 3, 0, 0, 0, 7, 0, 1}};
    self.mom = self.gmom = null_handle;
    self.started = true;
    wait_watch(self.kernel, &self, true, false, false);
    if (pthread_create(&thread, NULL, kernel, NULL) != 0) abort();
}

int world_take_link(void) {
    pthread_mutex_lock(&mutex);
    int taken = link_end;
    link_end = -1;
    pthread_mutex_unlock(&mutex);
    return taken;
}

void world_end_peer(void) {
    int end = world_take_link();
    if (end >= 0) close(end);
    links_drain(&peer, false);
    requests_peer_down(&peer, &null_handle, FEPATHDOWN);
}

void world_make_pair(short role) {
    struct pair unused;
    self.handle = other_member;
    self.handle.byte[1] = 0;
    self.handle.byte[3] = 3;
    self.partner = other_member;
    self.role = role;
    self.is_backup = role == PAIR_BACKUP;
    pthread_mutex_lock(&mutex);
    pair_role = role;
    broken_is_dead = false;
    pthread_mutex_unlock(&mutex);
    check_role_changed();
    pair_of(WIRE_BY_CALLER, &null_handle, "", &unused); /* what the kernel had said before comes first */
}

void world_end_other_member(void) {
    declare_dead(&other_member);
}

void world_end_other_member_when_broken(void) {
    pthread_mutex_lock(&mutex);
    broken_is_dead = true;
    pthread_mutex_unlock(&mutex);
}

uint8_t input_byte(struct input *input) {
    return input->at < input->end ? *input->at++ : 0;
}

uint64_t input_number(struct input *input, int bytes) {
    uint64_t number = 0;
    while (bytes-- > 0) number = number << 8 | input_byte(input);
    return number;
}

size_t input_bytes(struct input *input, size_t most, const uint8_t **bytes) {
    size_t left = (size_t)(input->end - input->at);
    if (most > left) most = left;
    *bytes = input->at;
    input->at += most;
    return most;
}
