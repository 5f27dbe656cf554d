/* stdin, stdout and stderr on the files of the startup message (c-runtime section 9.4), message by message. */
#include "streamends.h"
#include "kernel_end.h"
#include "streams.h"

/* ------------------------------------------------------------------------------------------------- the welcome */

static void put_text(uint8_t *into, size_t *at, const void *text, size_t length) {
    wire_put(into + *at, 2, length);
    if (length) memcpy(into + *at + 2, text, length);
    *at += 2 + length;
}

static size_t add_startup(uint8_t *into, const char *infile, const char *outfile) {
    wire_put(into, 2, STARTUP_FIXED + 2);
    memset(into + 2, ' ', STARTUP_FIXED);
    wire_put(into + 2, 2, (uint64_t)STARTUP_CODE);
    memcpy(into + 2 + STARTUP_INFILE, infile, strlen(infile));
    memcpy(into + 2 + STARTUP_OUTFILE, outfile, strlen(outfile));
    memset(into + 2 + STARTUP_FIXED, 0, 2);
    return 2 + STARTUP_FIXED + 2;
}

static size_t add_log(uint8_t *into, const char *log) {
    size_t length = strlen(log);
    memcpy(into, "\0\0\xff\xfd\0\1\15EXECUTION-LOG", 20);
    wire_put(into, 2, 4 + 14 + 1 + length);
    into[20] = (uint8_t)length;
    memcpy(into + 21, log, length);
    return 21 + length;
}

static size_t add_stderr(uint8_t *into, const char *file) {
    memset(into, ' ', 2 + ASSIGN_BYTES);
    wire_put(into, 2, ASSIGN_BYTES);
    wire_put(into + 2, 2, (uint64_t)ASSIGN_CODE);
    memcpy(into + 36, "\6STDERR", 7);
    wire_put(into + 68, 4, 0x80000000);
    memcpy(into + 72, file, strlen(file));
    return 2 + ASSIGN_BYTES;
}

static bool backup; /* whether the process is one */

static void welcome(const char *infile, const char *outfile, const char *log, const char *errors) {
    uint8_t body[1024] = {0}, startup[512];
    size_t at = WIRE_WELCOME_SIZE, length = add_startup(startup, infile, outfile);
    if (errors) length += add_stderr(startup + length, errors);
    if (log) length += add_log(startup + length, log);
    wire_welcome_set_version(body, WIRE_PROTOCOL_VERSION);
    memcpy(wire_welcome_handle(body), &own_handle, sizeof own_handle);
    memcpy(wire_welcome_mom(body), backup ? &stranger : &null, sizeof null);
    wire_welcome_set_is_backup(body, backup);
    memcpy(wire_welcome_gmom(body), &null, sizeof null);
    wire_welcome_set_startup_by(body, WIRE_STARTUP_KERNEL);
    put_text(body, &at, "\\TEST", 5);
    put_text(body, &at, "$ME", backup ? 3 : 0);
    put_text(body, &at, "TESTED", 6);
    put_text(body, &at, "\\TEST.$ZHOME", 12);
    put_text(body, &at, startup, length);
    put_text(body, &at, "", 0);
    put_text(body, &at, "", 0);
    tell(WIRE_WELCOME, 0, 0, body, at, -1);
}

static void welcome_terminal(void) {
    welcome("$SERV", "$SERV", NULL, NULL);
}

static void welcome_nothing(void) {
    welcome("", "", NULL, NULL);
}

static void welcome_out_only(void) {
    welcome("", "$SERV", NULL, NULL);
}

static void welcome_home(void) {
    welcome("$ZHOME", "$ZHOME", NULL, NULL);
}

static void welcome_log_nowhere(void) {
    welcome("", "$ZHOME", "*", NULL);
}

static void welcome_log(void) {
    welcome("", "$ZHOME", "$SERV", NULL);
}

static void welcome_assigned(void) {
    welcome("", "", "$LOG", "$SERV");
}

