/* The other end of a stream. */
#include "streamends.h"

enum { SPACING = 6, SIMULATOR = 30, TERMINAL = 6 };

void expect_text(struct peer *peer, uint8_t io, const char *text, short error, const char *answer) {
    uint8_t *frame = take_request(peer, io);
    EQUAL(peer->data, strlen(text));
    CHECK(memcmp(frame_data(peer), text, peer->data) == 0);
    reply(peer, wire_frame_request(frame), error, answer, (uint32_t)strlen(answer));
}

void expect_line(struct peer *peer, const char *text) {
    expect_text(peer, WIRE_IO_WRITE, text, 0, "");
}

static void expect_spacing(struct peer *peer, short wanted, short before) {
    uint8_t *frame = take_request(peer, WIRE_IO_SYSTEM), *message = frame_data(peer), answer[6];
    EQUAL((short)wire_get(message, 2), ZSYS_VAL_SMSG_SETMODE);
    EQUAL(wire_get(message + 2, 2), SPACING);
    EQUAL(wire_get(message + 4, 2), wanted);
    wire_put(answer, 2, (uint64_t)ZSYS_VAL_SMSG_SETMODE);
    wire_put(answer + 2, 2, (uint64_t)before);
    wire_put(answer + 4, 2, 0);
    reply(peer, wire_frame_request(frame), 0, answer, sizeof answer);
}

void expect_part(struct peer *peer, const char *text) {
    expect_spacing(peer, 0, 1);
    expect_line(peer, text);
    expect_spacing(peer, 1, 0);
}

void give_line(struct peer *peer, const char *text) {
    expect_text(peer, WIRE_IO_READ, "", 0, text);
}

void give_error(struct peer *peer, short error) {
    expect_text(peer, WIRE_IO_READ, "", error, "");
}

void expect_inquiry(struct peer *peer, short subtype) {
    uint8_t info[512] = {0}, device[14] = {0};
    answer_find(&peer->handle, &null, false, "\\TEST.$SERV:3");
    wire_info_set_subtype(info, subtype);
    tell(WIRE_INFO, take(WIRE_GET_INFO)->tag, 0, info, sizeof info, -1);
    if (subtype != SIMULATOR) return;
    uint8_t *frame = take_request(peer, WIRE_IO_SYSTEM);
    EQUAL((short)wire_get(frame_data(peer), 2), ZSYS_VAL_SMSG_DEVINFO);
    wire_put(device, 2, (uint64_t)ZSYS_VAL_SMSG_DEVINFO);
    wire_put(device + 2, 2, TERMINAL);
    reply(peer, wire_frame_request(frame), 0, device, sizeof device);
}

void expect_close(struct peer *peer) {
    take(WIRE_CLOSED);
    uint8_t *frame = take_request(peer, WIRE_IO_SYSTEM);
    EQUAL((short)wire_get(frame_data(peer), 2), ZSYS_VAL_SMSG_CLOSE);
    reply(peer, wire_frame_request(frame), 0, "", 0);
}
