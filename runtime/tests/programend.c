/* What becomes of streams at the end of a program, and how it may end (c-runtime section 9.5). */
#include <signal.h>

#include "kernel_end.h"
#include "streamends.h"

static FILE *first, *second;

static void open_two(void) {
    first = fopen("$SERV", "w");
    second = fopen("$SERV.#TWO", "w");
    fputs("second", second);
    fputs("first", first);
}

static struct packet *stop_of(short completion_code, short specifier, short options) {
    struct packet *stop = take(WIRE_STOP);
    EQUAL(wire_stop_completion_code(stop->body), completion_code);
    EQUAL(wire_stop_specifier(stop->body), specifier);
    EQUAL(wire_stop_options(stop->body), options);
    return stop;
}

static void accept_two(struct peer *peer) {
    accept_open(peer, 0);
    answer_find(&server, &server_backup, false, "\\TEST.$SERV:3");
    accept_open_on(peer, 0);
}

static void expect_both(struct peer *peer) {
    expect_line(peer, "first");
    expect_line(peer, "second");
}

static void at_exit(void) {
    fputs(" and last", first);
}

static void exit_process(void) {
    open_two();
    atexit(at_exit);
    exit(3);
}

static void exit_kernel(void) {
    struct peer peer;
    accept_two(&peer);
    expect_line(&peer, "first and last");
    expect_line(&peer, "second");
    expect_end(2);
}

/* Nothing that failed goes unseen, and what follows is written. */
static void lost_process(void) {
    open_two();
    exit(0);
}

static void lost_kernel(void) {
    struct peer peer;
    accept_two(&peer);
    expect_text(&peer, WIRE_IO_WRITE, "first", 45, "");
    expect_line(&peer, "second");
    expect_words_and_end("what was written to \\TEST.$SERV last is lost: Guardian error 45: file full", 0);
}

static void terminate_process(void) {
    open_two();
    atexit(at_exit);
    terminate_program();
}

static void terminate_kernel(void) {
    struct peer peer;
    accept_two(&peer);
    expect_both(&peer);
    take(WIRE_PAIR_INFO);
    answer_pair(5, "\\TEST.$ME:1");
    EQUAL(wire_stop_termination_info(stop_of(0, 1, 0)->body), 0);
    process_is_over();
}

static void words_process(void) {
    short ssid[6] = {0};
    terminate_program(0, 1, 77, 8, ssid, "why", 3);
}

static void words_kernel(void) {
    struct packet *stop = stop_of(77, 0, 1);
    EQUAL(wire_stop_termination_info(stop->body), 8);
    EQUAL(wire_get(stop->body + WIRE_STOP_SIZE, 2), 3);
    CHECK(memcmp(stop->body + WIRE_STOP_SIZE + 2, "why", 3) == 0);
    process_is_over();
}

static void abending_process(void) {
    terminate_program(0, 1);
}

static void abending_kernel(void) {
    stop_of(5, 0, 1);
    process_is_over();
}

static void stop_process(void) {
    open_two();
    PROCESS_STOP_();
}

static void stop_kernel(void) {
    struct peer peer;
    accept_two(&peer);
    stop_of(0, 0, 0);
    no_more_frames(&peer);
    process_is_over();
}

static void abort_process(void) {
    open_two();
    abort();
}

static void at_abort(int number) {
    fprintf(first, " in %d\n", number == SIGABRT);
}

static void handled_process(void) {
    first = fopen("$SERV", "w");
    signal(SIGABRT, at_abort);
    abort();
}

static void handled_kernel(void) {
    struct peer peer;
    accept_open(&peer, 0);
    expect_line(&peer, " in 1");
    stop_of(5, 0, 1);
    process_is_over();
}

static void abort_kernel(void) {
    struct peer peer;
    accept_two(&peer);
    stop_of(5, 0, 1);
    no_more_frames(&peer);
    process_is_over();
}

const struct test program_end_tests[] = {
    {"exit runs the program's functions, then sends what streams hold, oldest first", exit_process, exit_kernel, NULL},
    {"output that cannot be written at the end is told", lost_process, lost_kernel, NULL},
    {"terminate_program of a primary flushes and stops both members", terminate_process, terminate_kernel, NULL},
    {"terminate_program takes its words along", words_process, words_kernel, NULL},
    {"an abend by terminate_program has code 5 and stops the caller", abending_process, abending_kernel, NULL},
    {"PROCESS_STOP_ flushes nothing", stop_process, stop_kernel, NULL},
    {"abort is an abend and flushes nothing", abort_process, abort_kernel, NULL},
    {"abort lets the program handle its signal first", handled_process, handled_kernel, NULL},
    {NULL, NULL, NULL, NULL}};
