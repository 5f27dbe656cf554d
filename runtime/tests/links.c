/* Links: one for both directions, acknowledgements, resumption on a new socket. */
#include <sys/socket.h>
#include <unistd.h>

#include "harness.h"

enum { LARGE = 2 * 1024 * 1024 };

static char answers[4][8];

static void ask_server(short file, const char *text, int index) {
    EQUAL(FILE_WRITEREAD64_(file, text, answers[index], (int)strlen(text), 8, , index), 0);
}

static void await_all(short file, int count) {
    long long tag;
    for (int i = 0; i < count; i++) {
        EQUAL(FILE_AWAITIO64_(&file, , , &tag), 0);
        EQUAL(tag, i);
        EQUAL(answers[i][0], 'a' + i);
    }
}

/* ----------------------------------------------------------------------------------------------- one link */

static void both_ways_process(void) {
    char buffer[8];
    int count;
    open_receive(0, 1);
    short file = open_server(1, 1);
    ask_server(file, "q", 0);
    EQUAL(read_message(buffer, sizeof buffer, &count), 0);
    EQUAL(FILE_REPLY64_("r", 1), 0);
    await_all(file, 1);
}

static void both_ways_kernel(void) {
    struct peer peer;
    offer_link(&peer, &server);
    answer_find(&server, &null, false, "\\TEST.$SERV:3");
    accept_open_on(&peer, 0);
    uint32_t number = wire_frame_request(take_request(&peer, WIRE_IO_WRITEREAD));
    ask(&peer, number, 0, "A");
    uint8_t *frame = take_frame_of(&peer, WIRE_FRAME_REPLY);
    EQUAL(wire_frame_request(frame), number);
    EQUAL(wire_frame_acknowledged(frame), peer.sent);
    reply(&peer, number, 0, "a", 1);
}

static void older_process(void) {
    short file = open_server(2, 1);
    ask_server(file, "1", 0);
    meet_kernel();
    ask_server(file, "2", 1);
    await_all(file, 2);
}

static void older_kernel(void) {
    struct peer first, second;
    accept_open(&first, 0);
    begin_meeting();
    offer_link(&second, &server);
    settle(&second);
    end_meeting();
    for (int i = 0; i < 2; i++) {
        uint8_t *frame = take_request(&first, WIRE_IO_WRITEREAD);
        EQUAL(*frame_data(&first), '1' + i);
        reply(&first, wire_frame_request(frame), 0, i ? "b" : "a", 1);
    }
}

static void acknowledge_kernel(void) {
    struct peer peer;
    struct sketch nothing = {.data = NULL};
    wire_frame_set_kind(nothing.header, WIRE_FRAME_CANCEL);
    offer_link(&peer, &stranger);
    begin_meeting();
    for (int i = 0; i < 32; i++) send_sketch(&peer, &nothing);
    EQUAL(wire_frame_acknowledged(take_frame_of(&peer, WIRE_FRAME_ACK)), 32);
    for (int i = 0; i < 31; i++) send_sketch(&peer, &nothing);
    ask(&peer, 1, 0, "A");
    EQUAL(wire_frame_acknowledged(take_frame_of(&peer, WIRE_FRAME_ACK)), 64);
    end_meeting();
}

/* One frame of many bytes is acknowledged at once, so that its sender can forget it. */
static void acknowledge_bytes_kernel(void) {
    struct peer peer;
    char *data = allocate(LARGE);
    memset(data, 'x', LARGE);
    struct sketch large = request_of(1, WIRE_IO_WRITE, data, LARGE);
    offer_link(&peer, &stranger);
    begin_meeting();
    send_sketch(&peer, &large);
    EQUAL(wire_frame_acknowledged(take_frame_of(&peer, WIRE_FRAME_ACK)), 1);
    end_meeting();
}

/* --------------------------------------------------------------------------------------------- resumption */

/* Both ends say what they have; returns what the process has. */
static uint64_t resume(struct peer *peer) {
    struct sketch resume = {.data = NULL};
    wire_frame_set_kind(resume.header, WIRE_FRAME_RESUME);
    resume_link(peer);
    send_sketch(peer, &resume);
    return wire_frame_acknowledged(take_frame_of(peer, WIRE_FRAME_RESUME));
}

static void tail_process(void) {
    short file = open_server(3, 1);
    ask_server(file, "1", 0);
    ask_server(file, "2", 1);
    ask_server(file, "3", 2);
    meet_kernel();
    await_all(file, 3);
}

static void tail_kernel(void) {
    struct peer peer;
    accept_open(&peer, 0);
    uint32_t first = wire_frame_request(take_request(&peer, WIRE_IO_WRITEREAD));
    begin_meeting();
    cut(&peer); /* the second and the third request are lost */
    EQUAL(resume(&peer), peer.sent);
    end_meeting();
    reply(&peer, first, 0, "a", 1);
    for (int i = 1; i < 3; i++) {
        uint8_t *frame = take_request(&peer, WIRE_IO_WRITEREAD); /* which checks the sequence */
        EQUAL(*frame_data(&peer), '1' + i);
        EQUAL(wire_frame_sync(frame), i);
        reply(&peer, wire_frame_request(frame), 0, i == 1 ? "b" : "c", 1);
    }
    no_more_frames(&peer);
}

