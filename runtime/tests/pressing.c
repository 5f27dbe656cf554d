/* Back-pressure: what a process with a full $RECEIVE goes on reading, and what it leaves in the sockets. */
#include "harness.h"
#include "receive.h"

enum { MORE = 40, LARGE = 2 * 1024 * 1024, LARGE_ONES = 9 };

static bool is_full(void *context) {
    (void)context;
    return pressure_is_on;
}

static bool is_deaf_again(void *context) {
    (void)context;
    const struct link *link = link_next(NULL);
    return link->deaf && link->state == LINK_UP;
}

static bool has_emptied(void *context) {
    (void)context;
    return !pressure_is_on;
}

static const struct link *link_of(const struct handle *peer) {
    const struct link *link = link_next(NULL);
    while (link && !handle_equal(&link->peer, peer)) link = link_next(link);
    CHECK(link);
    return link;
}

/* The number of the message is its sync id. */
static void read_numbered(uint32_t number) {
    char buffer[8];
    int count;
    EQUAL(read_message(buffer, sizeof buffer, &count), 0);
    EQUAL((uint32_t)receive_information().z_syncid, number);
    EQUAL(FILE_REPLY64_(), 0);
}

static void read_all(uint32_t from, uint32_t to) {
    for (uint32_t number = from; number < to; number++) read_numbered(number);
}

static void write_numbered(struct peer *peer, uint32_t from, uint32_t to) {
    for (uint32_t number = from; number < to; number++) {
        struct sketch sketch = request_of(number + 1, WIRE_IO_WRITE, "x", 1);
        wire_frame_set_sync(sketch.header, number);
        send_sketch(peer, &sketch);
    }
}

static void take_replies(struct peer *peer, int count) {
    for (int i = 0; i < count; i++) take_frame_of(peer, WIRE_FRAME_REPLY);
}

/* ------------------------------------------------------------------------------------------------ many messages */

static void many_process(void) {
    open_receive(0, 1);
    meet_kernel();
    EQUAL(receive.waiting, PRESSURE_MESSAGES);
    CHECK(!pressure_is_on);
    meet_kernel();
    wait_until(is_full, NULL, -1);
    EQUAL(receive.waiting, PRESSURE_MESSAGES + 1);
    CHECK(link_of(&stranger)->deaf);
    meet_kernel(); /* more has come, and is left where it is */
    EQUAL(receive.waiting, PRESSURE_MESSAGES + 1);
    read_all(0, PRESSURE_MESSAGES / 2 + 1);
    CHECK(link_of(&stranger)->deaf);
    read_numbered(PRESSURE_MESSAGES / 2 + 1);
    CHECK(!pressure_is_on && !link_of(&stranger)->deaf);
    read_all(PRESSURE_MESSAGES / 2 + 2, PRESSURE_MESSAGES + 1 + MORE);
    meet_kernel();
}

static void many_kernel(void) {
    struct peer peer;
    offer_link(&peer, &stranger);
    begin_meeting();
    write_numbered(&peer, 0, PRESSURE_MESSAGES);
    settle(&peer);
    end_meeting();
    meet();
    write_numbered(&peer, PRESSURE_MESSAGES, PRESSURE_MESSAGES + 1);
    begin_meeting();
    write_numbered(&peer, PRESSURE_MESSAGES + 1, PRESSURE_MESSAGES + 1 + MORE);
    end_meeting();
    take_replies(&peer, PRESSURE_MESSAGES + 1 + MORE);
    meet();
}

static void large_process(void) {
    char *buffer = allocate(LARGE);
    int count;
    open_receive(0, 1);
    wait_until(is_full, NULL, -1);
    EQUAL(receive.waiting, LARGE_ONES);
    CHECK(link_of(&stranger)->deaf);
    for (int i = 0; i < LARGE_ONES; i++) {
        EQUAL(read_message(buffer, LARGE, &count), 0);
        EQUAL(count, LARGE);
        EQUAL(buffer[LARGE - 1], 'a' + i);
        EQUAL(FILE_REPLY64_(), 0);
        EQUAL(pressure_is_on, LARGE_ONES - 1 - i > 4);
    }
    EQUAL(receive.waiting_bytes, 0);
    free(buffer);
}

static void large_kernel(void) {
    struct peer peer;
    char *data = allocate(LARGE);
    offer_link(&peer, &stranger);
    for (int i = 0; i < LARGE_ONES; i++) {
        memset(data, 'a' + i, LARGE);
        struct sketch sketch = request_of((uint32_t)i + 1, WIRE_IO_WRITE, data, LARGE);
        send_sketch(&peer, &sketch);
    }
    take_replies(&peer, LARGE_ONES);
    free(data);
}

/* ---------------------------------------------------------------------------------------- what is read still */

static void own_request_process(void) {
    char answer[8];
    short file = open_server(1, 1);
    open_receive(0, 1);
    EQUAL(FILE_WRITEREAD64_(file, "q", answer, 1, 8), 0);
    meet_kernel();
    CHECK(pressure_is_on);
    CHECK(!link_of(&server)->deaf);
    CHECK(link_of(&stranger)->deaf);
    meet_kernel();
    EQUAL(FILE_AWAITIO64_(&file), 0);
    CHECK(answer[0] == 'a');
    CHECK(link_of(&server)->deaf); /* nothing is awaited there any more */
    EQUAL(FILE_WRITEREAD64_(file, "q", answer, 1, 8), 0);
    CHECK(!link_of(&server)->deaf);
    EQUAL(FILE_AWAITIO64_(&file), 0);
    CHECK(answer[0] == 'b');
    read_all(0, PRESSURE_MESSAGES + 1);
    CHECK(!link_of(&server)->deaf && !link_of(&stranger)->deaf);
}