static void welcome_assigned_home(void) {
    welcome("", "", "$SERV", "$ZHOME");
}

/* -------------------------------------------------------------------------------------------------- conversation */

static int talking_main(int argc, char **argv, char **environment) {
    char line[32];
    (void)argc, (void)argv, (void)environment;
    printf("one\ntwo\n\nth");
    printf("ree\n");
    printf("name? ");
    CHECK(fgets(line, sizeof line, stdin));
    CHECK(strcmp(line, "bob\n") == 0);
    CHECK(fgets(line, sizeof line, stdin));
    CHECK(strcmp(line, "\n") == 0);
    CHECK(!fgets(line, sizeof line, stdin));
    CHECK(feof(stdin) && !ferror(stdin));
    printf("rest");
    return 0;
}

static void talking_process(void) {
    EQUAL(run_program(talking_main, 0, NULL), 0);
}

static void talking_kernel(void) {
    struct peer peer;
    take_hello();
    accept_open(&peer, 0);
    expect_line(&peer, "one");
    expect_line(&peer, "two");
    expect_line(&peer, "");
    expect_line(&peer, "three");
    expect_text(&peer, WIRE_IO_WRITEREAD, "name? ", 0, "bob");
    give_line(&peer, "");
    give_error(&peer, 1);
    expect_line(&peer, "rest");
    expect_end(0);
}

static int long_line_main(int argc, char **argv, char **environment) {
    (void)argc, (void)argv, (void)environment;
    for (int i = 0; i < 600; i++) putchar('x');
    printf("\nshort\n");
    return 0;
}

static void long_line_process(void) {
    EQUAL(run_program(long_line_main, 0, NULL), 0);
}

static void expect_bytes(struct peer *peer, uint32_t bytes) {
    uint8_t *frame = take_request(peer, WIRE_IO_WRITE);
    EQUAL(peer->data, bytes);
    reply(peer, wire_frame_request(frame), 0, "", 0);
}

static void long_line_kernel(void) {
    struct peer peer;
    take_hello();
    accept_open(&peer, 0);
    expect_inquiry(&peer, 0);
    expect_bytes(&peer, 256);
    expect_bytes(&peer, 256);
    expect_bytes(&peer, 600 - 2 * 256);
    expect_line(&peer, "short");
}

/* ------------------------------------------------------------------------------------------------ which file it is */

static int silent_main(int argc, char **argv, char **environment) {
    short file = -1;
    (void)argc, (void)argv, (void)environment;
    EQUAL(getchar(), EOF);
    EQUAL(printf("nobody sees this\n"), 17);
    EQUAL(fflush(stdout), 0);
    CHECK(FILE_OPEN_("$ZHOME", 6, &file) == 0 && file == 1); /* no stream has taken a file number */
    return 0;
}

static void silent_process(void) {
    EQUAL(run_program(silent_main, 0, NULL), 0);
}

static void quiet_kernel(void) {
    take_hello();
}

static int home_main(int argc, char **argv, char **environment) {
    (void)argc, (void)argv, (void)environment;
    CHECK(fileno(stdout) == 1 && fileno(stderr) == 2 && fileno(stdin) == 0);
    return 0;
}

static void home_process(void) {
    EQUAL(run_program(home_main, 0, NULL), 0);
}

static int errors_main(int argc, char **argv, char **environment) {
    (void)argc, (void)argv, (void)environment;
    fprintf(stderr, "an error\n");
    return 0;
}

static void errors_process(void) {
    EQUAL(run_program(errors_main, 0, NULL), 0);
}

static void one_error_kernel(void) {
    struct peer peer;
    take_hello();
    accept_open(&peer, 0);
    expect_line(&peer, "an error");
}

static int both_main(int argc, char **argv, char **environment) {
    (void)argc, (void)argv, (void)environment;
    printf("out\n");
    fprintf(stderr, "err\n");
    return 0;
}