/* The third socket: what was lost twice is sent a third time. */
static void twice_kernel(void) {
    struct peer peer;
    accept_open(&peer, 0);
    begin_meeting();
    cut(&peer);
    resume_link(&peer);
    take_frame_of(&peer, WIRE_FRAME_RESUME);
    cut(&peer);
    EQUAL(resume(&peer), peer.sent);
    end_meeting();
    for (int i = 0; i < 3; i++) {
        uint8_t *frame = take_request(&peer, WIRE_IO_WRITEREAD);
        EQUAL(*frame_data(&peer), '1' + i);
        reply(&peer, wire_frame_request(frame), 0, i == 0 ? "a" : i == 1 ? "b" : "c", 1);
    }
}

static void repeated_process(void) {
    char buffer[8];
    int count;
    meet_kernel();
    open_receive(0, 1);
    for (int i = 0; i < 4; i++) {
        EQUAL(read_message(buffer, sizeof buffer, &count), 0);
        EQUAL(buffer[0], 'A' + i);
        EQUAL(FILE_REPLY64_(buffer, 1), 0);
    }
    meet_kernel();
    EQUAL(FILE_CLOSE_(0), 0);
    open_receive(1, 1);
    EQUAL(FILE_READUPDATE64_(0, buffer, 8), 0);
    short file = 0;
    EQUAL(FILE_AWAITIO64_(&file, , , , 0), 40);
}

static void repeated_kernel(void) {
    struct peer peer;
    offer_link(&peer, &stranger);
    begin_meeting();
    ask(&peer, 1, 0, "A");
    ask(&peer, 2, 1, "B");
    ask(&peer, 3, 2, "C");
    settle(&peer);
    cut(&peer);
    EQUAL(resume(&peer), peer.sent);
    uint64_t sent = peer.sent;
    peer.sent = 1; /* this end remembers only that the first has arrived */
    ask(&peer, 2, 1, "B");
    ask(&peer, 3, 2, "C");
    peer.sent = sent;
    ask(&peer, 4, 3, "D");
    end_meeting();
    for (int i = 0; i < 4; i++) EQUAL(*(take_frame_of(&peer, WIRE_FRAME_REPLY), frame_data(&peer)), 'A' + i);
    begin_meeting();
    settle(&peer);
    end_meeting();
}

/* The socket fails in the middle of a frame: the new one begins with RESUME and the frame from its first byte. */
static void middle_process(void) {
    char *data = allocate(LARGE);
    int count = 0;
    short file = open_server(0, 1);
    for (int i = 0; i < LARGE; i++) data[i] = (char)(i >> 4);
    EQUAL(FILE_WRITEREAD64_(file, data, answers[0], LARGE, 8, &count), 0);
    EQUAL(count, 1);
    free(data);
}

static void middle_kernel(void) {
    struct peer peer;
    uint8_t some[5000];
    accept_open(&peer, 0);
    take_raw(&peer, some, sizeof some);
    cut(&peer);
    resume(&peer);
    uint8_t *frame = take_request(&peer, WIRE_IO_WRITEREAD);
    EQUAL(peer.data, LARGE);
    for (int i = 0; i < LARGE; i++) {
        if (frame_data(&peer)[i] != (uint8_t)(i >> 4)) EQUAL(i, -1);
    }
    reply(&peer, wire_frame_request(frame), 0, "a", 1);
}

static void broken_and_dead_process(void) {
    short file = open_server(1, 1);
    ask_server(file, "1", 0);
    await_all(file, 1);
}

static void broken_and_dead_kernel(void) {
    struct peer primary, backup;
    accept_open(&primary, 0);
    cut(&primary);
    EQUAL(wire_broken_link(take(WIRE_BROKEN)->body), primary.identity);
    tell_peer_down(&server, &server_backup);
    take(WIRE_OPENED);
    accept_link(&backup, &server_backup);
    uint8_t *frame = take_request(&backup, WIRE_IO_WRITEREAD);
    EQUAL(wire_frame_sync(frame), 0);
    reply(&backup, wire_frame_request(frame), 0, "a", 1);
}

static void crossing_process(void) {
    char *out = allocate(LARGE), *in = allocate(LARGE), *answer = allocate(LARGE);
    int count = 0;
    short any = -1;
    memset(out, 'o', LARGE);
    open_receive(0, 1);
    short file = open_server(1, 1);
    EQUAL(FILE_WRITEREAD64_(file, out, answer, LARGE, LARGE), 0);
    EQUAL(read_message(in, LARGE, &count), 0);
    EQUAL(count, LARGE);
    EQUAL(FILE_REPLY64_(in, LARGE), 0);
    EQUAL(FILE_AWAITIO64_(&any, , &count), 0);
    EQUAL(count, LARGE);
    CHECK(memcmp(answer, out, LARGE) == 0);
    free(out);
    free(in);
    free(answer);
}

