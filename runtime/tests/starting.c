/* Startup messages: from the kernel's welcome, from the creator, and what a program gets of them. */
#define _GNU_SOURCE
#include <unistd.h>

#include "harness.h"
#include "kernel_end.h"

/* ------------------------------------------------------------------------------------------------- the messages */

struct messages {
    uint8_t byte[2048];
    size_t length;
};

static const char head[] = "\xff\xff"
                           "$DATA   WORK    "
                           "$ZHOME                  "
                           "$ZHOME                  ";

static uint8_t *add(struct messages *messages, size_t length) {
    uint8_t *message = messages->byte + messages->length + 2;
    wire_put(message - 2, 2, length);
    messages->length += 2 + length;
    return message;
}

static void add_startup(struct messages *messages, const char *parameters) {
    size_t length = strlen(parameters) + (strlen(parameters) % 2 ? 1 : 2);
    uint8_t *message = add(messages, STARTUP_FIXED + length);
    memcpy(message, head, STARTUP_FIXED);
    strcpy((char *)message + STARTUP_FIXED, parameters);
    message[STARTUP_FIXED + length - 1] = 0;
}

static void add_assign(struct messages *messages, const char *logical, int code) {
    uint8_t *message = add(messages, ASSIGN_BYTES);
    memset(message, ' ', ASSIGN_BYTES);
    wire_put(message, 2, (uint64_t)ASSIGN_CODE);
    message[2] = 0;
    message[34] = (uint8_t)strlen(logical);
    memcpy(message + 35, logical, strlen(logical));
    wire_put(message + 66, 4, 0x90000000);
    memcpy(message + 70, "$DATA   WORK    FILE    ", 24);
    memset(message + 94, 0, 14);
    wire_put(message + 98, 2, (uint64_t)code);
}

static void add_param(struct messages *messages) {
    static const char packed[] = "\xff\xfd\0\3\5DEBUG\2on\5EMPTY\0\4PATH\3a=b";
    memcpy(add(messages, sizeof packed - 1), packed, sizeof packed - 1);
}

static struct messages all_of_them(const char *parameters) {
    struct messages messages = {.length = 0};
    add_startup(&messages, parameters);
    add_assign(&messages, "JOURNAL", 101);
    add_assign(&messages, "LISTING", 129);
    add_param(&messages);
    return messages;
}

/* ------------------------------------------------------------------------------------------------- the welcome */

static void put_text(uint8_t *into, size_t *at, const void *text, size_t length) {
    wire_put(into + *at, 2, length);
    if (length) memcpy(into + *at + 2, text, length);
    *at += 2 + length;
}

static void welcome_as(const struct handle *own, uint16_t startup_by, const struct handle *mom, bool is_backup,
                       const struct messages *messages) {
    uint8_t body[4096] = {0};
    size_t at = WIRE_WELCOME_SIZE;
    wire_welcome_set_version(body, WIRE_PROTOCOL_VERSION);
    memcpy(wire_welcome_handle(body), own, sizeof *own);
    memcpy(wire_welcome_mom(body), mom, sizeof *mom);
    memcpy(wire_welcome_gmom(body), &null, sizeof null);
    wire_welcome_set_priority(body, 150);
    wire_welcome_set_is_backup(body, is_backup);
    wire_welcome_set_startup_by(body, startup_by);
    put_text(body, &at, "\\TEST", 5);
    put_text(body, &at, "", 0);
    put_text(body, &at, "TESTED", 6);
    put_text(body, &at, "\\TEST.$ZHOME", 12);
    put_text(body, &at, messages ? messages->byte : NULL, messages ? messages->length : 0);
    put_text(body, &at, "", 0);
    put_text(body, &at, "", 0);
    tell(WIRE_WELCOME, 0, 0, body, at, -1);
}

static void welcome(uint16_t startup_by, const struct handle *mom, bool is_backup, const struct messages *messages) {
    welcome_as(&own_handle, startup_by, mom, is_backup, messages);
}

