/* The kernel of the script: packets of the process under test, and what the kernel says. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"
#include "kernel_end.h"

enum { PATIENCE_MS = 20000, ERROR_ROOM = 8192 };

static int kernel_end = -1, error_output = -1;
static pid_t process;
static struct packet packet;
static char errors[ERROR_ROOM];
static size_t errors_have;
static uint32_t meeting;
static bool ended;

struct handle own_handle, server, server_backup, stranger, null;

struct handle a_handle(int cpu, int pin, int pair, int sequence) {
    struct handle handle = {{0}};
    handle.byte[0] = pair ? 2 : 1;
    handle.byte[1] = (uint8_t)cpu;
    wire_put(handle.byte + 2, 2, (uint64_t)pin);
    wire_put(handle.byte + 4, 4, 7);
    wire_put(handle.byte + 8, 2, (uint64_t)pin);
    wire_put(handle.byte + 10, 2, (uint64_t)pair);
    wire_put(handle.byte + 12, 8, (uint64_t)sequence);
    return handle;
}

__attribute__((constructor)) static void name_handles(void) {
    own_handle = a_handle(0, 10, 0, 0);
    server = a_handle(0, 20, 5, 3);
    server_backup = a_handle(1, 21, 5, 3);
    stranger = a_handle(1, 30, 0, 0);
    null = null_handle;
}

/* --------------------------------------------------------------------------------------------- the process */

static void read_errors(void) {
    struct pollfd more = {.fd = error_output, .events = POLLIN};
    while (poll(&more, 1, 0) > 0) {
        ssize_t got = read(error_output, errors + errors_have, ERROR_ROOM - 1 - errors_have);
        if (got <= 0) break;
        errors_have += (size_t)got;
    }
    errors[errors_have] = 0;
}

void kernel_end_take(pid_t pid, int output) {
    process = pid;
    error_output = output;
}

static int show_errors(void) {
    int status = 0;
    waitpid(process, &status, 0);
    read_errors();
    fputs(errors, stderr);
    return status;
}

void kernel_end_give_up(void) {
    if (!process) return;
    usleep(200000); /* a failed process gets the time to say so */
    kill(process, SIGKILL);
    show_errors();
}

static _Noreturn void process_failed(const char *what) {
    int status = show_errors();
    bool skipped = WIFEXITED(status) && WEXITSTATUS(status) == 77;
    if (skipped) _exit(77);
    fprintf(stderr, "    %s; the process ended with wait status 0x%x\n", what, (unsigned)status);
    _exit(1);
}

static void put_string(uint8_t *into, size_t *at, const char *text) {
    wire_put(into + *at, 2, strlen(text));
    memcpy(into + *at + 2, text, strlen(text));
    *at += 2 + strlen(text);
}

void kernel_end_begin(int descriptor) {
    kernel_end = descriptor;
}

void welcome_process(void) {
    uint8_t body[512] = {0};
    size_t at = WIRE_WELCOME_SIZE;
    wire_welcome_set_version(body, WIRE_PROTOCOL_VERSION);
    memcpy(wire_welcome_handle(body), &own_handle, sizeof own_handle);
    memcpy(wire_welcome_mom(body), &null, sizeof null);
    wire_welcome_set_node_number(body, 7);
    wire_welcome_set_priority(body, 150);
    wire_welcome_set_creator_access_id(body, 0xffff);
    wire_welcome_set_process_access_id(body, 0xffff);
    memcpy(wire_welcome_gmom(body), &null, sizeof null);
    put_string(body, &at, "\\TEST");
    put_string(body, &at, "");
    put_string(body, &at, "TESTED");
    put_string(body, &at, "$TERM");
    put_string(body, &at, "");
    put_string(body, &at, "");
    put_string(body, &at, "");
    tell(WIRE_WELCOME, 0, 0, body, at, -1);
}

/* -------------------------------------------------------------------------------------------------- taking */

static bool packet_comes(int patience_ms) {
    struct pollfd in = {.fd = kernel_end, .events = POLLIN};
    return poll(&in, 1, patience_ms) > 0;
}