static void own_request_kernel(void) {
    struct peer peer, other;
    accept_open(&peer, 0);
    offer_link(&other, &stranger);
    uint32_t first = wire_frame_request(take_request(&peer, WIRE_IO_WRITEREAD));
    begin_meeting();
    write_numbered(&peer, 0, PRESSURE_MESSAGES + 1);
    settle(&peer);
    end_meeting();
    meet();
    reply(&peer, first, 0, "a", 1);
    reply(&peer, wire_frame_request(take_request(&peer, WIRE_IO_WRITEREAD)), 0, "b", 1);
    take_replies(&peer, PRESSURE_MESSAGES + 1);
}

/* What the dead had sent comes before the news of the death, read or not. */
static void dead_process(void) {
    short words[2];
    int count;
    open_receive(0, 1);
    wait_until(is_full, NULL, -1);
    meet_kernel();
    EQUAL(receive.waiting, PRESSURE_MESSAGES + 1);
    meet_kernel();
    EQUAL(receive.waiting, PRESSURE_MESSAGES + 2 + MORE);
    read_all(0, PRESSURE_MESSAGES + 1 + MORE);
    EQUAL(read_message(words, sizeof words, &count), 6);
    EQUAL(words[0], -2);
    EQUAL(FILE_REPLY64_(), 0);
}

static void dead_kernel(void) {
    static const uint8_t down[4] = {0xff, 0xfe, 0, 1};
    struct peer peer;
    offer_link(&peer, &stranger);
    write_numbered(&peer, 0, PRESSURE_MESSAGES);
    settle(&peer);
    write_numbered(&peer, PRESSURE_MESSAGES, PRESSURE_MESSAGES + 1);
    begin_meeting();
    write_numbered(&peer, PRESSURE_MESSAGES + 1, PRESSURE_MESSAGES + 1 + MORE);
    end_meeting();
    begin_meeting();
    freeze();
    cut(&peer);
    tell_peer_down(&stranger, &null);
    thaw();
    tell_system_message(&null, down, sizeof down);
    end_meeting();
}

/* A socket that fails meanwhile is read to its end and replaced; the new one is left alone again. */
static void resumed_process(void) {
    open_receive(0, 1);
    wait_until(is_full, NULL, -1);
    meet_kernel();
    wait_until(is_deaf_again, NULL, -1);
    meet_kernel();
    EQUAL(receive.waiting, PRESSURE_MESSAGES + 1);
    read_all(0, PRESSURE_MESSAGES + 1 + MORE);
}

static void resumed_kernel(void) {
    struct peer peer;
    struct sketch resume = {.data = NULL};
    wire_frame_set_kind(resume.header, WIRE_FRAME_RESUME);
    offer_link(&peer, &stranger);
    write_numbered(&peer, 0, PRESSURE_MESSAGES);
    settle(&peer);
    write_numbered(&peer, PRESSURE_MESSAGES, PRESSURE_MESSAGES + 1);
    begin_meeting();
    cut(&peer);
    resume_link(&peer);
    send_sketch(&peer, &resume);
    EQUAL(wire_frame_acknowledged(take_frame_of(&peer, WIRE_FRAME_RESUME)), peer.sent);
    end_meeting();
    begin_meeting();
    write_numbered(&peer, PRESSURE_MESSAGES + 1, PRESSURE_MESSAGES + 1 + MORE);
    end_meeting();
    take_replies(&peer, PRESSURE_MESSAGES + 1 + MORE);
}

/* A link that comes into being meanwhile is left alone from the start. */
static void new_link_process(void) {
    char buffer[8];
    int count;
    open_receive(0, 1);
    wait_until(is_full, NULL, -1);
    meet_kernel();
    CHECK(link_of(&server)->deaf);
    EQUAL(receive.waiting, PRESSURE_MESSAGES + 1);
    read_all(0, PRESSURE_MESSAGES / 2 + 2);
    wait_until(has_emptied, NULL, -1);
    read_all(PRESSURE_MESSAGES / 2 + 2, PRESSURE_MESSAGES + 1);
    EQUAL(read_message(buffer, sizeof buffer, &count), 0);
    CHECK(buffer[0] == 'N');
    EQUAL(FILE_REPLY64_(), 0);
}

static void new_link_kernel(void) {
    struct peer peer, new;
    offer_link(&peer, &stranger);
    write_numbered(&peer, 0, PRESSURE_MESSAGES + 1);
    begin_meeting();
    offer_link(&new, &server);
    ask(&new, 1, 0, "N");
    end_meeting();
    take_replies(&peer, PRESSURE_MESSAGES + 1);
    take_replies(&new, 1);
}

const struct test pressure_tests[] = {
    {"a process with 4096 unread messages leaves the rest in the sockets until half is read", many_process, many_kernel,
     NULL},
    {"so does one with more than 16 MiB unread", large_process, large_kernel, NULL},
    {"where it waits for a reply itself it goes on reading", own_request_process, own_request_kernel, NULL},
    {"what a dead process had sent is taken all the same", dead_process, dead_kernel, NULL},
    {"a link that is left alone can resume", resumed_process, resumed_kernel, NULL},
    {"a new link is left alone, too", new_link_process, new_link_kernel, NULL},
    {NULL, NULL, NULL, NULL}};