static void welcome_member(void) {
    welcome_as(&server_backup, WIRE_STARTUP_KERNEL, &server, true, NULL);
}

static void welcome_with_all(void) {
    struct messages messages = all_of_them("one \"two  words\"  \"\" say\"\"\"hi\"\"\"");
    welcome(WIRE_STARTUP_KERNEL, &null, false, &messages);
}

static void welcome_bare(void) {
    struct messages messages = {.length = 0};
    add_startup(&messages, "");
    welcome(WIRE_STARTUP_KERNEL, &null, false, &messages);
}

static void welcome_by_creator(void) {
    welcome(WIRE_STARTUP_CREATOR, &stranger, false, NULL);
}

static void welcome_backup(void) {
    welcome(WIRE_STARTUP_CREATOR, &stranger, true, NULL);
}

static void welcome_nobody(void) {
    struct messages words = {.byte = "a\0b", .length = 4};
    welcome(WIRE_STARTUP_NOBODY, &null, false, &words);
}

static void welcome_cut_off(void) {
    struct messages messages = all_of_them("x");
    messages.length -= 3;
    welcome(WIRE_STARTUP_KERNEL, &null, false, &messages);
}

static void welcome_twice(void) {
    struct messages messages = all_of_them("x");
    add_startup(&messages, "y");
    welcome(WIRE_STARTUP_KERNEL, &null, false, &messages);
}

static void cut_off_kernel(void) {
    expect_abort("the startup messages in the kernel's welcome are none");
}

/* --------------------------------------------------------------------------------------- arguments, environment */

static int words_main(int argc, char **argv, char **environment) {
    static const char *const wanted[] = {"TESTED", "one", "two  words", "", "say\"hi\""};
    EQUAL(argc, 5);
    for (int i = 0; i < argc; i++) {
        if (strcmp(argv[i], wanted[i])) fprintf(stderr, "argv[%d] is <%s>\n", i, argv[i]);
        CHECK(strcmp(argv[i], wanted[i]) == 0);
    }
    CHECK(!argv[argc]);
    CHECK(environment == environ);
    CHECK(strcmp(environment[0], "DEBUG=on") == 0);
    CHECK(strcmp(environment[1], "EMPTY=") == 0);
    CHECK(strcmp(environment[2], "PATH=a=b") == 0);
    CHECK(!environment[3]);
    CHECK(strcmp(getenv("DEBUG"), "on") == 0);
    CHECK(putenv("MORE=1") == 0);
    CHECK(strcmp(getenv("MORE"), "1") == 0);
    return 7;
}

static void words_process(void) {
    char *given[] = {"program", "word", NULL};
    EQUAL(run_program(words_main, 2, given), 7);
}

static int bare_main(int argc, char **argv, char **environment) {
    EQUAL(argc, 1);
    CHECK(strcmp(argv[0], "TESTED") == 0);
    CHECK(!argv[1] && !environment[0]);
    return 0;
}

static void bare_process(void) {
    char *given[] = {"program", "word", NULL};
    EQUAL(run_program(bare_main, 2, given), 0);
}

static int given_main(int argc, char **argv, char **environment) {
    EQUAL(argc, 2);
    CHECK(strcmp(argv[1], "word") == 0);
    CHECK(environment == environ);
    return 0;
}

static void given_process(void) {
    char *given[] = {"program", "word", NULL};
    EQUAL(run_program(given_main, 2, given), 0);
}

/* ---------------------------------------------------------------------------------------------- what can be asked */

