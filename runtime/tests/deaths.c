/* The order of a death: first everything that had arrived, then the news. */
#include "harness.h"

enum { CHECKPOINTS = 300, CHECKPOINT_BYTES = 1000 };

static const uint8_t cpu_down[4] = {0xff, 0xfe, 0, 1};

static void checkpoint(struct peer *peer, int number) {
    uint8_t data[CHECKPOINT_BYTES] = {0};
    wire_put(data, 4, (uint64_t)number);
    struct sketch sketch = request_of((uint32_t)number + 1, WIRE_IO_WRITE, data, sizeof data);
    send_sketch(peer, &sketch);
}

/* Reads until the system message; returns how many checkpoints came before it, in order. */
static int read_until(short number) {
    static uint8_t buffer[CHECKPOINT_BYTES];
    int count, checkpoints = 0;
    short word;
    while (read_message(buffer, sizeof buffer, &count) == 0) {
        EQUAL(count, CHECKPOINT_BYTES);
        EQUAL(wire_get(buffer, 4), checkpoints);
        checkpoints++;
        EQUAL(FILE_REPLY64_(), 0);
    }
    memcpy(&word, buffer, sizeof word);
    EQUAL(word, number);
    EQUAL(FILE_REPLY64_(), 0);
    return checkpoints;
}

static void all_process(void) {
    open_receive(0, 1);
    EQUAL(read_until(-2), CHECKPOINTS);
}

/* The news is in the process's hands before most of the checkpoints are sent. */
static void told_early_kernel(void) {
    struct peer peer;
    offer_link(&peer, &stranger);
    checkpoint(&peer, 0);
    tell_peer_down(&stranger, &null);
    tell_system_message(&null, cpu_down, sizeof cpu_down);
    for (int i = 1; i < CHECKPOINTS; i++) checkpoint(&peer, i);
    cut(&peer);
}

static void drain_kernel(void) {
    struct peer peer;
    offer_link(&peer, &stranger);
    for (int i = 0; i < 3; i++) checkpoint(&peer, i);
    tell_system_message(&stranger, cpu_down, sizeof cpu_down);
    for (int i = 3; i < CHECKPOINTS; i++) checkpoint(&peer, i);
    cut(&peer);
}

static void two_links_kernel(void) {
    struct peer first, second;
    offer_link(&first, &stranger);
    offer_link(&second, &stranger);
    for (int i = 0; i < 5; i++) checkpoint(&first, i);
    for (int i = 5; i < CHECKPOINTS; i++) checkpoint(&second, i);
    tell_peer_down(&stranger, &null);
    tell_system_message(&null, cpu_down, sizeof cpu_down);
    cut(&second);
    cut(&first);
}

static void two_links_process(void) {
    meet_kernel();
    open_receive(0, 1);
    EQUAL(read_until(-2), CHECKPOINTS);
}

static void two_links_meeting_kernel(void) {
    begin_meeting();
    two_links_kernel();
    end_meeting();
}

static void half_process(void) {
    open_receive(0, 1);
    EQUAL(read_until(-101), 2);
}

static void half_kernel(void) {
    static const uint8_t death[82] = {0xff, 0x9b};
    struct peer peer;
    offer_link(&peer, &stranger);
    checkpoint(&peer, 0);
    checkpoint(&peer, 1);
    uint8_t data[CHECKPOINT_BYTES] = {0};
    struct sketch half = request_of(9, WIRE_IO_WRITE, data, sizeof data);
    wire_frame_set_length(half.header, WIRE_FRAME_SIZE + sizeof data);
    wire_frame_set_sequence(half.header, peer.sent + 1);
    half.bytes = sizeof data / 2;
    send_as_is(&peer, &half);
    cut(&peer);
    tell_peer_down(&stranger, &null);
    tell_system_message(&null, death, sizeof death);
}

static void reply_process(void) {
    char buffer[10];
    int count = -1;
    open_receive(0, 1);
    EQUAL(read_message(buffer, sizeof buffer, &count), 0);
    meet_kernel();
    EQUAL(FILE_REPLY64_("late", 4, &count), 0);
    EQUAL(read_message(buffer, sizeof buffer, &count), 0); /* had arrived, and stays readable */
    CHECK(buffer[0] == 'B');
    EQUAL(FILE_REPLY64_("late", 4, &count), 0);
}

static void reply_kernel(void) {
    struct peer peer;
    offer_link(&peer, &stranger);
    ask(&peer, 1, 0, "A");
    ask(&peer, 2, 1, "B");
    begin_meeting();
    cut(&peer);
    take(WIRE_BROKEN);
    tell_peer_down(&stranger, &null);
    end_meeting();
}

static void last_words_process(void) {
    char buffer[10];
    int count = -1;
    open_receive(0, 1);
    EQUAL(read_message(buffer, sizeof buffer, &count), 0);
    meet_kernel();
    EQUAL(FILE_REPLY64_("fails", 5, &count), 0);
    EQUAL(read_message(buffer, sizeof buffer, &count), 0);
    CHECK(buffer[0] == 'B');
    EQUAL(FILE_REPLY64_(), 0);
    EQUAL(read_message(buffer, sizeof buffer, &count), 6);
    EQUAL(FILE_REPLY64_(), 0);
}

/* The process writes to the dead before it reads from it. */
static void last_words_kernel(void) {
    struct peer peer;
    offer_link(&peer, &stranger);
    ask(&peer, 1, 0, "A");
    begin_meeting();
    freeze();
    ask(&peer, 2, 1, "B");
    cut(&peer);
    end_meeting();
    thaw();
    EQUAL(wire_broken_link(take(WIRE_BROKEN)->body), peer.identity);
    tell_peer_down(&stranger, &null);
    tell_system_message(&null, cpu_down, sizeof cpu_down);
}

const struct test death_tests[] = {
    {"writing to the dead does not lose what they said last", last_words_process, last_words_kernel, NULL},
    {"all that was on the link is read before the news of the death", all_process, told_early_kernel, NULL},
    {"the same when only the system message names the dead", all_process, drain_kernel, NULL},
    {"the same with two links, the older one first", two_links_process, two_links_meeting_kernel, NULL},
    {"a frame that was cut by the death is not read", half_process, half_kernel, NULL},
    {"requests of the dead stay readable and their replies go nowhere", reply_process, reply_kernel, NULL},
    {NULL, NULL, NULL, NULL}};