static void crossing_kernel(void) {
    struct peer peer;
    char *data = allocate(LARGE);
    memset(data, 'i', LARGE);
    accept_open(&peer, 0);
    struct sketch question = request_of(1, WIRE_IO_WRITEREAD, data, LARGE);
    wire_frame_set_reply_max(question.header, LARGE);
    send_sketch(&peer, &question); /* while the process is sending as much */
    uint8_t *frame = take_request(&peer, WIRE_IO_WRITEREAD);
    uint32_t number = wire_frame_request(frame);
    char *echo = allocate(LARGE);
    memcpy(echo, frame_data(&peer), LARGE);
    take_frame_of(&peer, WIRE_FRAME_REPLY);
    CHECK(peer.data == LARGE && memcmp(frame_data(&peer), data, LARGE) == 0);
    reply(&peer, number, 0, echo, LARGE);
}

/* ------------------------------------------------------------------------------------------- a link to oneself */

static void self_process(void) {
    char buffer[8];
    short file = -1;
    int count;
    EQUAL(FILE_OPEN_("$SERV", 5, &file, , , 2, 1, 16384), 0);
    open_receive(0, 1);
    EQUAL(read_message(buffer, sizeof buffer, &count), 6); /* its own open */
    EQUAL(FILE_REPLY64_(), 0);
    EQUAL(FILE_AWAITIO64_(&file), 0);
    ask_server(file, "1", 0);
    meet_kernel(); /* both ends get new sockets */
    ask_server(file, "2", 1);
    for (int i = 0; i < 2; i++) {
        EQUAL(read_message(buffer, sizeof buffer, &count), 0);
        EQUAL(buffer[0], '1' + i);
        EQUAL(FILE_REPLY64_(i ? "b" : "a", 1), 0);
    }
    await_all(file, 2);
}

/* Passes both ends of a new socket on; the script keeps one of them, as a kernel does, to cut it. */
static int both_ends(uint16_t first, uint32_t tag, uint16_t second, const void *body, size_t length) {
    int pair[2];
    EQUAL(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    tell(second, 0, 0, body, length, pair[1]);
    tell(first, tag, 0, body, length, pair[0]);
    close(pair[1]);
    return pair[0];
}

static void self_kernel(void) {
    uint8_t body[WIRE_LINKED_SIZE] = {0}, again[WIRE_RESUMED_SIZE] = {0};
    EQUAL(WIRE_LINKED_SIZE, WIRE_LINK_OFFER_SIZE);
    answer_find(&own_handle, &null, false, "\\TEST.$SERV:3");
    wire_linked_set_link(body, 5);
    memcpy(wire_linked_handle(body), &own_handle, sizeof own_handle);
    int end = both_ends(WIRE_LINKED, take(WIRE_LINK)->tag, WIRE_LINK_OFFER, body, sizeof body);
    take(WIRE_OPENED);
    begin_meeting();
    for (uint32_t number = 1; number <= 2; number++) {
        shutdown(end, SHUT_RDWR);
        close(end);
        for (int i = 0; i < 2; i++) {
            struct packet *broken = take(WIRE_BROKEN);
            EQUAL(wire_broken_link(broken->body), 5);
            EQUAL(wire_broken_socket(broken->body), number - 1);
        }
        wire_resumed_set_link(again, 5);
        wire_resumed_set_socket(again, number);
        end = both_ends(WIRE_RESUMED, 0, WIRE_RESUMED, again, sizeof again);
    }
    end_meeting();
}

const struct test link_tests[] = {
    {"one link carries both directions, and frames acknowledge", both_ways_process, both_ways_kernel, NULL},
    {"of two links to a process the older one is used, so requests keep their order (MS-08)", older_process,
     older_kernel, NULL},
    {"32 frames are acknowledged without traffic of one's own", meet_kernel, acknowledge_kernel, NULL},
    {"much data is acknowledged without traffic of one's own", meet_kernel, acknowledge_bytes_kernel, NULL},
    {"after a failure of the socket the lost tail is sent again (XY-02)", tail_process, tail_kernel, NULL},
    {"a socket that fails while the link resumes costs nothing", tail_process, twice_kernel, NULL},
    {"frames that are repeated after a resumption are dropped", repeated_process, repeated_kernel, NULL},
    {"a frame cut in the middle is sent again from its first byte", middle_process, middle_kernel, NULL},
    {"a link that failed and then proves dead is given up", broken_and_dead_process, broken_and_dead_kernel, NULL},
    {"two MiB cross two MiB", crossing_process, crossing_kernel, NULL},
    {"both ends of a process's link to itself resume", self_process, self_kernel, NULL},
    {NULL, NULL, NULL, NULL}};
