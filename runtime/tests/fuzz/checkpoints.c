/* Fuzzes what the other member of a passive pair sends: frames of io CHECKPOINT, to a backup in CHECKMONITOR and to a
 * primary that awaits answers.
 *
 * A checkpoint writes where it says in the static storage of the program, so here it says `storage`, or a place that
 * must be refused: whatever is refused changes nothing, and nothing is written beside `storage`.
 */
#include <sys/socket.h>
#include <unistd.h>

#include "world.h"

enum { STORAGE = 256, GUARD = 64, FRAME_ROOM = 2048, FRAMES = 20, FILES = 4, MOST_ITEMS = 4, ITEM_BYTES = 80 };

static struct { uint8_t before[GUARD], bytes[STORAGE], after[GUARD]; } storage;

static int other_end = -1;
static uint64_t sequence;
static uint32_t asked; /* requests of this process */

struct body {
    uint8_t byte[FRAME_ROOM];
    uint32_t length;
};

static void add_input(struct body *body, struct input *input, size_t most) {
    const uint8_t *bytes;
    size_t length = input_bytes(input, most, &bytes);
    if (length > sizeof body->byte - body->length) length = sizeof body->byte - body->length;
    memcpy(body->byte + body->length, bytes, length);
    body->length += (uint32_t)length;
}

/* ---------------------------------------------------------------------------------------------- what it is asked */

static uint64_t place_in_program(const void *address) {
    return (uint64_t)((uintptr_t)address - (uintptr_t)image_address(0));
}

/* In `storage`; else across an end of all static storage, or outside of it, which must be refused. */
static uint64_t item_offset(struct input *input, uint8_t choice, uint32_t length) {
    struct image image = image_own();
    uint32_t room = STORAGE - (length < STORAGE ? length : STORAGE);
    uint64_t number = input_number(input, 2);
    switch (choice % 8) {
    case 0:
        return length ? image.end - number % length : image.end + 1 + number;
    case 1:
        return image.start - 1 - number;
    case 2:
        return image.end + 1 + input_number(input, 8) % (UINT64_MAX - image.end);
    case 3:
        return place_in_program(&self) + number % sizeof self;
    default:
        return place_in_program(storage.bytes) + number % (room + 1);
    }
}

static void add_item(struct body *body, struct input *input) {
    uint8_t *item = body->byte + body->length;
    uint8_t choice = input_byte(input), length = input_byte(input) % ITEM_BYTES;
    bool data = choice & 128;
    wire_check_item_set_file(item, data ? -1 : (int16_t)(choice % FILES));
    wire_check_item_set_length(item, choice & 64 ? (uint32_t)input_number(input, 4) | FRAME_ROOM : length);
    wire_check_item_set_offset(item, data ? item_offset(input, choice, length) : 0);
    body->length += WIRE_CHECK_ITEM_SIZE;
    uint32_t end = body->length + length;
    add_input(body, input, length);
    if (!(choice & 64) && body->length < end) body->length = end; /* the rest is zero */
}

static void make_data(struct body *body, struct input *input) {
    struct image image = image_own();
    uint8_t choice = input_byte(input), items = choice % (MOST_ITEMS + 1);
    wire_check_data_set_start(body->byte, image.start);
    wire_check_data_set_end(body->byte, image.end);
    wire_check_data_set_identity(body->byte, image.identity);
    wire_check_data_set_items(body->byte, choice & 64 ? (uint16_t)(items + 1 + input_byte(input)) : items);
    body->length = WIRE_CHECK_DATA_SIZE;
    for (int i = 0; i < items; i++) add_item(body, input);
}

