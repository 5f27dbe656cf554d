/* Fuzzes what comes over a link: a peer that speaks any nonsense, to a process that opens, asks, reads and replies.
 *
 * The input is a series of steps. A step makes the process do something, or makes the peer send something: frames
 * whose length and sequence number fit, so that what is behind these checks is reached, or any bytes at all.
 */
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "world.h"

enum { FILES = 3, READ_ROOM = 300, STEPS = 200 };

static char read_buffer[READ_ROOM], reply_buffers[FILES][64];
static short files[FILES];
static short last_value[20], last_count;
static int link_socket = -1;
static uint64_t sequence;

static bool nothing(void *unused) {
    (void)unused;
    return false;
}

/* Lets the library take in what has come. */
static void serve(void) {
    wait_until(nothing, NULL, 0);
}

static void take_link(void) {
    int end = world_take_link();
    if (end < 0) return;
    if (link_socket >= 0) close(link_socket);
    link_socket = end;
    sequence = 0;
}

static void peer_sends(const uint8_t *bytes, size_t length) {
    char thrown[4096];
    take_link();
    if (link_socket < 0) return;
    while (recv(link_socket, thrown, sizeof thrown, MSG_DONTWAIT) > 0) continue;
    send(link_socket, bytes, length, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void peer_sends_frame(struct input *input, bool exact) {
    uint8_t frame[WIRE_FRAME_SIZE + 400] = {0};
    const uint8_t *data;
    uint8_t kind = input_byte(input) % 6, data_length = input_byte(input);
    wire_frame_set_kind(frame, kind);
    wire_frame_set_io(frame, input_byte(input) % 5);
    wire_frame_set_error(frame, (int16_t)input_number(input, 2));
    wire_frame_set_acknowledged(frame, input_byte(input) % 8);
    wire_frame_set_request(frame, input_byte(input) % 32);
    wire_frame_set_file(frame, (int16_t)input_byte(input));
    wire_frame_set_label(frame, (int16_t)input_byte(input) - 1);
    wire_frame_set_sync(frame, input_byte(input));
    wire_frame_set_reply_max(frame, (uint32_t)input_number(input, 2));
    wire_frame_set_message(frame, (int16_t)(int8_t)input_byte(input));
    size_t length = WIRE_FRAME_SIZE + input_bytes(input, data_length, &data);
    memcpy(frame + WIRE_FRAME_SIZE, data, length - WIRE_FRAME_SIZE);
    wire_frame_set_length(frame, exact ? (uint32_t)length : (uint32_t)input_number(input, 3));
    wire_frame_set_sequence(frame, exact ? ++sequence : input_byte(input));
    peer_sends(frame, length);
}

static void peer_sends_bytes(struct input *input) {
    const uint8_t *bytes;
    size_t length = input_bytes(input, input_byte(input), &bytes);
    peer_sends(bytes, length);
}

static void open_file(int which) {
    if (files[which] > 0) return;
    FILE_OPEN_("$PEER", 5, &files[which], , , 15, 1, ZSYS_VAL_OPENOPT_NOWAITOPEN);
    take_link();
}

static void complete(void) {
    short file = -1;
    __int32_t tag;
    AWAITIOX(&file, , , &tag, 0);
}

static void reply(struct input *input) {
    uint8_t count = input_byte(input);
    short tag = (short)(input_byte(input) % 6), error = (short)input_byte(input);
    REPLYX(read_buffer, count, , tag, error);
}

static void step(struct input *input) {
    uint8_t choice = input_byte(input);
    int which = choice / 16 % FILES;
    switch (choice % 16) {
    case 0:
        open_file(which);
        break;
    case 1:
        if (files[which] > 0) WRITEREADX(files[which], reply_buffers[which], 20, 64, , choice);
        break;
    case 2:
        if (files[which] > 0) WRITEX(files[which], reply_buffers[which], 20, , choice);
        break;
    case 3:
        complete();
        break;
    case 4:
        READUPDATEX(0, read_buffer, READ_ROOM);
        break;
    case 5:
        reply(input);
        break;
    case 6:
        if (files[which] > 0) CANCEL(files[which]);
        break;
    case 7:
        if (files[which] > 0) FILE_CLOSE_(files[which]);
        files[which] = -1;
        break;
    case 8:
        peer_sends_bytes(input);
        break;
    case 9:
        peer_sends_frame(input, false);
        break;
    case 10:
        serve();
        break;
    case 11:
        if (files[which] > 0) CONTROL(files[which], 1, choice, choice);
        break;
    case 12:
        if (files[which] > 0)
            SETPARAM(files[which], 3, (short *)reply_buffers[which], 8, last_value, &last_count, 40, choice);
        break;
    default:
        peer_sends_frame(input, true);
    }
}

static void leave_nothing(void) {
    for (int i = 0; i < FILES; i++) {
        if (files[i] > 0) FILE_CLOSE_(files[i]);
        files[i] = -1;
    }
    if (link_socket >= 0) close(link_socket);
    link_socket = -1;
    serve();
    world_end_peer();
    FILE_CLOSE_(0);
    serve();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static bool begun;
    short receive_file;
    struct input input = {data, data + size};
    if (!begun) world_begin();
    begun = true;
    if (setjmp(process_end)) return 0; /* the library ended the process, as it does when a kernel speaks nonsense */
    if (FILE_OPEN_("$RECEIVE", 8, &receive_file, , , 1, 5)) __builtin_trap();
    SETMODE(0, 80, 7);
    for (int steps = 0; steps < STEPS && input.at < input.end; steps++) step(&input);
    serve();
    leave_nothing();
    return 0;
}
