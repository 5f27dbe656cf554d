/* How a process ends: what it sends first, and the completion code. */
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

enum { LARGE = 2 * 1024 * 1024 };

static struct packet *stop_of(short completion_code, short specifier) {
    struct packet *stop = take(WIRE_STOP);
    CHECK(handle_is_null((struct handle *)wire_stop_handle(stop->body)));
    EQUAL(wire_stop_completion_code(stop->body), completion_code);
    EQUAL(wire_stop_specifier(stop->body), specifier);
    return stop;
}

static void exit_3_process(void) {
    exit(3);
}

static void exit_3_kernel(void) {
    expect_end(2);
}

static void exit_0_process(void) {
    exit(0);
}

static void primary_kernel(void) {
    take(WIRE_PAIR_INFO);
    answer_pair(5, "\\TEST.$ME:1");
    stop_of(0, 1);
    process_is_over();
}

static void backup_kernel(void) {
    take(WIRE_PAIR_INFO);
    answer_pair(6, "\\TEST.$ME:1");
    stop_of(0, 0);
    process_is_over();
}

static void primary_fails_kernel(void) {
    take(WIRE_PAIR_INFO);
    answer_pair(5, "\\TEST.$ME:1");
    stop_of(2, 0);
    process_is_over();
}

static void abend_process(void) {
    PROCESS_STOP_(, 1, 1, , 12, , "sorry", 5);
}

static void abend_kernel(void) {
    struct packet *stop = stop_of(5, 1);
    EQUAL(wire_stop_options(stop->body), 1);
    EQUAL(wire_stop_termination_info(stop->body), 12);
    EQUAL(wire_get(stop->body + WIRE_STOP_SIZE, 2), 5);
    CHECK(memcmp(stop->body + WIRE_STOP_SIZE + 2, "sorry", 5) == 0);
    process_is_over();
}

static void words_process(void) {
    short ssid[6];
    memcpy(ssid, "TANDEM  ", 8);
    ssid[4] = 12;
    ssid[5] = -2;
    PROCESS_STOP_(, , , 1000, -3, ssid, "done", 4);
}

static void words_kernel(void) {
    struct packet *stop = stop_of(1000, 0);
    const uint8_t *text = stop->body + WIRE_STOP_SIZE, *ssid = text + 6;
    EQUAL(wire_stop_options(stop->body), 0);
    EQUAL(wire_stop_termination_info(stop->body), -3);
    EQUAL(wire_get(text, 2), 4);
    CHECK(memcmp(text + 2, "done", 4) == 0);
    EQUAL(wire_get(ssid, 2), 12);
    CHECK(memcmp(ssid + 2, "TANDEM  \0\14\377\376", 12) == 0);
    EQUAL(stop->length, WIRE_STOP_SIZE + 6 + 14);
    process_is_over();
}

/* A wrong parameter does not keep a process from ending itself; its completion code tells of it. */
static void nonsense_process(void) {
    PROCESS_STOP_(, , , -1);
}
static void long_text_process(void) {
    char text[81] = {0};
    PROCESS_STOP_(, , , , , , text, 81);
}
static void old_stop_process(void) {
    STOP(, , , 3, 4, , 2, "ok");
}
static void old_abend_process(void) {
    short nobody[4] = {0, 0, 0, 0};
    ABEND(nobody);
}
static void nonsense_kernel(void) {
    EQUAL(stop_of(-3, 0)->length, WIRE_STOP_SIZE + 4);
    process_is_over();
}
static void old_stop_kernel(void) {
    EQUAL(wire_stop_termination_info(stop_of(3, 0)->body), 4);
    process_is_over();
}
static void old_abend_kernel(void) {
    EQUAL(wire_stop_options(stop_of(5, 0)->body), 1);
    process_is_over();
}

/* ------------------------------------------------------------------------------------------------- of others */

static void others_process(void) {
    struct handle far_away = stranger, broken = stranger;
    far_away.byte[7] = 9;
    broken.byte[1] = 16;
    EQUAL(PROCESS_STOP_((short *)&stranger, 3), 590);
    EQUAL(PROCESS_STOP_((short *)&stranger, , 2), 590);
    EQUAL(PROCESS_STOP_((short *)&broken), 590);
    EQUAL(PROCESS_STOP_((short *)&far_away), 18);
    EQUAL(PROCESS_STOP_(NULL), 22);
    EQUAL(PROCESS_STOP_((short *)&stranger, , , -5, , , NULL, 3), 0);
    EQUAL(PROCESS_STOP_((short *)&server, 1, 1), 639);
    EQUAL(PROCESS_STOP_((short *)&broken, 2), 14);
}

