/* Path retry: what happens to opens and requests when their server moves. */
#include "harness.h"

static char answer[8];

static void one_request(short file, short error) {
    int count = -1;
    memset(answer, 0, sizeof answer);
    EQUAL(FILE_WRITEREAD64_(file, "post", answer, 4, sizeof answer, &count), error);
}

static void moved(const struct handle *target) {
    struct packet *opened = take(WIRE_OPENED);
    CHECK(handle_equal((struct handle *)wire_opened_target(opened->body), target));
}

/* A frame as it was sent to the first member. */
struct kept {
    uint32_t request, sync, reply_max, bytes;
    short file, label, depth;
    char data[16];
};

static struct kept keep(struct peer *peer) {
    uint8_t *frame = take_request(peer, WIRE_IO_WRITEREAD);
    struct kept kept = {.request = wire_frame_request(frame),
                        .sync = wire_frame_sync(frame),
                        .reply_max = wire_frame_reply_max(frame),
                        .bytes = peer->data,
                        .file = wire_frame_file(frame),
                        .label = wire_frame_label(frame),
                        .depth = wire_frame_depth(frame)};
    memcpy(kept.data, frame_data(peer), kept.bytes);
    return kept;
}

static void same_again(struct peer *peer, const struct kept *first) {
    struct kept again = keep(peer);
    EQUAL(again.sync, first->sync);
    EQUAL(again.file, first->file);
    EQUAL(again.label, first->label);
    EQUAL(again.depth, first->depth);
    EQUAL(again.reply_max, first->reply_max);
    CHECK(again.bytes == first->bytes && memcmp(again.data, first->data, again.bytes) == 0);
}

static void succeed(struct peer *peer) {
    reply(peer, wire_frame_request(peer->frame), 0, "done", 4);
}

/* The news comes before the end of the link, so the process reads the link to its end and never finds it broken. */
static void die(struct peer *peer, const struct handle *successor) {
    tell_peer_down(&peer->handle, successor);
    cut(peer);
}

/* --------------------------------------------------------------------------------------- a member is lost */

static void depth_1_process(void) {
    short file = open_server(0, 1);
    one_request(file, 0);
    one_request(file, 0);
    CHECK(memcmp(answer, "done", 4) == 0);
    one_request(file, 0);
}

static void depth_1_kernel(void) {
    struct peer primary, backup;
    accept_open(&primary, 4);
    keep(&primary);
    succeed(&primary);
    struct kept lost = keep(&primary);
    EQUAL(lost.sync, 1);
    EQUAL(lost.label, 4);
    offer_link(&backup, &server_backup);
    die(&primary, &server_backup);
    moved(&server_backup);
    same_again(&backup, &lost);
    succeed(&backup);
    struct kept next = keep(&backup); /* no new open message came before it */
    EQUAL(next.sync, 2);
    EQUAL(next.label, 4);
    succeed(&backup);
}

static void several_process(void) {
    static char answers[3][8];
    short file = open_server(3, 1), any = -1;
    long long tag = 0;
    for (int i = 0; i < 3; i++) EQUAL(FILE_WRITEREAD64_(file, "post", answers[i], 4, 8, , i), 0);
    for (int i = 0; i < 3; i++) {
        EQUAL(FILE_AWAITIO64_(&any, , , &tag), 0);
        EQUAL(tag, i);
    }
}

static void several_kernel(void) {
    struct peer primary, backup;
    struct kept kept[3];
    accept_open(&primary, 4);
    for (int i = 0; i < 3; i++) kept[i] = keep(&primary);
    reply(&primary, kept[0].request, 0, "done", 4); /* on its way when the server dies */
    die(&primary, &server_backup);
    moved(&server_backup);
    accept_link(&backup, &server_backup);
    same_again(&backup, &kept[1]);
    succeed(&backup);
    same_again(&backup, &kept[2]);
    succeed(&backup);
    no_more_frames(&backup);
}

static void depth_0_process(void) {
    short file = open_server(0, 0);
    one_request(file, 201);
    EQUAL(last_error_of(file), 201);
    one_request(file, 0);
}

static void depth_0_kernel(void) {
    struct peer primary, backup;
    accept_open(&primary, 4);
    struct kept lost = keep(&primary);
    die(&primary, &server_backup);
    moved(&server_backup);
    accept_link(&backup, &server_backup);
    struct kept next = keep(&backup);
    EQUAL(next.sync, lost.sync + 1);
    EQUAL(next.label, 4);
    succeed(&backup);
}

static void no_retry_process(void) {
    short file = open_server(0, 1);
    CHECK(_status_eq(SETMODE(file, 73, 1)));
    one_request(file, 201);
    CHECK(_status_eq(SETMODE(file, 73, 0)));
    one_request(file, 0);
}

static void idle_process(void) {
    short file = open_server(0, 0);
    meet_kernel();
    one_request(file, 0);
}

