/* The startup protocol: what a creator sends, what a new process makes of it, what its backup has. */
#include "check.h"

enum {
    ASSIGN = -2,
    PARAM = -3,
    ASSIGN_BYTES = 108,
    STARTUP_FIXED = 66,
    MORE = 70,
    NOT_READY = 100,
    ANSWER = 600,
    GONE = 4
};

/* ------------------------------------------------------------------------------------------- the new process */

static char answer[ANSWER];

static void say(const char *text, int length) {
    size_t have = strlen(answer);
    snprintf(answer + have, sizeof answer - have, "%.*s", length, text);
}

static void tell_assign(const char *logical) {
    assign_msg_type assign;
    char text[64];
    if (get_assign_msg_by_name((char *)logical, &assign)) return;
    say(assign.filename.whole, sizeof assign.filename.whole);
    snprintf(text, sizeof text, " %d %lx", assign.file_code, (unsigned long)assign.field_mask);
    say(text, (int)strlen(text));
}

static void on_message(short *rucb, short *passthru, short *message, short length, short match) {
    char text[32];
    (void)rucb, (void)match;
    snprintf(text, sizeof text, "%d:%d ", message[0], length);
    say(text, (int)strlen(text));
    passthru[0]++;
}

static void tell_initializer(void) {
    short calls = 0;
    char text[32];
    short result = INITIALIZER(, &calls, (void *)on_message, (void *)on_message, (void *)on_message);
    snprintf(text, sizeof text, "%d calls, %d", calls, result);
    say(text, (int)strlen(text));
}

static void tell_startup(void) {
    startup_msg_type startup;
    char text[32];
    short length;
    if (get_startup_msg(&startup, &length)) return;
    say(startup.defaults.whole, 16);
    say(startup.infile.whole, 24);
    say(startup.outfile.whole, 24);
    snprintf(text, sizeof text, "%d", length);
    say(text, (int)strlen(text));
}

static void obey_question(char *question, int words, char **word) {
    char *subject = strchr(question, ' ');
    answer[0] = 0;
    if (subject) *subject++ = 0;
    if (strcmp(question, "word") == 0 && atoi(subject) < words) say(word[atoi(subject)], 200);
    if (strcmp(question, "env") == 0 && getenv(subject)) say(getenv(subject), 200);
    if (strcmp(question, "param") == 0 && get_param_by_name(subject)) say(get_param_by_name(subject), 200);
    if (strcmp(question, "assign") == 0) tell_assign(subject);
    if (strcmp(question, "initializer") == 0) tell_initializer();
    if (strcmp(question, "startup") == 0) tell_startup();
}

/* Answers a question, or has the backup answer it. */
static void answer_question(char *question, int words, char **word) {
    short file;
    __int32_t count = 0;
    if (strncmp(question, "backup ", 7) != 0) {
        obey_question(question, words, word);
        return;
    }
    answer[0] = 0;
    if (FILE_OPEN_("$TOLD", 5, &file)) return;
    FILE_WRITEREAD64_(file, question + 7, answer, (int)strlen(question + 7), ANSWER - 1, &count);
    answer[count] = 0;
    FILE_CLOSE_(file);
}

ROLE(told) {
    char question[ANSWER];
    short file;
    __int32_t count;
    FILE_OPEN_("$RECEIVE", 8, &file, , , 0, 2);
    if (words > 0 && strcmp(word[0], "pair") == 0 && PROCESS_GETPAIRINFO_() == 4) __ns_start_backup(, 2);
    for (;;) {
        short error = FILE_READUPDATE64_(0, question, sizeof question - 1, &count);
        zsys_ddl_receiveinformation_def information;
        FILE_GETRECEIVEINFO_((short *)&information);
        question[count] = 0;
        answer[0] = 0;
        if (error == 0) answer_question(question, words, word);
        FILE_REPLY64_(answer, (int)strlen(answer), , information.z_messagetag);
    }
}

/* --------------------------------------------------------------------------------------------- the creator */

static short create(const char *name, short *handle, char *descriptor, short *length) {
    short option = *name ? ZSYS_VAL_PCREATOPT_NAMEINCALL : ZSYS_VAL_PCREATOPT_NONAME;
    return PROCESS_CREATE_(own_program, (short)strlen(own_program), , , , , , , , 1, handle, , option, name,
                           (short)strlen(name), descriptor, 40, length);
}