static void ask_process(void) {
    startup_msg_type startup;
    param_msg_type param;
    assign_msg_type assign;
    short length = -1;
    EQUAL(get_startup_msg(&startup, &length), 0);
    EQUAL(length, 66 + 34);
    EQUAL(startup.msg_code, -1);
    CHECK(memcmp(startup.defaults.parts.volume, "$DATA   ", 8) == 0);
    CHECK(memcmp(startup.infile.parts.volume, "$ZHOME  ", 8) == 0);
    CHECK(memcmp(startup.outfile.whole, "$ZHOME                  ", 24) == 0);
    CHECK(strncmp(startup.param, "one ", 4) == 0);
    EQUAL(get_param_msg(&param, &length), 0);
    EQUAL(length, 29);
    EQUAL(param.msg_code, -3);
    EQUAL(param.num_params, 3);
    CHECK(memcmp(param.parameters, "\5DEBUG\2on", 9) == 0);
    CHECK(strcmp(get_param_by_name("debug"), "on") == 0);
    CHECK(strcmp(get_param_by_name("EMPTY"), "") == 0);
    CHECK(!get_param_by_name("DEBU"));
    CHECK(!get_param_by_name(NULL));
    EQUAL(get_max_assign_msg_ordinal(), 2);
    EQUAL(get_assign_msg(2, &assign), 0);
    EQUAL(assign.msg_code, -2);
    EQUAL(assign.field_mask, 0x90000000);
    EQUAL(assign.file_code, 129);
    EQUAL(assign.logical_unit_name.filenamelen, 7);
    CHECK(memcmp(assign.filename.parts.file, "FILE    ", 8) == 0);
    EQUAL(get_assign_msg_by_name("journal", &assign), 0);
    EQUAL(assign.file_code, 101);
    EQUAL(get_assign_msg(0, &assign), -1);
    EQUAL(get_assign_msg(3, &assign), -1);
    EQUAL(get_assign_msg_by_name("JOURNALS", &assign), -1);
    EQUAL(get_assign_msg_by_name("", &assign), -1);
}

static void ask_in_vain_process(void) {
    startup_msg_type startup;
    param_msg_type param;
    assign_msg_type assign;
    short length = -5;
    EQUAL(get_startup_msg(&startup, &length), -1);
    EQUAL(get_param_msg(&param, &length), -1);
    EQUAL(length, -5);
    EQUAL(get_max_assign_msg_ordinal(), 0);
    EQUAL(get_assign_msg(1, &assign), -1);
    CHECK(!get_param_by_name("A"));
    EQUAL(guardian_take_startup(), 0);
    EQUAL(guardian_startup_messages(NULL, 0), 0);
}

/* ------------------------------------------------------------------------------------------- from the creator */

static void send_open(struct peer *peer, uint32_t request) {
    uint8_t message[60] = {0};
    wire_put(message, 2, (uint64_t)ZSYS_VAL_SMSG_OPEN);
    struct sketch sketch = request_of(request, WIRE_IO_SYSTEM, message, sizeof message);
    wire_frame_set_message(sketch.header, ZSYS_VAL_SMSG_OPEN);
    send_sketch(peer, &sketch);
}

static void send_close(struct peer *peer, uint32_t request) {
    uint8_t message[4] = {0};
    wire_put(message, 2, (uint64_t)ZSYS_VAL_SMSG_CLOSE);
    struct sketch sketch = request_of(request, WIRE_IO_SYSTEM, message, sizeof message);
    wire_frame_set_message(sketch.header, ZSYS_VAL_SMSG_CLOSE);
    send_sketch(peer, &sketch);
}

static void expect_reply(struct peer *peer, uint32_t request, short error) {
    uint8_t *frame = take_frame_of(peer, WIRE_FRAME_REPLY);
    EQUAL(wire_frame_request(frame), request);
    EQUAL(wire_frame_error(frame), error);
    EQUAL(peer->data, 0);
}

static void exchange(struct peer *peer, uint32_t request, const void *data, size_t length, short error) {
    struct sketch sketch = request_of(request, WIRE_IO_WRITEREAD, data, (uint32_t)length);
    send_sketch(peer, &sketch);
    expect_reply(peer, request, error);
}

static void open_by(struct peer *peer, const struct handle *who, short error) {
    offer_link(peer, who);
    send_open(peer, 1);
    expect_reply(peer, 1, error);
}