static void idle_kernel(void) {
    struct peer primary, backup;
    accept_open(&primary, 4);
    begin_meeting();
    cut(&primary);
    EQUAL(wire_broken_link(take(WIRE_BROKEN)->body), primary.identity);
    tell_peer_down(&server, &server_backup);
    moved(&server_backup);
    end_meeting();
    accept_link(&backup, &server_backup);
    EQUAL(keep(&backup).label, 4);
    succeed(&backup);
}

static void nobody_process(void) {
    short file = open_server(0, 1);
    one_request(file, 201);
    one_request(file, 201);
    one_request(file, 60);
    EQUAL(FILE_CLOSE_(file), 0);
}

static void nobody_kernel(void) {
    struct peer primary;
    accept_open(&primary, 4);
    keep(&primary);
    die(&primary, &null);
    refuse_find(14);
    answer_find(&stranger, &null, false, "\\TEST.$SERV:4");
    take(WIRE_CLOSED);
}

/* ------------------------------------------------------------------------------------------ own pair */

static void own_pair_process(void) {
    short file = open_server(0, 0), second = open_server(0, 1);
    one_request(second, 200);
    one_request(file, 201);
    one_request(file, 201);
    one_request(second, 201);
    EQUAL(FILE_CLOSE_(file), 0);
}

static void own_pair_kernel(void) {
    struct peer backup;
    answer_find(&server_backup, &null, true, "\\TEST.$SERV:3");
    accept_link(&backup, &server_backup);
    accept_open_on(&backup, -1);
    answer_find(&server_backup, &null, true, "\\TEST.$SERV:3");
    accept_open_on(&backup, -1);
    uint32_t second = keep(&backup).request;
    reply(&backup, second, 200, NULL, 0);
    keep(&backup);
    die(&backup, &server);
    answer_find(&server_backup, &null, true, "\\TEST.$SERV:3"); /* a new member serves; the old open stays dead */
    answer_find(&server_backup, &null, true, "\\TEST.$SERV:3");
    take(WIRE_CLOSED);
}

/* ------------------------------------------------------------------------------------------------ 200 */

static void ownership_process(void) {
    short file = open_server(0, 1);
    one_request(file, 0);
    one_request(file, 0);
}

static void ownership_kernel(void) {
    struct peer primary, backup;
    accept_open(&primary, 4);
    struct kept first = keep(&primary);
    reply(&primary, first.request, 200, NULL, 0);
    answer_find(&server_backup, &server, false, "\\TEST.$SERV:3");
    moved(&server_backup);
    accept_link(&backup, &server_backup);
    same_again(&backup, &first);
    succeed(&backup);
    EQUAL(keep(&backup).sync, first.sync + 1); /* it stays with the member that accepted */
    succeed(&backup);
}

/* The name still leads to the member that refuses: then the other one it is. */
static void stale_name_kernel(void) {
    struct peer primary, backup;
    accept_open(&primary, 4);
    struct kept first = keep(&primary);
    reply(&primary, first.request, 200, NULL, 0);
    answer_find(&server, &server_backup, false, "\\TEST.$SERV:3");
    moved(&server_backup);
    accept_link(&backup, &server_backup);
    same_again(&backup, &first);
    succeed(&backup);
    keep(&backup);
    succeed(&backup);
}

static void only_member_kernel(void) {
    struct peer primary;
    accept_open(&primary, 4);
    struct kept first = keep(&primary);
    for (int i = 0; i < 10; i++) {
        reply(&primary, wire_frame_request(primary.frame), 200, NULL, 0);
        answer_find(&server, &null, false, "\\TEST.$SERV:3");
        same_again(&primary, &first);
    }
    succeed(&primary);
    keep(&primary);
    succeed(&primary);
}

/* It refuses and dies before the kernel says where to go: one repetition, not two. */
static void refuses_and_dies_kernel(void) {
    struct peer primary, backup;
    accept_open(&primary, 4);
    struct kept first = keep(&primary);
    offer_link(&backup, &server_backup);
    reply(&primary, first.request, 200, NULL, 0);
    struct packet *find = take(WIRE_FIND);
    uint32_t tag = find->tag;
    die(&primary, &server_backup);
    moved(&server_backup);
    same_again(&backup, &first);
    uint8_t found[WIRE_FOUND_SIZE + 2] = {0};
    memcpy(wire_found_handle(found), &server_backup, sizeof server_backup);
    memcpy(wire_found_backup(found), &null, sizeof null);
    tell(WIRE_FOUND, tag, 0, found, sizeof found, -1);
    succeed(&backup);
    EQUAL(keep(&backup).sync, first.sync + 1);
    succeed(&backup);
}

/* ---------------------------------------------------------------------------------------------- no link */