static void make_open(struct body *body, struct input *input) {
    static const char *const names[] = {"$RECEIVE", "\\FUZZ.$PEER:5", "$ZHOME", "$NO.#SUCH"};
    uint8_t choice = input_byte(input), modes = choice >> 4 & 3;
    const char *name = names[choice % 4];
    wire_check_open_set_file(body->byte, choice % 4 == 0 ? 0 : (int16_t)(input_byte(input) % (FILES + 2) - 1));
    wire_check_open_set_nowait_depth(body->byte, (int16_t)(input_byte(input) % 4));
    wire_check_open_set_sync_depth(body->byte, (int16_t)(input_byte(input) % 4));
    wire_check_open_set_access(body->byte, (int16_t)(input_byte(input) % 4));
    wire_check_open_set_exclusion(body->byte, (int16_t)(input_byte(input) % 4));
    wire_check_open_set_options(body->byte, (int16_t)input_number(input, 2));
    wire_check_open_set_modes(body->byte, choice & 128 ? (uint16_t)input_number(input, 2) : modes);
    wire_put(body->byte + WIRE_CHECK_OPEN_SIZE, 2, strlen(name));
    memcpy(body->byte + WIRE_CHECK_OPEN_SIZE + 2, name, strlen(name));
    body->length = WIRE_CHECK_OPEN_SIZE + 2 + (uint32_t)strlen(name);
    add_input(body, input, (size_t)modes * WIRE_CHECK_MODE_SIZE);
}

static void make_define(struct body *body, struct input *input) {
    static char name[25] = "=FUZZ                   ";
    static short saved[512];
    short length = 0;
    uint8_t choice = input_byte(input);
    wire_check_define_set_change(body->byte, choice % 6);
    wire_put(body->byte + WIRE_CHECK_DEFINE_SIZE, 2, 24);
    memcpy(body->byte + WIRE_CHECK_DEFINE_SIZE + 2, name, 24);
    body->length = WIRE_CHECK_DEFINE_SIZE + 2 + 24;
    if (choice & 64) DEFINESAVE(name, saved, sizeof saved, &length, (short)(choice >> 7)); /* one that fits */
    if (length < 0 || (size_t)length > sizeof saved) length = 0;
    memcpy(body->byte + body->length, saved, (size_t)length);
    body->length += (uint32_t)length;
    if (choice & 32 && length > 8) body->length -= input_byte(input) % (uint32_t)length; /* which ends too early */
    add_input(body, input, choice & 64 ? 0 : 255);
}

static void make_body(short kind, struct body *body, struct input *input) {
    memset(body, 0, sizeof *body);
    if (kind == WIRE_CHECK_DATA) make_data(body, input);
    else if (kind == WIRE_CHECK_OPEN) make_open(body, input);
    else if (kind == WIRE_CHECK_DEFINE) make_define(body, input);
    else add_input(body, input, input_byte(input) % 80);
}

/* --------------------------------------------------------------------------------------------------- what it sends */