/* Sends every message; the first is answered with 70, the others with 0. */
static void send_all(struct peer *peer, const struct messages *messages) {
    uint32_t request = 10;
    for (size_t at = 0; at < messages->length;) {
        size_t length = wire_get(messages->byte + at, 2);
        exchange(peer, request, messages->byte + at + 2, length, request == 10 ? 70 : 0);
        request++;
        at += 2 + length;
    }
}

static int after_exchange_main(int argc, char **argv, char **environment) {
    char buffer[16];
    int count;
    EQUAL(argc, 3);
    CHECK(strcmp(argv[2], "b") == 0);
    CHECK(strcmp(environment[0], "DEBUG=on") == 0);
    EQUAL(get_max_assign_msg_ordinal(), 2);
    EQUAL(guardian_startup_messages(NULL, 0), 72 + 2 * 110 + 31);
    open_receive(0, 1); /* file 0 is free, and nothing lies there but what comes now */
    EQUAL(read_message(buffer, sizeof buffer, &count), 0);
    CHECK(memcmp(buffer, "hello", 5) == 0);
    EQUAL(FILE_REPLY64_(), 0);
    return 0;
}

static void after_exchange_process(void) {
    EQUAL(run_program(after_exchange_main, 0, NULL), 0);
}

static void exchange_kernel(void) {
    struct messages messages = all_of_them("a b");
    struct peer creator;
    open_by(&creator, &stranger, 0);
    send_all(&creator, &messages);
    send_close(&creator, 20);
    expect_reply(&creator, 20, 0);
    ask(&creator, 21, 0, "hello");
    take_frame_of(&creator, WIRE_FRAME_REPLY);
}

static void others_kernel(void) {
    struct messages messages = all_of_them("a b");
    struct peer creator, other;
    open_by(&other, &server, 100);
    ask(&other, 2, 0, "anything");
    expect_reply(&other, 2, 100);
    open_by(&creator, &stranger, 0);
    send_all(&creator, &messages);
    send_close(&other, 3);
    expect_reply(&other, 3, 0);
    send_close(&creator, 20);
    expect_reply(&creator, 20, 0);
    ask(&other, 4, 0, "hello");
    take_frame_of(&other, WIRE_FRAME_REPLY);
}

static void wrong_kernel(void) {
    struct messages messages = all_of_them("a b"), more = all_of_them("c");
    uint8_t large[2000] = {0xff, 0xff};
    struct peer creator;
    open_by(&creator, &stranger, 0);
    exchange(&creator, 2, messages.byte + 74, ASSIGN_BYTES, 2); /* an ASSIGN before the startup message */
    exchange(&creator, 3, "", 0, 21);
    exchange(&creator, 4, "text", 4, 2);
    exchange(&creator, 5, messages.byte + 2, STARTUP_FIXED - 1, 21);
    exchange(&creator, 6, large, sizeof large, 21);
    send_close(&creator, 7); /* a close before the startup message ends nothing */
    expect_reply(&creator, 7, 0);
    send_open(&creator, 8);
    expect_reply(&creator, 8, 0);
    send_all(&creator, &messages);
    exchange(&creator, 30, more.byte + 2, 68, 2);
    exchange(&creator, 31, messages.byte + 74, ASSIGN_BYTES - 1, 21);
    exchange(&creator, 32, messages.byte + messages.length - 29, 29, 2); /* a second PARAM message */
    send_close(&creator, 33);
    expect_reply(&creator, 33, 0);
    ask(&creator, 34, 0, "hello");
    take_frame_of(&creator, WIRE_FRAME_REPLY);
}