static void refused_kernel(void) {
    struct peer backup;
    answer_find(&server, &server_backup, false, "\\TEST.$SERV:3");
    refuse_link(&server, 201);
    answer_find(&server_backup, &null, false, "\\TEST.$SERV:3");
    accept_link(&backup, &server_backup);
    accept_open_on(&backup, 4);
    keep(&backup);
    succeed(&backup);
    keep(&backup);
    succeed(&backup);
}

static void refused_own_pair_process(void) {
    short file = -1;
    EQUAL(FILE_OPEN_("$SERV", 5, &file), 201);
    EQUAL(file, -1);
}

static void refused_own_pair_kernel(void) {
    answer_find(&server_backup, &null, true, "\\TEST.$SERV:3");
    refuse_link(&server_backup, 14);
}

/* ------------------------------------------------------------------------------------- opening and closing */

static void opening_kernel(void) {
    struct peer primary, backup;
    answer_find(&server, &server_backup, false, "\\TEST.$SERV:3");
    accept_link(&primary, &server);
    take_request(&primary, WIRE_IO_SYSTEM);
    die(&primary, &server_backup);
    accept_link(&backup, &server_backup);
    accept_open_on(&backup, 4);
    keep(&backup);
    succeed(&backup);
    keep(&backup);
    succeed(&backup);
}

static void opening_refused_kernel(void) {
    struct peer primary, backup;
    answer_find(&server, &server_backup, false, "\\TEST.$SERV:3");
    accept_link(&primary, &server);
    reply(&primary, wire_frame_request(take_request(&primary, WIRE_IO_SYSTEM)), 200, NULL, 0);
    answer_find(&server_backup, &server, false, "\\TEST.$SERV:3");
    accept_link(&backup, &server_backup);
    accept_open_on(&backup, 4);
    keep(&backup);
    succeed(&backup);
    keep(&backup);
    succeed(&backup);
}

static void closing_process(void) {
    short file = open_server(0, 0);
    EQUAL(FILE_CLOSE_(file), 0);
    meet_kernel();
    file = open_server(0, 0);
    EQUAL(FILE_CLOSE_(file), 0);
    meet_kernel();
}

static void closing_kernel(void) {
    struct peer primary, backup;
    accept_open(&primary, 4);
    take(WIRE_CLOSED);
    begin_meeting();
    take_request(&primary, WIRE_IO_SYSTEM);
    offer_link(&backup, &server_backup);
    cut(&primary);
    take(WIRE_BROKEN);
    tell_peer_down(&server, &server_backup);
    EQUAL(wire_frame_message(take_request(&backup, WIRE_IO_SYSTEM)), ZSYS_VAL_SMSG_CLOSE);
    reply(&backup, wire_frame_request(backup.frame), 0, NULL, 0);
    end_meeting();
    answer_find(&server_backup, &null, false, "\\TEST.$SERV:3");
    accept_open_on(&backup, 4);
    take(WIRE_CLOSED);
    begin_meeting();
    take_request(&backup, WIRE_IO_SYSTEM);
    cut(&backup);
    take(WIRE_BROKEN);
    tell_peer_down(&server_backup, &null);
    end_meeting();
}

const struct test retry_tests[] = {
    {"depth 1: the request is repeated at the new primary with the same sync id and label (FS-02)", depth_1_process,
     depth_1_kernel, NULL},
    {"several requests are repeated in their order, and what was answered is not", several_process, several_kernel,
     NULL},
    {"depth 0: one 201, and the next request goes to the new primary (FS-03)", depth_0_process, depth_0_kernel, NULL},
    {"SETMODE 73: the program hears of the path as with depth 0", no_retry_process, depth_0_kernel, NULL},
    {"an idle open moves without a word to the program", idle_process, idle_kernel, NULL},
    {"without a member left 201, and 60 when the name serves anew", nobody_process, nobody_kernel, NULL},
    {"an open of the own pair is never redirected (R-16)", own_pair_process, own_pair_kernel, NULL},
    {"200 repeats the request at the other member with the same sync id, and stays there (R-47)", ownership_process,
     ownership_kernel, NULL},
    {"200 from the member that the name leads to goes to the other one", ownership_process, stale_name_kernel, NULL},
    {"200 from the only member repeats at it (R-48)", ownership_process, only_member_kernel, NULL},
    {"a member that refuses and dies gets one repetition", ownership_process, refuses_and_dies_kernel, NULL},
    {"a refused link makes the open look for the successor", ownership_process, refused_kernel, NULL},
    {"a refused link to the own pair is 201 (R-14)", refused_own_pair_process, refused_own_pair_kernel, NULL},
    {"an open message is repeated at the new primary", ownership_process, opening_kernel, NULL},
    {"an open message that gets 200 goes to the other member, and the open is registered once", ownership_process,
     opening_refused_kernel, NULL},
    {"a close is repeated at the new primary, and over when there is none", closing_process, closing_kernel, NULL},
    {NULL, NULL, NULL, NULL}};