static void both_process(void) {
    EQUAL(run_program(both_main, 0, NULL), 0);
}

static void both_kernel(void) {
    struct peer peer;
    take_hello();
    accept_open(&peer, 0);
    expect_line(&peer, "out");
    expect_line(&peer, "err");
}

static int closing_main(int argc, char **argv, char **environment) {
    (void)argc, (void)argv, (void)environment;
    EQUAL(fclose(stdin), 0);
    EQUAL(printf("still open\n"), 11);
    EQUAL(fclose(stdout), 0);
    return 0;
}

static void closing_process(void) {
    EQUAL(run_program(closing_main, 0, NULL), 0);
}

static void closing_kernel(void) {
    struct peer peer;
    take_hello();
    accept_open(&peer, 0);
    expect_line(&peer, "still open");
    expect_close(&peer);
    expect_end(0);
}

/* ------------------------------------------------------------------------------------------------- of a backup */

static void welcome_backup(void) {
    backup = true;
    welcome("$SERV", "$SERV", "$SERV.#LOG", NULL);
}

static int backup_main(int argc, char **argv, char **environment) {
    short next = -1;
    (void)argc, (void)argv, (void)environment;
    printf("from the backup\n");
    EQUAL(FILE_OPEN_("$ZHOME", 6, &next), 0);
    EQUAL(next, 3);
    return 0;
}

static void backup_process(void) {
    EQUAL(run_program(backup_main, 0, NULL), 0);
}

static void accept_backup_open(struct peer *peer, short file) {
    uint8_t *frame = take_request(peer, WIRE_IO_SYSTEM), *message = frame_data(peer);
    EQUAL((short)wire_get(message, 2), ZSYS_VAL_SMSG_OPEN);
    EQUAL(wire_get(message + 8, 2), 1); /* sync depth */
    CHECK(wire_get(message + 14, 2) & ZSYS_MSK_OPEN_BACKUPOPEN);
    CHECK(memcmp(message + 16, &stranger, sizeof stranger) == 0);
    EQUAL(wire_get(message + 42, 2), file);
    EQUAL(wire_frame_file(frame), file);
    reply(peer, wire_frame_request(frame), 0, "", 0);
    EQUAL(wire_opened_file(take(WIRE_OPENED)->body), file);
}

static void backup_kernel(void) {
    struct peer peer;
    take_hello();
    answer_find(&server, &server_backup, false, "\\TEST.$SERV:3");
    accept_link(&peer, &server);
    accept_backup_open(&peer, 1);
    answer_find(&server, &server_backup, false, "\\TEST.$SERV:3");
    accept_backup_open(&peer, 2);
    expect_line(&peer, "from the backup");
    take(WIRE_PAIR_INFO);
    answer_pair(6, "\\TEST.$ME:1");
    take(WIRE_STOP);
    process_is_over();
}

/* -------------------------------------------------------------------------------------------------- NOSTDFILES */

static void late_process(void) {
    standard_files_begin();
    standard_files_withhold();
    EQUAL(fopen_std_file(1, 0), 0);
    printf("now\n");
    EQUAL(fopen_std_file(0, 0), 14);
    EQUAL(getchar(), EOF);
    EQUAL(errno, 14);
    fopen_std_file(2, 1);
}

static void late_kernel(void) {
    struct peer peer;
    take_hello();
    accept_open(&peer, 0);
    expect_line(&peer, "now");
    refuse_find(14);
    refuse_find(14);
    struct packet *stop = take(WIRE_STOP);
    EQUAL(wire_stop_options(stop->body), 1);
    CHECK(memcmp(stop->body + WIRE_STOP_SIZE + 2, "stderr: cannot be opened", 24) == 0);
    process_is_over();
}

static void welcome_late(void) {
    welcome("$NONE", "$SERV", "$NONE.#LOG", NULL);
}

/* ------------------------------------------------------------------------------------------------------------ errors
 */