static void bad_param_kernel(void) {
    struct messages messages = {.length = 0};
    struct peer creator;
    add_startup(&messages, "a b");
    open_by(&creator, &stranger, 0);
    exchange(&creator, 2, messages.byte + 2, 70, 70);
    exchange(&creator, 3, "\xff\xfd\0\1\5DEBUG\2o", 12, 21);
    exchange(&creator, 4, "\xff\xfd\0\2\1A\0", 7, 21);
    exchange(&creator, 5, "\xff\xfd", 2, 21);
    exchange(&creator, 6, "\xff\xfd\0\1\1A\0", 7, 0);
    send_close(&creator, 7);
    expect_reply(&creator, 7, 0);
    take(WIRE_PAIR_INFO);
    answer_pair(7, "");
    take(WIRE_STOP);
    process_is_over();
}

static int one_param_main(int argc, char **argv, char **environment) {
    EQUAL(argc, 3);
    CHECK(strcmp(argv[1], "a") == 0);
    CHECK(strcmp(environment[0], "A=") == 0);
    CHECK(!environment[1]);
    return 0;
}

static void one_param_process(void) {
    EQUAL(run_program(one_param_main, 0, NULL), 0);
}

/* -2 and -3 as a little-endian program has them in its memory. */
static void little_endian_kernel(void) {
    struct messages messages = {.length = 0};
    struct peer creator;
    add_startup(&messages, "");
    add_assign(&messages, "JOURNAL", 0);
    uint8_t *assign = messages.byte + messages.length - ASSIGN_BYTES;
    memcpy(assign, "\xfe\xff", 2);
    memcpy(assign + 66, "\0\0\0\x90", 4);
    memcpy(assign + 98, "\x65\0", 2);
    open_by(&creator, &stranger, 0);
    exchange(&creator, 2, messages.byte + 2, 68, 70);
    exchange(&creator, 3, assign, ASSIGN_BYTES, 0);
    exchange(&creator, 4, "\xfd\xff\1\0\1A\1x", 8, 0);
    send_close(&creator, 5);
    expect_reply(&creator, 5, 0);
}

static int little_endian_main(int argc, char **argv, char **environment) {
    assign_msg_type assign;
    uint8_t messages[512];
    (void)argv;
    EQUAL(argc, 1);
    CHECK(strcmp(environment[0], "A=x") == 0);
    EQUAL(get_assign_msg(1, &assign), 0);
    EQUAL(assign.field_mask, 0x90000000);
    EQUAL(assign.file_code, 101);
    EQUAL(guardian_startup_messages((char *)messages, sizeof messages), 70 + 110 + 10);
    EQUAL((short)wire_get(messages + 72, 2), -2);
    EQUAL(wire_get(messages + 72 + 66, 4), 0x90000000);
    EQUAL(wire_get(messages + 72 + 98, 2), 101);
    CHECK(memcmp(messages + 180, "\0\x08\xff\xfd\0\1\1A\1x", 10) == 0);
    return 0;
}

static void little_endian_process(void) {
    EQUAL(run_program(little_endian_main, 0, NULL), 0);
}

/* ------------------------------------------------------------------------------------------- when nothing comes */

static void expect_abend(const char *text) {
    struct packet *stop = take(WIRE_STOP);
    EQUAL(wire_stop_completion_code(stop->body), 5);
    EQUAL(wire_stop_options(stop->body), 1);
    size_t length = wire_get(stop->body + WIRE_STOP_SIZE, 2);
    EQUAL(length, strlen(text));
    CHECK(memcmp(stop->body + WIRE_STOP_SIZE + 2, text, length) == 0);
    process_is_over();
}

static void answer_info(short error) {
    uint8_t body[WIRE_INFO_SIZE + 10] = {0};
    struct packet *asked = take(WIRE_GET_INFO);
    CHECK(handle_equal((struct handle *)wire_get_info_handle(asked->body), &stranger));
    tell(WIRE_INFO, asked->tag, error, body, sizeof body, -1);
}

static int never_main(int argc, char **argv, char **environment) {
    (void)argc, (void)argv, (void)environment;
    CHECK(!"main must not run");
    return 0;
}

