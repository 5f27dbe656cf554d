/* Frames that cannot be. Each breaks its link, which the kernel is told, and does nothing else. */
#include "harness.h"

enum { RANDOM_ROUNDS = 400 };

static void read_last_process(void) {
    char buffer[8];
    int count;
    meet_kernel();
    open_receive(0, 1);
    do {
        EQUAL(read_message(buffer, sizeof buffer, &count) & ~6, 0);
        EQUAL(FILE_REPLY64_(), 0);
    } while (count != 4 || memcmp(buffer, "LAST", 4) != 0);
}

static uint64_t resume(struct peer *peer) {
    struct sketch resume = {.data = NULL};
    wire_frame_set_kind(resume.header, WIRE_FRAME_RESUME);
    resume_link(peer);
    peer->sent = UINT64_MAX; /* what the process took for a frame of ours it tells now */
    peer->sent = wire_frame_acknowledged(take_frame_of(peer, WIRE_FRAME_RESUME));
    send_sketch(peer, &resume);
    return peer->sent;
}

static struct sketch counted(struct peer *peer, uint8_t kind, const void *data, uint32_t bytes) {
    struct sketch sketch = request_of(1, WIRE_IO_WRITE, data, bytes);
    wire_frame_set_kind(sketch.header, kind);
    wire_frame_set_length(sketch.header, WIRE_FRAME_SIZE + bytes);
    wire_frame_set_sequence(sketch.header, peer->sent + 1);
    wire_frame_set_acknowledged(sketch.header, peer->received);
    return sketch;
}

static void still_works(struct peer *peer) {
    ask(peer, 1000, 0, "LAST");
    end_meeting();
    while (wire_frame_request(take_frame_of(peer, WIRE_FRAME_REPLY)) != 1000) {
    }
}

/* ------------------------------------------------------------------------------------------ one by one */

typedef void spoil(struct sketch *sketch);

static void length_0(struct sketch *sketch) {
    wire_frame_set_length(sketch->header, 0);
}
static void length_43(struct sketch *sketch) {
    wire_frame_set_length(sketch->header, WIRE_FRAME_SIZE - 1);
}
static void length_huge(struct sketch *sketch) {
    wire_frame_set_length(sketch->header, 0xffffffff);
}
static void length_over(struct sketch *sketch) {
    wire_frame_set_length(sketch->header, WIRE_FRAME_SIZE + WIRE_MAX_MESSAGE + 1);
}
static void kind_0(struct sketch *sketch) {
    wire_frame_set_kind(sketch->header, 0);
}
static void kind_6(struct sketch *sketch) {
    wire_frame_set_kind(sketch->header, 6);
}
static void kind_255(struct sketch *sketch) {
    wire_frame_set_kind(sketch->header, 255);
}
static void sequence_0(struct sketch *sketch) {
    wire_frame_set_sequence(sketch->header, 0);
}
static void sequence_gap(struct sketch *sketch) {
    wire_frame_set_sequence(sketch->header, wire_frame_sequence(sketch->header) + 1);
}
static void sequence_huge(struct sketch *sketch) {
    wire_frame_set_sequence(sketch->header, UINT64_MAX);
}
static void ack_beyond(struct sketch *sketch) {
    wire_frame_set_acknowledged(sketch->header, 1000);
}
static void io_4(struct sketch *sketch) {
    wire_frame_set_io(sketch->header, 4);
}
static void resume_unasked(struct sketch *sketch) {
    wire_frame_set_kind(sketch->header, WIRE_FRAME_RESUME);
}

/* Words of system messages whose lengths or counts do not fit each other; the rest of each is 0. */
static const struct {
    short words[12];
    uint32_t bytes;
} misfits[] = {
    {{-32, 1}, 4},
    {{-32, 1, 2, 3}, 8},
    {{-33, 1, 2, 3}, 8},
    {{-33, 1, 2, 3, 4, 5}, 12},
    {{-34, 1}, 4},
    {{-35, 1}, 4},
    {{-35, 1, 3, 4}, 8},
    {{-35, 1, -1, 4}, 8},
    {{-35, 1, 245}, 251},
    {{-37, 1, 2}, 6},
    {{-37, 1, 2, 1, 4}, 10},
    {{-37, 1, 2, 243}, 251},
    {{-38, 0}, 4},
    {{-103}, 59},
    {{-103}, 513},
    {{-104}, 2},
    {{-104}, 6},
    {{-106}, 8},
    {{-106, 0, 0, 0, 1}, 10},
    {{-106, 0, 0, 0, -1}, 12},
    {{-106, 0, 0, 0, 33}, 43},
    {{-107}, 14},
    {{-107, 0, 1}, 16},
    {{-107, 0, 0, 16, 1}, 16},
    {{-107, 0, 0, -1, 2}, 18},
    {{-107}, 251},
    {{-2, 1}, 4},
    {{0}, 0},
};

static void misfits_kernel(void) {
    struct peer peer;
    offer_link(&peer, &stranger);
    begin_meeting();
    for (size_t i = 0; i < sizeof misfits / sizeof *misfits; i++) {
        uint8_t body[520] = {0};
        for (int word = 0; word < 12; word++) wire_put(body + 2 * word, 2, (uint16_t)misfits[i].words[word]);
        struct sketch sketch = counted(&peer, WIRE_FRAME_REQUEST, body, misfits[i].bytes);
        wire_frame_set_io(sketch.header, WIRE_IO_SYSTEM);
        wire_frame_set_message(sketch.header, misfits[i].words[0]);
        send_as_is(&peer, &sketch);
        EQUAL(resume(&peer), 0);
    }
    still_works(&peer);
}

