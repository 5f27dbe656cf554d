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
    {"a reply is sent before the process ends", replied_process, replied_kernel, NULL},
    {"a forked child is no Guardian process", child_process, no_script, NULL},
    {NULL, NULL, NULL, NULL}};