static struct packet *take_any(void) {
    if (!packet_comes(PATIENCE_MS)) {
        kill(process, SIGKILL);
        process_failed("the kernel waited in vain for a packet");
    }
    ssize_t length = recv(kernel_end, packet.byte, sizeof packet.byte, 0);
    if (length < WIRE_KERNEL_HEADER_SIZE) process_failed("the kernel socket ended");
    packet.code = wire_kernel_header_code(packet.byte);
    packet.tag = wire_kernel_header_tag(packet.byte);
    packet.body = packet.byte + WIRE_KERNEL_HEADER_SIZE;
    packet.length = (size_t)length - WIRE_KERNEL_HEADER_SIZE;
    return &packet;
}

/* Scripts that know of no other node do not say so each time. */
static void answer_that_nobody_knows_the_node(void) {
    uint8_t body[WIRE_NODE_SIZE + 2] = {0};
    tell(WIRE_NODE, packet.tag, 18, body, sizeof body, -1);
}

struct packet *take(uint16_t code) {
    take_any();
    while (packet.code == WIRE_GET_NODE && code != WIRE_GET_NODE) {
        answer_that_nobody_knows_the_node();
        take_any();
    }
    if (packet.code != code) {
        kill(process, SIGKILL);
        fprintf(stderr, "    the kernel got a packet of code %u, expected %u\n", packet.code, code);
        process_failed("wrong packet");
    }
    return &packet;
}

void nothing_to_take(void) {
    CHECK(!packet_comes(0));
}

void take_hello(void) {
    struct packet *hello = take(WIRE_HELLO);
    EQUAL(hello->length, WIRE_HELLO_SIZE);
    EQUAL(wire_hello_version(hello->body), WIRE_PROTOCOL_VERSION);
    EQUAL(wire_hello_abi(hello->body), __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? WIRE_ABI_NONSTOP : WIRE_ABI_HOST);
    EQUAL(wire_hello_pid(hello->body), process);
}

void begin_meeting(void) {
    struct packet *asked = take(WIRE_PAIR_INFO);
    EQUAL(wire_pair_info_by(asked->body), WIRE_BY_NAME);
    meeting = asked->tag;
}

void end_meeting(void) {
    packet.tag = meeting;
    answer_pair(9, "");
}

void freeze(void) {
    int status = 0;
    kill(process, SIGSTOP);
    EQUAL(waitpid(process, &status, WUNTRACED), process);
    CHECK(WIFSTOPPED(status));
}

void thaw(void) {
    kill(process, SIGCONT);
}

void meet(void) {
    begin_meeting();
    end_meeting();
}

/* ------------------------------------------------------------------------------------------------- telling */

static void send_packet(const void *bytes, size_t length, int descriptor) {
    union {
        struct cmsghdr align;
        char room[CMSG_SPACE(sizeof(int))];
    } control = {.room = {0}};
    struct iovec part = {.iov_base = (void *)(uintptr_t)bytes, .iov_len = length};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (descriptor >= 0) {
        message.msg_control = &control;
        message.msg_controllen = sizeof control;
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof descriptor);
        memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
    }
    EQUAL(sendmsg(kernel_end, &message, MSG_NOSIGNAL), length);
}

void tell_raw(const void *bytes, size_t length) {
    send_packet(bytes, length, -1);
}

void tell(uint16_t code, uint32_t tag, short error, const void *body, size_t length, int descriptor) {
    uint8_t bytes[8192] = {0};
    wire_kernel_header_set_code(bytes, code);
    wire_kernel_header_set_error(bytes, error);
    wire_kernel_header_set_tag(bytes, tag);
    if (length) memcpy(bytes + WIRE_KERNEL_HEADER_SIZE, body, length);
    send_packet(bytes, WIRE_KERNEL_HEADER_SIZE + length, descriptor);
}

void answer_find(const struct handle *member, const struct handle *backup, bool own_pair, const char *descriptor) {
    uint8_t body[128] = {0};
    size_t at = WIRE_FOUND_SIZE;
    uint32_t tag = take(WIRE_FIND)->tag;
    memcpy(wire_found_handle(body), member, sizeof *member);
    memcpy(wire_found_backup(body), backup, sizeof *backup);
    wire_found_set_own_pair(body, own_pair);
    put_string(body, &at, descriptor);
    tell(WIRE_FOUND, tag, 0, body, at, -1);
}

void refuse_find(short error) {
    uint8_t body[WIRE_FOUND_SIZE + 2] = {0};
    tell(WIRE_FOUND, take(WIRE_FIND)->tag, error, body, sizeof body, -1);
}