static void orphan_process(void) {
    run_program(never_main, 0, NULL);
}

static void orphan_kernel(void) {
    struct peer creator;
    open_by(&creator, &stranger, 0);
    answer_info(0);
    answer_info(4);
    expect_abend("the creator ended before it had sent the startup messages");
}

static void late_process(void) {
    INITIALIZER(, , , , , , 20);
}

static void late_kernel(void) {
    answer_info(0);
    expect_abend("the startup message did not come in time");
}

static void bad_limit_process(void) {
    INITIALIZER(, , , , , , -2);
}

static void bad_limit_kernel(void) {
    expect_abend("INITIALIZER: the time limit is less than -1");
}

static int backup_main(int argc, char **argv, char **environment) {
    (void)environment;
    EQUAL(argc, 1);
    CHECK(strcmp(argv[0], "program") == 0);
    return 0;
}

static void backup_process(void) {
    char *given[] = {"program", NULL};
    EQUAL(run_program(backup_main, 1, given), 0);
}

/* --------------------------------------------------------------------------------------------------- INITIALIZER */

static char order[16];
static short control_block, passed;

static void called(char what, short *rucb, short *passthru, short match) {
    size_t length = strlen(order);
    order[length] = what;
    order[length + 1] = 0;
    CHECK(rucb == &control_block);
    CHECK(passthru == &passed);
    EQUAL(match, 0);
}

static void on_startup(short *rucb, short *passthru, short *message, short length, short match) {
    called('s', rucb, passthru, match);
    EQUAL(message[0], -1);
    EQUAL(length, 70);
    CHECK(memcmp((char *)message + 66, "a b", 4) == 0);
}

static void on_assign(short *rucb, short *passthru, short *message, short length, short match) {
    called('a', rucb, passthru, match);
    EQUAL(message[0], -2);
    EQUAL(length, 108);
    EQUAL(message[49], order[2] ? 129 : 101);
}

static void on_param(short *rucb, short *passthru, short *message, short length, short match) {
    called('p', rucb, passthru, match);
    EQUAL(message[0], -3);
    EQUAL(message[1], 3);
    EQUAL(length, 29);
}

static void initializer_process(void) {
    short file;
    EQUAL(INITIALIZER(&control_block, &passed, (void *)on_startup, (void *)on_param, (void *)on_assign), 0);
    CHECK(strcmp(order, "saap") == 0);
    EQUAL(INITIALIZER(&control_block, &passed, (void *)on_startup, (void *)on_param, (void *)on_assign, 16), 0);
    CHECK(strcmp(order, "saaps") == 0);
    EQUAL(INITIALIZER(), 0);
    EQUAL(FILE_OPEN_("$RECEIVE", 8, &file), 0);
}

static void initializer_kernel(void) {
    struct messages messages = all_of_them("a b");
    struct peer creator;
    open_by(&creator, &stranger, 0);
    send_all(&creator, &messages);
    send_close(&creator, 20);
    expect_reply(&creator, 20, 0);
}

static void startup_only_process(void) {
    EQUAL(INITIALIZER(&control_block, &passed, (void *)on_startup, , (void *)on_assign, 16 + 2), 0);
    CHECK(strcmp(order, "s") == 0);
}

static void startup_only_kernel(void) {
    struct messages messages = all_of_them("a b");
    struct peer creator;
    open_by(&creator, &stranger, 0);
    exchange(&creator, 2, messages.byte + 2, 70, 0);
    send_close(&creator, 3);
    expect_reply(&creator, 3, 0);
    EQUAL(wire_monitor_cpus_mask(take(WIRE_MONITOR_CPUS)->body), 0xffff);
}

static void in_backup_process(void) {
    EQUAL(INITIALIZER(, , (void *)on_startup, , , 8), -1);
    EQUAL(order[0], 0);
}