static int startup_message(char *message, const char *more) {
    short code = -1;
    memset(message, ' ', STARTUP_FIXED);
    memcpy(message, &code, sizeof code);
    memcpy(message + 2, "$DATA   WORK    $ZHOME                  $ZHOME", 46);
    int length = snprintf(message + STARTUP_FIXED, 500, "role %s %s told %s", own_program, partner_program, more);
    message[STARTUP_FIXED + length + 1] = 0;
    return STARTUP_FIXED + (length + 2) / 2 * 2;
}

static void assign_message(assign_msg_type *assign, const char *logical, short code) {
    memset(assign, ' ', sizeof *assign);
    assign->msg_code = ASSIGN;
    assign->logical_unit_name.prognamelen = 0;
    assign->logical_unit_name.filenamelen = (char)strlen(logical);
    memcpy(assign->logical_unit_name.filename, logical, strlen(logical));
    assign->field_mask = 0x90000000;
    memcpy(assign->filename.whole, "$DATA   WORK    JRNL    ", 24);
    memset(&assign->primary_extent, 0, 14);
    assign->file_code = code;
}

static int param_message(char *message) {
    short head[2] = {PARAM, 2};
    memcpy(message, head, sizeof head);
    memcpy(message + 4, "\5LEVEL\3ten\4HOME\5A b=c", 21);
    return 25;
}

static short send(short file, const void *message, int bytes) {
    char none[4];
    return FILE_WRITEREAD64_(file, message, none, bytes, sizeof none);
}

/* The whole sequence; the errors with which its messages were answered. */
static void start_told(const char *name, short *handle, short *file, const char *words, short errors[4]) {
    static char message[596];
    char descriptor[40];
    assign_msg_type assign;
    short length, startup;
    memset(errors, -1, 4 * sizeof *errors);
    if (create(name, handle, descriptor, &length) || FILE_OPEN_(descriptor, length, &startup)) return;
    errors[0] = send(startup, message, startup_message(message, words));
    assign_message(&assign, "JOURNAL", 101);
    errors[1] = send(startup, &assign, ASSIGN_BYTES);
    assign_message(&assign, "LISTING", 129);
    errors[2] = send(startup, &assign, ASSIGN_BYTES);
    errors[3] = send(startup, message, param_message(message));
    FILE_CLOSE_(startup);
    if (FILE_OPEN_(descriptor, length, file)) *file = -1;
}

static int ask(short file, const char *question, const char *expected) {
    char text[ANSWER];
    __int32_t count = 0;
    EXPECT_EQUAL(FILE_WRITEREAD64_(file, question, text, (int)strlen(question), sizeof text, &count), 0);
    return EXPECT_TEXT(text, count, expected);
}

CHECK("the creator sends startup, ASSIGN and PARAM messages, and they are all there", "CR-08", "PROCESS_CREATE_") {
    short handle[10], file, errors[4];
    start_told("", handle, &file, "one \"two  words\" \"say \"\"hi\"\"\"", errors);
    EXPECT_EQUAL(errors[0], MORE);
    EXPECT_EQUAL(errors[1], 0);
    EXPECT_EQUAL(errors[2], 0);
    EXPECT_EQUAL(errors[3], 0);
    ask(file, "word 0", "one");
    ask(file, "word 1", "two  words");
    ask(file, "word 2", "say \"hi\"");
    ask(file, "env LEVEL", "ten");
    ask(file, "env HOME", "A b=c");
    ask(file, "env PATH", "");
    ask(file, "param level", "ten");
    ask(file, "assign JOURNAL", "$DATA   WORK    JRNL     101 90000000");
    ask(file, "assign listing", "$DATA   WORK    JRNL     129 90000000");
    ask(file, "assign NOTHING", "");
    PROCESS_STOP_(handle);
}

CHECK("a C program can ask for its startup message", "CR-08", "") {
    short handle[10], file, errors[4];
    char expected[128];
    start_told("", handle, &file, "x", errors);
    int parameters = (int)(strlen(own_program) + strlen(partner_program) + sizeof "role   told x");
    snprintf(expected, sizeof expected, "$DATA   WORK    %-24s%-24s%d", "$ZHOME", "$ZHOME",
             STARTUP_FIXED + (parameters + 1) / 2 * 2);
    ask(file, "startup", expected);
    PROCESS_STOP_(handle);
}

CHECK("INITIALIZER gives the messages to the procedures of the program", "CR-08", "INITIALIZER") {
    short handle[10], file, errors[4];
    char expected[64];
    start_told("", handle, &file, "x", errors);
    int parameters = (int)(strlen(own_program) + strlen(partner_program) + sizeof "role   told x");
    snprintf(expected, sizeof expected, "-1:%d -2:108 -2:108 -3:25 4 calls, 0",
             STARTUP_FIXED + (parameters + 1) / 2 * 2);
    ask(file, "initializer", expected);
    PROCESS_STOP_(handle);
}