static void welcome_wrong_log(void) {
    welcome("", "", "not a name!", NULL);
}

static void welcome_wrong_assign(void) {
    welcome("", "", NULL, "=NOWHERE");
}

static void wrong_assign_kernel(void) {
    take_hello();
    struct packet *stop = take(WIRE_STOP);
    EQUAL(wire_stop_options(stop->body), 1);
    CHECK(strstr((const char *)stop->body + WIRE_STOP_SIZE + 2, "ASSIGN STDERR is no file name: =NOWHERE"));
    process_is_over();
}

static void wrong_log_kernel(void) {
    take_hello();
    struct packet *stop = take(WIRE_STOP);
    EQUAL(wire_stop_options(stop->body), 1);
    CHECK(strstr((const char *)stop->body + WIRE_STOP_SIZE + 2, "EXECUTION-LOG is no file name: not a name!"));
    process_is_over();
}

static int broken_main(int argc, char **argv, char **environment) {
    (void)argc, (void)argv, (void)environment;
    printf("lost\n");
    CHECK(ferror(stdout));
    EQUAL(errno, 14);
    EQUAL(getchar(), EOF);
    CHECK(ferror(stdin));
    EQUAL(errno, 14);
    return 0;
}

static void broken_process(void) {
    EQUAL(run_program(broken_main, 0, NULL), 0);
}

static void broken_kernel(void) {
    take_hello();
    refuse_find(14);
}

static int failing_main(int argc, char **argv, char **environment) {
    short error = -1;
    (void)argc, (void)argv, (void)environment;
    EQUAL(FILE_CLOSE_(99), 16);
    printf("full\n");
    EQUAL(errno, 45);
    clearerr(stdout);
    EQUAL(FILE_GETINFO_(-1, &error), 0);
    EQUAL(error, 16); /* what the program did itself */
    return 0;
}

static void failing_process(void) {
    EQUAL(run_program(failing_main, 0, NULL), 0);
}

static void failing_kernel(void) {
    struct peer peer;
    take_hello();
    accept_open(&peer, 0);
    expect_text(&peer, WIRE_IO_WRITE, "full", 45, "");
}

const struct test streaming_tests[] = {
    {"a line of text is a message, a prompt goes with the read behind it", talking_process, talking_kernel,
     welcome_terminal},
    {"a line longer than there is room for goes in pieces", long_line_process, long_line_kernel, welcome_out_only},
    {"without IN there is the end of file, without OUT output vanishes", silent_process, quiet_kernel, welcome_nothing},
    {"on $ZHOME the streams stay the process's own", home_process, quiet_kernel, welcome_home},
    {"EXECUTION-LOG * takes output from the home terminal to nowhere", silent_process, quiet_kernel,
     welcome_log_nowhere},
    {"EXECUTION-LOG takes both outputs from the home terminal, through one open", both_process, both_kernel,
     welcome_log},
    {"ASSIGN STDERR comes before EXECUTION-LOG", errors_process, one_error_kernel, welcome_assigned},
    {"but not when it names the home terminal", errors_process, one_error_kernel, welcome_assigned_home},
    {"standard streams on one open are closed one by one", closing_process, closing_kernel, welcome_terminal},
    {"a program whose ASSIGN STDERR names no file does not begin", silent_process, wrong_assign_kernel,
     welcome_wrong_assign},
    {"a backup opens the standard files as its primary has (R-11)", backup_process, backup_kernel, welcome_backup},
    {"fopen_std_file opens what was withheld, or ends the program", late_process, late_kernel, welcome_late},
    {"a program whose EXECUTION-LOG is no file name does not begin", silent_process, wrong_log_kernel,
     welcome_wrong_log},
    {"a stream whose file cannot be opened has that error", broken_process, broken_kernel, welcome_terminal},
    {"an error of a stream is errno, and nobody else's", failing_process, failing_kernel, welcome_out_only},
    {NULL, NULL, NULL, NULL}};
