/* A requester knows of a death before the survivor does (R-03, MS-08). */
#include "harness.h"

static void tell_role_with(short role, const struct handle *partner) {
    uint8_t body[WIRE_ROLE_SIZE] = {0};
    wire_role_set_result(body, role);
    memcpy(wire_role_partner(body), partner, sizeof *partner);
    tell(WIRE_ROLE, 0, 0, body, sizeof body, -1);
}

static void sent_on(struct peer *peer, uint32_t request, const struct handle *lost, const char *text) {
    struct sketch sketch = request_of(request, WIRE_IO_WRITEREAD, text, (uint32_t)strlen(text));
    wire_frame_set_lost(sketch.header, (uint16_t)wire_get(lost->byte + 8, 2));
    send_sketch(peer, &sketch);
}

static void read_and_reply(const char *text, short role) {
    char buffer[16];
    int count = 0;
    EQUAL(FILE_READUPDATE64_(0, buffer, (int)sizeof buffer, &count), 0);
    EQUAL(PROCESS_GETPAIRINFO_(), role);
    CHECK(count == (int)strlen(text) && memcmp(buffer, text, (size_t)count) == 0);
    EQUAL(FILE_REPLY64_(buffer, count), 0);
}

static void expect_reply(struct peer *peer, uint32_t request) {
    uint8_t *frame = take_frame_of(peer, WIRE_FRAME_REPLY);
    EQUAL(wire_frame_request(frame), request);
}

static void survivor_process(void) {
    short file;
    EQUAL(FILE_OPEN_("$RECEIVE", 8, &file, , , , 1), 0);
    meet_kernel();
    read_and_reply("first", 4);
    read_and_reply("second", 4);
}

static void survivor_kernel(void) {
    struct peer peer, other;
    tell_role_with(6, &server);
    offer_link(&peer, &stranger);
    begin_meeting();
    sent_on(&peer, 7, &server, "first");
    ask(&peer, 8, 0, "second");
    end_meeting();
    /* Another link is served meanwhile: what it brings has been taken when it acknowledges. */
    offer_link(&other, &server_backup);
    settle(&other);
    tell_role_with(4, &null);
    expect_reply(&peer, 7);
    expect_reply(&peer, 8);
}

static void backup_process(void) {
    short file;
    EQUAL(FILE_OPEN_("$RECEIVE", 8, &file, , , , 1), 0);
    meet_kernel();
    read_and_reply("long ago", 6);
}

/* Who died before is not the partner: the request is this backup's to refuse. */
static void backup_kernel(void) {
    struct peer peer;
    tell_role_with(6, &server);
    offer_link(&peer, &stranger);
    begin_meeting();
    sent_on(&peer, 7, &server_backup, "long ago");
    end_meeting();
    expect_reply(&peer, 7);
}

static void cut_process(void) {
    short file;
    EQUAL(FILE_OPEN_("$RECEIVE", 8, &file, , , , 1), 0);
    meet_kernel();
    read_and_reply("first", 4);
}

/* The link breaks while its request waits: it comes again over the next socket, and is taken once. */
static void cut_kernel(void) {
    struct peer peer, other;
    tell_role_with(6, &server);
    offer_link(&peer, &stranger);
    begin_meeting();
    sent_on(&peer, 7, &server, "first");
    end_meeting();
    offer_link(&other, &server_backup);
    settle(&other);
    cut(&peer);
    resume_link(&peer);
    EQUAL(wire_frame_acknowledged(take_frame_of(&peer, WIRE_FRAME_RESUME)), 0);
    struct sketch resume = {.data = NULL};
    wire_frame_set_kind(resume.header, WIRE_FRAME_RESUME);
    wire_frame_set_length(resume.header, WIRE_FRAME_SIZE);
    send_as_is(&peer, &resume);
    peer.sent = 0;
    sent_on(&peer, 7, &server, "first");
    tell_role_with(4, &null);
    expect_reply(&peer, 7);
}

const struct test early_tests[] = {
    {"what is sent on because the partner died waits for the own kernel's word of it, in order (R-03, MS-08)",
     survivor_process, survivor_kernel, NULL},
    {"what was sent on because of an earlier death does not wait", backup_process, backup_kernel, NULL},
    {"a link that breaks while its request waits brings it again", cut_process, cut_kernel, NULL},
    {NULL, NULL, NULL, NULL}};