static void others_kernel(void) {
    struct packet *stop = take(WIRE_STOP);
    CHECK(handle_equal((struct handle *)wire_stop_handle(stop->body), &stranger));
    EQUAL(wire_stop_specifier(stop->body), 0);
    tell(WIRE_DONE, stop->tag, 0, NULL, 0, -1);
    stop = take(WIRE_STOP);
    CHECK(handle_equal((struct handle *)wire_stop_handle(stop->body), &server));
    EQUAL(wire_stop_specifier(stop->body), 1);
    EQUAL(wire_stop_options(stop->body), 1);
    tell(WIRE_DONE, stop->tag, 639, NULL, 0, -1);
    stop = take(WIRE_STOP);
    EQUAL(wire_stop_specifier(stop->body), 2);
    CHECK(handle_is_null((struct handle *)wire_stop_handle(stop->body)));
    tell(WIRE_DONE, stop->tag, 14, NULL, 0, -1);
}

/* STOP: a request that waits for the stop mode was made all the same. */
static void old_others_process(void) {
    short id[4], error = -1;
    memcpy(id, "$SERV ", 6);
    id[3] = -1;
    EQUAL(STOP(id, , &error), 0);
    EQUAL(error, 0);
    id[3] = 20;
    EQUAL(ABEND(id, 0, &error), -1);
    EQUAL(error, 48);
    EQUAL(STOP(id, 1, &error), 0);
    EQUAL(STOP(id, 0, &error), -1);
    EQUAL(error, 14);
}

static void old_others_kernel(void) {
    take(WIRE_PAIR_INFO);
    answer_pair(0, "\\TEST.$SERV:3");
    struct packet *stop = take(WIRE_STOP);
    EQUAL(wire_stop_specifier(stop->body), 1);
    CHECK(handle_equal((struct handle *)wire_stop_handle(stop->body), &server));
    tell(WIRE_DONE, stop->tag, 638, NULL, 0, -1);
    take(WIRE_PAIR_INFO);
    answer_pair(0, "\\TEST.$SERV:3");
    stop = take(WIRE_STOP);
    EQUAL(wire_stop_specifier(stop->body), 0);
    EQUAL(wire_stop_options(stop->body), 1);
    tell(WIRE_DONE, stop->tag, 48, NULL, 0, -1);
    stop = take(WIRE_STOP);
    EQUAL(wire_stop_specifier(stop->body), 2);
    tell(WIRE_DONE, stop->tag, 0, NULL, 0, -1);
    take(WIRE_PAIR_INFO);
    answer_pair(9, "");
}

static void replied_process(void) {
    char *data = allocate(LARGE);
    int count;
    memset(data, 'z', LARGE);
    open_receive(0, 1);
    EQUAL(read_message(data, LARGE, &count), 0);
    EQUAL(FILE_REPLY64_(data, LARGE), 0);
    free(data);
}

/* The kernel kills the process as soon as it has said stop; the reply must be on its way to the last byte by then. */
static void replied_kernel(void) {
    struct peer peer;
    int status = -1;
    char *data = allocate(LARGE);
    memset(data, 'y', LARGE);
    offer_link(&peer, &stranger);
    struct sketch question = request_of(1, WIRE_IO_WRITEREAD, data, LARGE);
    wire_frame_set_reply_max(question.header, LARGE);
    send_sketch(&peer, &question);
    take(WIRE_PAIR_INFO);
    answer_pair(7, "");
    pid_t requester = fork();
    if (requester == 0) {
        take_frame_of(&peer, WIRE_FRAME_REPLY);
        EQUAL(peer.data, LARGE);
        _exit(0);
    }
    stop_of(0, 0);
    process_is_over();
    waitpid(requester, &status, 0);
    EQUAL(status, 0);
}

static void child_process(void) {
    int status = -1;
    pid_t child = fork();
    if (child == 0) exit(4);
    waitpid(child, &status, 0);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 4);
    CHECK(!getenv("GUARDIAN_KERNEL_FD"));
}

static void no_script(void) {}

const struct test ending_tests[] = {
    {"exit other than 0 is completion code 2", exit_3_process, exit_3_kernel, NULL},
    {"exit 0 of a primary stops both members (R-60)", exit_0_process, primary_kernel, NULL},
    {"exit 0 of a backup stops only it", exit_0_process, backup_kernel, NULL},
    {"another exit of a primary stops only it", exit_3_process, primary_fails_kernel, NULL},
    {"an abend has completion code 5, its words and both members if asked", abend_process, abend_kernel, NULL},
    {"the last words go with their subsystem id", words_process, words_kernel, NULL},
    {"a negative completion code ends the process with -3", nonsense_process, nonsense_kernel, NULL},
    {"too long a text ends the process with -3", long_text_process, nonsense_kernel, NULL},
    {"STOP without a process ID is the caller", old_stop_process, old_stop_kernel, NULL},
    {"ABEND of zeroes is the caller", old_abend_process, old_abend_kernel, NULL},
    {"PROCESS_STOP_ of others says what the kernel says", others_process, others_kernel, NULL},
    {"STOP and ABEND take process IDs", old_others_process, old_others_kernel, NULL},
    {"a reply is sent before the process ends", replied_process, replied_kernel, NULL},
    {"a forked child is no Guardian process", child_process, no_script, NULL},
    {NULL, NULL, NULL, NULL}};