static void send_frame(uint8_t kind, short message, uint32_t number, short error, const struct body *body) {
    uint8_t frame[WIRE_FRAME_SIZE + FRAME_ROOM] = {0};
    wire_frame_set_length(frame, WIRE_FRAME_SIZE + body->length);
    wire_frame_set_kind(frame, kind);
    wire_frame_set_io(frame, WIRE_IO_CHECKPOINT);
    wire_frame_set_message(frame, message);
    wire_frame_set_request(frame, number);
    wire_frame_set_error(frame, error);
    wire_frame_set_sequence(frame, ++sequence);
    memcpy(frame + WIRE_FRAME_SIZE, body->byte, body->length);
    send(other_end, frame, WIRE_FRAME_SIZE + body->length, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void one_request(struct input *input) {
    static struct body body;
    short kind = (short)(input_byte(input) % 7);
    if (kind == 0) kind = (short)input_number(input, 2);
    if (kind == WIRE_CHECK_SWITCH) kind = WIRE_CHECK_DATA; /* comes last (take_duties) */
    make_body(kind, &body, input);
    send_frame(WIRE_FRAME_REQUEST, kind, input_byte(input), 0, &body);
}

static void one_answer(struct input *input) {
    static const struct body none;
    send_frame(WIRE_FRAME_REPLY, 0, asked - input_byte(input) % 4, (short)input_byte(input), &none);
}

static void raw_bytes(struct input *input) {
    const uint8_t *bytes;
    size_t length = input_bytes(input, input_byte(input), &bytes);
    send(other_end, bytes, length, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* ------------------------------------------------------------------------------------------- the process under test */

static bool nothing(void *unused) {
    (void)unused;
    return false;
}

static void serve(void) {
    wait_until(nothing, NULL, 0);
}

static void answered(void *unused, struct check_answer answer) {
    (void)unused, (void)answer;
}

static void begin(short role) {
    static uint64_t identity = UINT64_C(1) << 40;
    int pair[2];
    if (other_end >= 0) close(other_end); /* an input before this one ended early */
    world_make_pair(role);
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair) != 0) __builtin_trap();
    link_adopt(++identity, &other_member, pair[0]);
    other_end = pair[1];
    sequence = 0;
    memset(&storage, 0, sizeof storage);
}

static void primary(struct input *input) {
    static const uint8_t body[4];
    begin(PAIR_PRIMARY);
    for (int i = 0; i < FRAMES && input->at < input->end; i++) {
        uint8_t choice = input_byte(input) % 4;
        if (choice == 0 && check_ask_nowait(WIRE_CHECK_CLOSE, body, sizeof body, answered, NULL)) asked++;
        if (choice == 1) one_answer(input);
        if (choice == 2) one_request(input);
        if (choice == 3) serve();
    }
}

/* Nothing that it sent has broken the link yet. */
static bool link_is_up(void) {
    struct link *link = link_next(NULL);
    while (link && !(link->state == LINK_UP && handle_equal(&link->peer, &other_member))) link = link_next(link);
    return link != NULL;
}

/* It ends when the primary hands its duties over, and at the latest when it dies. */
static void backup(struct input *input) {
    static struct body closes;
    uint8_t choice = input_byte(input);
    begin(PAIR_BACKUP);
    for (int i = 0; i < FRAMES && input->at < input->end; i++) {
        uint8_t what = input_byte(input) % 16;
        if (what == 0) raw_bytes(input);
        else if (what == 1) one_answer(input);
        else one_request(input);
        if (what == 2) serve();
    }
    memset(&closes, 0, sizeof closes);
    closes.length = WIRE_CHECK_SWITCH_SIZE;
    add_input(&closes, input, choice);
    if (choice & 1 && link_is_up()) {
        send_frame(WIRE_FRAME_REQUEST, WIRE_CHECK_SWITCH, 1, 0, &closes);
        world_end_other_member_when_broken();
        shutdown(other_end, SHUT_WR);
    } else {
        close(other_end);
        other_end = -1;
        world_end_other_member();
    }
    CHECKMONITOR();
}

/* What is left of the other member, of files and of DEFINEs. */
static void leave_nothing(void) {
    struct open *open;
    if (other_end >= 0) close(other_end);
    other_end = -1;
    while (kernel_input()) continue;
    links_drain(&other_member, true);
    check_peer_down(&other_member, WIRE_DOWN_CPU);
    requests_peer_down(&other_member, &null_handle, FEPATHDOWN);
    while ((open = open_above(0))) FILE_CLOSE_(open->number);
    serve();
    world_end_peer();
    FILE_CLOSE_(0);
    check_files_forget();
    DEFINEDELETEALL();
    serve();
}

static void check_guards(void) {
    for (int i = 0; i < GUARD; i++) {
        if (storage.before[i] || storage.after[i]) __builtin_trap();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static bool begun;
    struct input input = {data, data + size};
    if (!begun) world_begin();
    begun = true;
    if (setjmp(process_end)) return 0; /* the library ended the process, as it does when a kernel speaks nonsense */
    if (input_byte(&input) % 4 == 0) primary(&input);
    else backup(&input);
    check_guards();
    leave_nothing();
    return 0;
}
