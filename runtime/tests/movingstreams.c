/* freopen, fclose of standard streams, fopen_std_file. */
#include "kernel_end.h"
#include "streamends.h"
#include "streams.h"

static void moved_process(void) {
    char line[40];
    FILE *stream = fopen("$SERV", "w");
    fputs("unended", stream);
    CHECK(freopen("$SERV.#IN", "r", stream) == stream);
    EQUAL(putc('x', stream), EOF);
    clearerr(stream);
    CHECK(fgets(line, sizeof line, stream) && strcmp(line, "read\n") == 0);
    CHECK(freopen("$serv", "a", stream) == stream);
    EQUAL(getc(stream), EOF);
    clearerr(stream);
    EQUAL(fprintf(stream, "again\n"), 6);
    EQUAL(fclose(stream), 0);
    short next = -1;
    EQUAL(FILE_OPEN_("$ZHOME", 6, &next), 0);
    EQUAL(next, 1);
}

static void open_again(struct peer *peer) {
    answer_find(&server, &server_backup, false, "\\TEST.$SERV:3");
    accept_open_on(peer, 0);
}

static void moved_kernel(void) {
    struct peer peer;
    accept_open(&peer, 0);
    expect_inquiry(&peer, 0);
    expect_line(&peer, "unended");
    expect_close(&peer);
    open_again(&peer);
    give_line(&peer, "read");
    expect_close(&peer);
    open_again(&peer);
    expect_line(&peer, "again");
    expect_close(&peer);
}

static void lost_process(void) {
    FILE *stream = fopen("$ZHOME", "w");
    CHECK(!freopen("/no", "w", stream));
    EQUAL(errno, 13);
    stream = fopen("$ZHOME", "w");
    CHECK(!freopen("$ZHOME", "q", stream));
    EQUAL(errno, EINVAL);
    short next = -1;
    EQUAL(FILE_OPEN_("$ZHOME", 6, &next), 0);
    EQUAL(next, 1);
}

/* The process's own output cannot be moved, so stdout is another stream then. */
static void standard_process(void) {
    standard_files_begin();
    FILE *before = stdout;
    CHECK(!freopen("/no", "w", stdout));
    CHECK(stdout == before);
    CHECK(freopen("$SERV", "w", stdout) == stdout);
    CHECK(stdout != before);
    printf("moved\n");
    CHECK(!freopen("/no", "w", stdout)); /* now it is on no file */
    EQUAL(printf("nowhere\n"), -1);
    EQUAL(errno, 16);
    CHECK(freopen("$SERV", "w", stdout) == stdout);
    EQUAL(printf("back\n"), 5);
    EQUAL(fclose(stdout), 0);
    CHECK(stdout == before);
}

static void standard_kernel(void) {
    struct peer peer;
    accept_open(&peer, 0);
    expect_line(&peer, "moved");
    expect_close(&peer);
    open_again(&peer);
    expect_line(&peer, "back");
    expect_close(&peer);
}

/* ------------------------------------------------------------------------------------------------------ NOSTDFILES */

static void withheld_process(void) {
    standard_files_begin();
    standard_files_withhold();
    EQUAL(printf("not open\n"), -1);
    EQUAL(errno, 16);
    EQUAL(getchar(), EOF);
    EQUAL(errno, 16);
    EQUAL(fopen_std_file(3, 0), 590);
    EQUAL(fopen_std_file(-1, 0), 590);
    EQUAL(fopen_std_file(1, 0), 0);
    EQUAL(fopen_std_file(1, 1), 0);
    CHECK(stdout == own_streams[1]); /* there is no startup message */
}

static void no_script(void) {}

const struct test moving_stream_tests[] = {
    {"freopen puts a stream on another file, in another mode", moved_process, moved_kernel, NULL},
    {"a stream that cannot be reopened is closed", lost_process, no_script, NULL},
    {"a standard stream can be moved, and closed", standard_process, standard_kernel, NULL},
    {"without standard files nothing can be written until fopen_std_file", withheld_process, no_script, NULL},
    {NULL, NULL, NULL, NULL}};