CHECK("INITIALIZER without parameters does nothing more", "", "INITIALIZER") {
    EXPECT_EQUAL(INITIALIZER(), 0);
}

CHECK("INITIALIZER can leave ASSIGNs and PARAMs out, and turn monitoring on", "", "INITIALIZER MONITORCPUS") {
    short calls = 0;
    answer[0] = 0;
    EXPECT_EQUAL(INITIALIZER(, &calls, (void *)on_message, (void *)on_message, (void *)on_message, 16 + 4 + 2), 0);
    EXPECT_EQUAL(calls, 1);
    MONITORCPUS(0);
}

CHECK("a backup has the words, PARAMs and ASSIGNs of its primary", "R-11 CR-08", "__ns_start_backup") {
    short handle[10], file, errors[4];
    start_told("$TOLD", handle, &file, "pair \"a b\"", errors);
    ask(file, "backup word 1", "a b");
    ask(file, "backup env LEVEL", "ten");
    ask(file, "backup assign LISTING", "$DATA   WORK    JRNL     129 90000000");
    PROCESS_STOP_(handle, 1);
}

CHECK("until the startup messages are there others get error 100", "CR-08", "FILE_OPEN_") {
    partner other;
    short handle[10], length, file;
    char descriptor[40], reply[64], message[596];
    int count;
    REQUIRE_EQUAL(start_partner(&other, "", 2, ""), 0);
    short order_file = open_partner(&other, 0, 0);
    REQUIRE_EQUAL(create("$TOLD", handle, descriptor, &length), 0);
    REQUIRE_EQUAL(send_order(order_file, ORDER(OPEN_OTHER, .text = "$TOLD"), reply, sizeof reply, &count), 0);
    EXPECT_EQUAL(((opening *)(void *)reply)->error, NOT_READY);
    REQUIRE_EQUAL(FILE_OPEN_(descriptor, length, &file), 0);
    EXPECT_EQUAL(send(file, message, startup_message(message, "late")), MORE);
    EXPECT_EQUAL(FILE_CLOSE_(file), 0);
    REQUIRE_EQUAL(FILE_OPEN_(descriptor, length, &file), 0);
    ask(file, "word 0", "late");
    EXPECT_EQUAL(send_order(order_file, ORDER(OPEN_OTHER, .text = "$TOLD"), reply, sizeof reply, &count), 0);
    EXPECT_EQUAL(((opening *)(void *)reply)->error, 0);
    PROCESS_STOP_(handle);
}

CHECK("what is no startup message is refused, and the startup message still comes", "CR-08", "") {
    short handle[10], length, file;
    char descriptor[40], message[596];
    REQUIRE_EQUAL(create("", handle, descriptor, &length), 0);
    REQUIRE_EQUAL(FILE_OPEN_(descriptor, length, &file), 0);
    EXPECT_EQUAL(send(file, "hello", 5), 2);
    EXPECT_EQUAL(send(file, message, param_message(message)), 2);
    EXPECT_EQUAL(send(file, message, startup_message(message, "now") - 500), 21);
    EXPECT_EQUAL(send(file, message, startup_message(message, "now")), MORE);
    EXPECT_EQUAL(send(file, message, startup_message(message, "again")), 2);
    FILE_CLOSE_(file);
    REQUIRE_EQUAL(FILE_OPEN_(descriptor, length, &file), 0);
    ask(file, "word 0", "now");
    PROCESS_STOP_(handle);
}

CHECK("a process whose creator ends before the startup messages abends", "CR-08", "") {
    partner creator;
    char text[64], reply[64];
    int count;
    REQUIRE_EQUAL(start_partner(&creator, "", 2, ""), 0);
    short file = open_partner(&creator, 0, 0);
    snprintf(text, sizeof text, "%s,", own_program);
    text[strlen(text) - 1] = 0;
    order *sent = ORDER(CREATE, .number = 1);
    snprintf(sent->text, sizeof sent->text, "%s", text);
    REQUIRE_EQUAL(send_order(file, sent, reply, sizeof reply, &count), 0);
    creation *made = (creation *)(void *)reply;
    REQUIRE_EQUAL(made->error, 0);
    EXPECT_EQUAL(PROCESS_GETINFO_(made->handle), 0);
    stop_partner(&creator);
    for (int tries = 0; tries < 200 && PROCESS_GETINFO_(made->handle) != GONE; tries++) PROCESS_DELAY_(100000);
    EXPECT_EQUAL(PROCESS_GETINFO_(made->handle), GONE);
}
