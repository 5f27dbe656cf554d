/* A kernel that speaks nonsense, or none any more: the process ends, with a clear text. */
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

static void wait_process(void) {
    meet_kernel();
    meet_kernel();
}

static void after_meeting(void) {
    meet();
    take(WIRE_PAIR_INFO);
}

static void short_packet(void) {
    after_meeting();
    tell_raw("short", 5);
    expect_abort("shorter than its header");
}

static void unknown_notice(void) {
    after_meeting();
    tell(999, 0, 0, NULL, 0, -1);
    expect_abort("a notice that this library does not know");
}

static void offer_without_socket(void) {
    uint8_t body[WIRE_LINK_OFFER_SIZE] = {0};
    after_meeting();
    tell(WIRE_LINK_OFFER, 0, 0, body, sizeof body, -1);
    expect_abort("without its socket");
}

static void resumed_without_socket(void) {
    uint8_t body[WIRE_RESUMED_SIZE] = {0};
    after_meeting();
    tell(WIRE_RESUMED, 0, 0, body, sizeof body, -1);
    expect_abort("without its socket");
}

static void short_notices(uint16_t code, size_t length) {
    uint8_t body[64] = {0};
    after_meeting();
    tell(code, 0, 0, body, length, -1);
    expect_abort("a notice of the kernel is too short");
}

static void short_offer(void) {
    short_notices(WIRE_LINK_OFFER, WIRE_LINK_OFFER_SIZE - 1);
}
static void short_peer_down(void) {
    short_notices(WIRE_PEER_DOWN, WIRE_PEER_DOWN_SIZE - 1);
}
static void short_system_message(void) {
    short_notices(WIRE_SYSTEM_MESSAGE, WIRE_SYSTEM_MESSAGE_SIZE + 1);
}
static void short_opener_gone(void) {
    short_notices(WIRE_OPENER_GONE, WIRE_OPENER_GONE_SIZE - 1);
}

static void short_pair(void) {
    uint8_t body[WIRE_PAIR_SIZE] = {0};
    uint32_t tag = take(WIRE_PAIR_INFO)->tag;
    tell(WIRE_PAIR, tag, 0, body, WIRE_PAIR_SIZE - 1, -1);
    expect_abort("a reply of the kernel is too short");
}

static void long_string(void) {
    uint8_t body[WIRE_PAIR_SIZE + 4] = {0};
    uint32_t tag = take(WIRE_PAIR_INFO)->tag;
    wire_put(body + WIRE_PAIR_SIZE, 2, 3);
    tell(WIRE_PAIR, tag, 0, body, sizeof body, -1);
    expect_abort("a string of the kernel is too long");
}

static void open_process(void) {
    short file;
    FILE_OPEN_("$SERV", 5, &file);
    CHECK(false);
}

static void short_found(void) {
    uint8_t body[WIRE_FOUND_SIZE] = {0};
    tell(WIRE_FOUND, take(WIRE_FIND)->tag, 0, body, 10, -1);
    expect_abort("a reply of the kernel is too short");
}

static void create_process(void) {
    PROCESS_CREATE_("PROGRAM", 7);
    CHECK(false);
}

static void short_created(void) {
    uint8_t body[WIRE_CREATED_SIZE] = {0};
    tell(WIRE_CREATED, take(WIRE_CREATE)->tag, 0, body, 10, -1);
    expect_abort("a reply of the kernel is too short");
}

static void unasked_reply(void) {
    begin_meeting();
    tell(WIRE_DONE, 4711, 0, NULL, 0, -1);
    end_meeting();
    meet();
}

/* ------------------------------------------------------------------------------------------------ welcome */

static void never_process(void) {
    CHECK(false);
}

static void welcome_with(uint16_t code, uint16_t version, size_t length) {
    uint8_t body[WIRE_WELCOME_SIZE + 14] = {0};
    wire_welcome_set_version(body, version);
    tell(code, 0, 0, body, length, -1);
}

static void old_welcome(void) {
    welcome_with(WIRE_WELCOME, WIRE_PROTOCOL_VERSION + 1, WIRE_WELCOME_SIZE + 14);
}
static void old_kernel(void) {
    expect_abort("another version of the kernel");
}
static void short_welcome(void) {
    welcome_with(WIRE_WELCOME, WIRE_PROTOCOL_VERSION, WIRE_WELCOME_SIZE - 1);
}
static void short_welcome_kernel(void) {
    expect_abort("the kernel's welcome is too short");
}
static void other_welcome(void) {
    welcome_with(WIRE_DONE, WIRE_PROTOCOL_VERSION, WIRE_WELCOME_SIZE + 14);
}
static void other_welcome_kernel(void) {
    expect_abort("no welcome");
}
static void stringless_welcome(void) {
    welcome_with(WIRE_WELCOME, WIRE_PROTOCOL_VERSION, WIRE_WELCOME_SIZE + 3);
}
static void stringless_kernel(void) {
    expect_abort("the kernel is too short");
}

const struct test kernel_tests[] = {
    {"a packet without a header ends the process", wait_process, short_packet, NULL},
    {"an unknown notice ends the process", wait_process, unknown_notice, NULL},
    {"a link without a socket ends the process", wait_process, offer_without_socket, NULL},
    {"a resumption without a socket ends the process", wait_process, resumed_without_socket, NULL},
    {"a short link_offer ends the process", wait_process, short_offer, NULL},
    {"a short peer_down ends the process", wait_process, short_peer_down, NULL},
    {"a short system_message ends the process", wait_process, short_system_message, NULL},
    {"a short opener_gone ends the process", wait_process, short_opener_gone, NULL},
    {"a short pair ends the process", wait_process, short_pair, NULL},
    {"a string beyond its message ends the process", wait_process, long_string, NULL},
    {"a short found ends the process", open_process, short_found, NULL},
    {"a short created ends the process", create_process, short_created, NULL},
    {"a reply that nobody asked for is passed over", wait_process, unasked_reply, NULL},
    {"another version of the kernel ends the process before main", never_process, old_kernel, old_welcome},
    {"a short welcome ends the process before main", never_process, short_welcome_kernel, short_welcome},
    {"a first message that is no welcome ends the process before main", never_process, other_welcome_kernel,
     other_welcome},
    {"a welcome without its strings ends the process before main", never_process, stringless_kernel,
     stringless_welcome},
    {NULL, NULL, NULL, NULL}};
