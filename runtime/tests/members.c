/* What tests of passive pairs share: how a member is welcomed, how the other one ends, what a primary asks. */
#include "members.h"

struct handle third;
struct storage storage;

void put_text(uint8_t *into, size_t *at, const char *text) {
    wire_put(into + *at, 2, strlen(text));
    memcpy(into + *at + 2, text, strlen(text));
    *at += 2 + strlen(text);
}

static void welcome_member(const struct handle *handle, bool is_backup) {
    uint8_t body[512] = {0};
    size_t at = WIRE_WELCOME_SIZE;
    wire_welcome_set_version(body, WIRE_PROTOCOL_VERSION);
    wire_welcome_set_cpu(body, handle->byte[1]);
    memcpy(wire_welcome_handle(body), handle, sizeof *handle);
    memcpy(wire_welcome_mom(body), &null, sizeof null);
    memcpy(wire_welcome_gmom(body), &null, sizeof null);
    wire_welcome_set_is_backup(body, is_backup);
    wire_welcome_set_priority(body, 150);
    put_text(body, &at, "\\TEST");
    put_text(body, &at, "$SERV");
    put_text(body, &at, "TESTED");
    put_text(body, &at, "$TERM");
    put_text(body, &at, "");
    put_text(body, &at, "");
    put_text(body, &at, "");
    tell(WIRE_WELCOME, 0, 0, body, at, -1);
}

void welcome_primary(void) {
    welcome_member(&server, false);
}

void welcome_backup(void) {
    welcome_member(&server_backup, true);
}

void tell_role(short role) {
    uint8_t body[WIRE_ROLE_SIZE] = {0};
    wire_role_set_result(body, role);
    tell(WIRE_ROLE, 0, 0, body, sizeof body, -1);
}

/* The death of a member, as kernels tell it: role, links, message. */
void tell_end(const struct handle *member, uint16_t reason) {
    uint8_t body[WIRE_PEER_DOWN_SIZE] = {0};
    tell_role(PAIR_SINGLE);
    memcpy(wire_peer_down_handle(body), member, sizeof *member);
    wire_peer_down_set_reason(body, reason);
    memcpy(wire_peer_down_successor(body), &null, sizeof null);
    tell(WIRE_PEER_DOWN, 0, 0, body, sizeof body, -1);
}

void tell_death(const struct handle *member, bool abended) {
    uint8_t message[82] = {0};
    tell_end(member, WIRE_DOWN_PROCESS);
    wire_put(message, 2, (uint64_t)ZSYS_VAL_SMSG_PROCDEATH);
    memcpy(message + 2, member, sizeof *member);
    wire_put(message + 74, 2, abended);
    tell_system_message(member, message, sizeof message);
}

struct checkpoint new_checkpoint(void) {
    struct checkpoint checkpoint = {.length = WIRE_CHECK_DATA_SIZE};
    struct image image = image_own();
    wire_check_data_set_start(checkpoint.byte, image.start);
    wire_check_data_set_end(checkpoint.byte, image.end);
    wire_check_data_set_identity(checkpoint.byte, image.identity);
    return checkpoint;
}

void add_item(struct checkpoint *checkpoint, short file, uint64_t offset, const void *bytes, uint32_t length) {
    uint8_t *item = checkpoint->byte + checkpoint->length;
    wire_check_item_set_file(item, file);
    wire_check_item_set_offset(item, offset);
    wire_check_item_set_length(item, length);
    memcpy(item + WIRE_CHECK_ITEM_SIZE, bytes, length);
    checkpoint->length += WIRE_CHECK_ITEM_SIZE + length;
    wire_check_data_set_items(checkpoint->byte, ++checkpoint->items);
}

void add_data(struct checkpoint *checkpoint, const void *address, const char *text) {
    uint64_t offset;
    uint32_t length = (uint32_t)strlen(text) + 1;
    CHECK(image_offset(address, length, &offset));
    add_item(checkpoint, -1, offset, text, length);
}

uint32_t last_request;

void ask_backup(struct peer *primary, short kind, const void *body, uint32_t length) {
    struct sketch sketch = request_of(++last_request, WIRE_IO_CHECKPOINT, body, length);
    wire_frame_set_file(sketch.header, -1);
    wire_frame_set_label(sketch.header, -1);
    wire_frame_set_message(sketch.header, kind);
    send_sketch(primary, &sketch);
}

void backup_answers(struct peer *primary, uint32_t request, short error) {
    take_frame_of(primary, WIRE_FRAME_REPLY);
    EQUAL(wire_frame_io(primary->frame), WIRE_IO_CHECKPOINT);
    EQUAL(wire_frame_request(primary->frame), request);
    EQUAL(wire_frame_error(primary->frame), error);
    EQUAL(primary->data, 0);
}

void asks(struct peer *primary, short kind, const void *body, uint32_t length, short error) {
    ask_backup(primary, kind, body, length);
    backup_answers(primary, last_request, error);
}

void sends(struct peer *primary, const struct checkpoint *checkpoint, short error) {
    asks(primary, WIRE_CHECK_DATA, checkpoint->byte, checkpoint->length, error);
}

__attribute__((constructor)) static void third_handle(void) {
    third = null_handle;
    memset(third.byte, 0, sizeof third.byte);
    third.byte[0] = 2;
    third.byte[1] = 1;
    third.byte[3] = 33;
    third.byte[7] = 7;
    third.byte[11] = 8;
    third.byte[19] = 9;
}

void grant_open(struct peer *peer, uint32_t request, short label) {
    struct sketch accepted = reply_to(request, 0, NULL, 0);
    wire_frame_set_label(accepted.header, label);
    send_sketch(peer, &accepted);
    take(WIRE_OPENED);
}

void answer_request_of(struct peer *peer, uint32_t sync) {
    uint8_t *frame = take_request(peer, WIRE_IO_WRITEREAD);
    EQUAL(wire_frame_sync(frame), sync);
    reply(peer, wire_frame_request(frame), 0, "ok", 2);
}