/* -101 of the primary: the backup's wait is over. */
static void primary_ends(void) {
    uint8_t death[84] = {0}, role[WIRE_ROLE_SIZE] = {0};
    wire_role_set_result(role, PAIR_SINGLE);
    tell(WIRE_ROLE, 0, 0, role, sizeof role, -1);
    wire_put(death, 2, (uint64_t)ZSYS_VAL_SMSG_PROCDEATH);
    memcpy(death + 2, &server, sizeof server);
    tell_system_message(&null, death, sizeof death);
}

static void in_backup_kernel(void) {
    primary_ends();
}

static void stuck_backup_process(void) {
    INITIALIZER(, , (void *)on_startup);
}

static void stuck_backup_kernel(void) {
    primary_ends();
    expect_abend("INITIALIZER: the primary ended before its first stack checkpoint");
}

static void hello_first(void) {
    take_hello();
}

#define WITH_HELLO(name) \
    static void name##_started(void) { \
        hello_first(); \
        name(); \
    }

static void nothing(void) {}

WITH_HELLO(nothing)
WITH_HELLO(exchange_kernel)
WITH_HELLO(others_kernel)
WITH_HELLO(wrong_kernel)
WITH_HELLO(bad_param_kernel)
WITH_HELLO(little_endian_kernel)
WITH_HELLO(orphan_kernel)
WITH_HELLO(late_kernel)
WITH_HELLO(bad_limit_kernel)
WITH_HELLO(initializer_kernel)
WITH_HELLO(startup_only_kernel)
WITH_HELLO(in_backup_kernel)
WITH_HELLO(stuck_backup_kernel)

const struct test starting_tests[] = {
    {"the words of the startup message are argv, the PARAMs the environment", words_process, nothing_started,
     welcome_with_all},
    {"without parameters and PARAMs both are empty", bare_process, nothing_started, welcome_bare},
    {"a process that nobody sends startup messages keeps its words", given_process, nothing_started, welcome_nobody},
    {"a program can ask for its startup messages (c-runtime section 9.3)", ask_process, nothing_started,
     welcome_with_all},
    {"where there are none, -1 says so", ask_in_vain_process, nothing_started, welcome_nobody},
    {"startup messages that are cut off end the process", bare_process, cut_off_kernel, welcome_cut_off},
    {"so does a second startup message", bare_process, cut_off_kernel, welcome_twice},
    {"the creator opens, sends startup, ASSIGNs, PARAM, and closes (CR-08)", after_exchange_process,
     exchange_kernel_started, welcome_by_creator},
    {"others are told 100 until the startup messages are there", after_exchange_process, others_kernel_started,
     welcome_by_creator},
    {"what is no startup message, or out of turn, is refused and does no harm", after_exchange_process,
     wrong_kernel_started, welcome_by_creator},
    {"a PARAM message whose records do not fit is refused", one_param_process, bad_param_kernel_started,
     welcome_by_creator},
    {"messages in a little-endian program's order are understood", little_endian_process, little_endian_kernel_started,
     welcome_by_creator},
    {"the death of the creator ends the wait for startup messages", orphan_process, orphan_kernel_started,
     welcome_by_creator},
    {"so does the time limit of INITIALIZER", late_process, late_kernel_started, welcome_by_creator},
    {"a time limit below -1 is an abend", bad_limit_process, bad_limit_kernel_started, welcome_by_creator},
    {"a backup waits for nobody", backup_process, nothing_started, welcome_backup},
    {"INITIALIZER gives every message to its procedure", initializer_process, initializer_kernel_started,
     welcome_by_creator},
    {"INITIALIZER can do without ASSIGNs and PARAMs", startup_only_process, startup_only_kernel_started,
     welcome_by_creator},
    {"INITIALIZER in a backup watches the primary, and returns -1 if it may", in_backup_process,
     in_backup_kernel_started, welcome_member},
    {"else the end of the primary is its own", stuck_backup_process, stuck_backup_kernel_started, welcome_member},
    {NULL, NULL, NULL, NULL}};