/* Answers the pair_info that was taken last. */
void answer_pair(short result, const char *name) {
    uint8_t body[256] = {0};
    size_t at = WIRE_PAIR_SIZE;
    wire_pair_set_result(body, result);
    memcpy(wire_pair_primary(body), &server, sizeof server);
    memcpy(wire_pair_backup(body), &server_backup, sizeof server_backup);
    memcpy(wire_pair_ancestor(body), &stranger, sizeof stranger);
    put_string(body, &at, name);
    put_string(body, &at, "");
    tell(WIRE_PAIR, packet.tag, 0, body, at, -1);
}

void tell_peer_down(const struct handle *peer, const struct handle *successor) {
    uint8_t body[WIRE_PEER_DOWN_SIZE] = {0};
    memcpy(wire_peer_down_handle(body), peer, sizeof *peer);
    wire_peer_down_set_reason(body, WIRE_DOWN_CPU);
    memcpy(wire_peer_down_successor(body), successor, sizeof *successor);
    tell(WIRE_PEER_DOWN, 0, 0, body, sizeof body, -1);
}

void tell_system_message(const struct handle *drain, const void *message, size_t length) {
    uint8_t body[512];
    memcpy(body, drain, sizeof *drain);
    memcpy(body + sizeof *drain, message, length);
    tell(WIRE_SYSTEM_MESSAGE, 0, 0, body, sizeof *drain + length, -1);
}

void tell_opener_gone(const struct handle *opener, short file, short label) {
    uint8_t body[WIRE_OPENER_GONE_SIZE] = {0};
    memcpy(wire_opener_gone_opener(body), opener, sizeof *opener);
    wire_opener_gone_set_file(body, file);
    wire_opener_gone_set_label(body, label);
    tell(WIRE_OPENER_GONE, 0, 0, body, sizeof body, -1);
}

/* ------------------------------------------------------------------------------------------------- the end */

void process_is_over(void) {
    kill(process, SIGKILL);
    waitpid(process, NULL, 0);
    ended = true;
}

void expect_end(short completion_code) {
    struct packet *packet_of_end = take(WIRE_PAIR_INFO);
    EQUAL(wire_pair_info_by(packet_of_end->body), WIRE_BY_CALLER);
    answer_pair(7, "");
    packet_of_end = take(WIRE_STOP);
    EQUAL(wire_stop_completion_code(packet_of_end->body), completion_code);
    CHECK(handle_is_null((struct handle *)wire_stop_handle(packet_of_end->body)));
    process_is_over();
}

void expect_words_and_end(const char *text, short completion_code) {
    expect_end(completion_code);
    read_errors();
    if (!strstr(errors, text)) fputs(errors, stderr);
    CHECK(strstr(errors, text));
}

void expect_abort(const char *text) {
    int status = 0;
    while (packet_comes(PATIENCE_MS) && recv(kernel_end, packet.byte, sizeof packet.byte, 0) > 0) {
    }
    waitpid(process, &status, 0);
    read_errors();
    if (!strstr(errors, text)) fputs(errors, stderr);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    CHECK(strstr(errors, text));
    ended = true;
}

void kernel_end_finish(void) {
    if (!ended) expect_end(0);
}

/* --------------------------------------------------------------------------------- in the process under test */

void meet_kernel(void) {
    char name[] = "$MEET";
    EQUAL(PROCESS_GETPAIRINFO_(, name, (short)strlen(name)), 9);
}

short open_server(short nowait_depth, short sync_depth) {
    short file = -7;
    EQUAL(FILE_OPEN_("$SERV", 5, &file, , , nowait_depth, sync_depth), 0);
    CHECK(file > 0);
    return file;
}

short last_error_of(short file) {
    short error = -1;
    EQUAL(FILE_GETINFO_(file, &error), 0);
    return error;
}

void open_receive(short nowait_depth, short depth) {
    short file = -7;
    EQUAL(FILE_OPEN_("$RECEIVE", 8, &file, , , nowait_depth, depth), 0);
    EQUAL(file, 0);
}

short read_message(void *buffer, int room, int *count) {
    return FILE_READUPDATE64_(0, buffer, room, count);
}

zsys_ddl_receiveinformation_def receive_information(void) {
    zsys_ddl_receiveinformation_def information;
    memset(&information, 0x55, sizeof information);
    EQUAL(FILE_GETRECEIVEINFO_((short *)&information), 0);
    return information;
}