/* The strings of an open message end beyond its end. */
static void open_strings_kernel(void) {
    static const int lengths[3] = {36, 40, 48}, offsets[3] = {-1, 38, 46};
    struct peer peer;
    offer_link(&peer, &stranger);
    begin_meeting();
    for (int i = 0; i < 3; i++) {
        uint8_t body[70] = {0xff, 0x99};
        wire_put(body + lengths[i], 2, 11);
        if (offsets[i] >= 0) wire_put(body + offsets[i], 2, 60);
        struct sketch sketch = counted(&peer, WIRE_FRAME_REQUEST, body, sizeof body);
        wire_frame_set_io(sketch.header, WIRE_IO_SYSTEM);
        wire_frame_set_message(sketch.header, -103);
        send_as_is(&peer, &sketch);
        EQUAL(resume(&peer), 0);
    }
    still_works(&peer);
}

static void system_message(struct sketch *sketch, short number) {
    wire_frame_set_io(sketch->header, WIRE_IO_SYSTEM);
    wire_frame_set_message(sketch->header, number);
}

static void forged_death(struct sketch *sketch) {
    system_message(sketch, -101);
}
static void short_open(struct sketch *sketch) {
    system_message(sketch, -103);
}
static void other_close(struct sketch *sketch) {
    system_message(sketch, -104);
}

static spoil *const spoils[] = {length_0,     length_43,  length_huge,  length_over,   kind_0,     kind_6,
                                kind_255,     sequence_0, sequence_gap, sequence_huge, ack_beyond, io_4,
                                forged_death, short_open, other_close,  resume_unasked};

static void one_by_one_kernel(void) {
    struct peer peer;
    offer_link(&peer, &stranger);
    begin_meeting();
    for (size_t i = 0; i < sizeof spoils / sizeof *spoils; i++) {
        struct sketch sketch = counted(&peer, WIRE_FRAME_REQUEST, "\xff\xfe\0\0", 4);
        spoils[i](&sketch);
        send_as_is(&peer, &sketch);
        EQUAL(resume(&peer), 0);
    }
    nothing_to_take();
    still_works(&peer);
}

/* On a link that resumes nothing may come before RESUME. */
static void before_resume_kernel(void) {
    struct peer peer;
    offer_link(&peer, &stranger);
    begin_meeting();
    cut(&peer);
    resume_link(&peer);
    take_frame_of(&peer, WIRE_FRAME_RESUME);
    ask(&peer, 1, 0, "early");
    EQUAL(resume(&peer), 0);
    still_works(&peer);
}

static void others_process(void) {
    char answer[8];
    int count;
    short file = open_server(1, 1);
    EQUAL(FILE_WRITEREAD64_(file, "q", answer, 1, 8), 0);
    meet_kernel();
    EQUAL(FILE_AWAITIO64_(&file, , &count), 0);
    EQUAL(count, 1);
}

static void others_kernel(void) {
    struct peer peer, bad;
    accept_open(&peer, 0);
    begin_meeting();
    offer_link(&bad, &stranger);
    struct sketch sketch = counted(&bad, WIRE_FRAME_REQUEST, NULL, 0);
    length_0(&sketch);
    send_as_is(&bad, &sketch);
    EQUAL(wire_broken_link(take(WIRE_BROKEN)->body), bad.identity);
    end_of_link(&bad);
    end_meeting();
    reply(&peer, wire_frame_request(take_request(&peer, WIRE_IO_WRITEREAD)), 0, "a", 1);
}

/* ----------------------------------------------------------------------------------------------- random */

static uint64_t state = 88172645463325252u;

static uint32_t chance(uint32_t below) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 16) % below;
}

static void fill(void *into, size_t bytes) {
    for (size_t i = 0; i < bytes; i++) ((uint8_t *)into)[i] = (uint8_t)chance(256);
}

/* Nonsense, or a frame with one field of nonsense, so that some get past the first checks. */
static void send_nonsense(struct peer *peer) {
    uint8_t data[200];
    uint32_t bytes = chance(sizeof data);
    fill(data, sizeof data);
    struct sketch sketch = counted(peer, (uint8_t)chance(7), data, bytes);
    if (chance(3) == 0) fill(sketch.header, sizeof sketch.header);
    else fill(sketch.header + chance(WIRE_FRAME_SIZE - 4), chance(4) + 1);
    send_as_is(peer, &sketch);
}

static void random_kernel(void) {
    static const uint8_t end[WIRE_FRAME_SIZE];
    struct peer peer;
    offer_link(&peer, &stranger);
    begin_meeting();
    for (int round = 0; round < RANDOM_ROUNDS; round++) {
        send_nonsense(&peer);
        struct sketch last = {.data = end, .bytes = sizeof end}; /* a frame of length 0, if it gets that far */
        send_as_is(&peer, &last);
        cut(&peer);
        resume(&peer);
    }
    still_works(&peer);
}

const struct test malformed_tests[] = {
    {"a frame with an impossible field breaks the link, which then resumes", read_last_process, one_by_one_kernel,
     NULL},
    {"a system message whose counts do not fit its length breaks the link", read_last_process, misfits_kernel, NULL},
    {"so does an open whose strings end beyond it", read_last_process, open_strings_kernel, NULL},
    {"a frame before RESUME breaks the link", read_last_process, before_resume_kernel, NULL},
    {"a broken link leaves the others alone", others_process, others_kernel, NULL},
    {"random frames break the link and nothing else", read_last_process, random_kernel, NULL},
    {NULL, NULL, NULL, NULL}};
