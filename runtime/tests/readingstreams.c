/* Input of C streams: lines, prompts, records, $RECEIVE (c-runtime section 11.1). */
#include "streamends.h"

static void lines_process(void) {
    char line[40], word[40];
    int number = 0;
    FILE *stream = fopen("$SERV", "r");
    CHECK(fgets(line, sizeof line, stream) && strcmp(line, "one two\n") == 0);
    EQUAL(fscanf(stream, "%d %s", &number, word), 2);
    CHECK(number == 12 && strcmp(word, "word") == 0);
    EQUAL(getc(stream), '\n');
    EQUAL(ungetc('u', stream), 'u');
    CHECK(fgets(line, sizeof line, stream) && strcmp(line, "unget\n") == 0);
    CHECK(fgets(line, 5, stream) && strcmp(line, "long") == 0);
    CHECK(fgets(line, sizeof line, stream) && strcmp(line, "er\n") == 0);
    CHECK(!fgets(line, sizeof line, stream));
    CHECK(feof(stream) && !ferror(stream));
    EQUAL(getc(stream), EOF); /* nobody is asked again */
    clearerr(stream);
    EQUAL(getc(stream), 'z');
    EQUAL(fclose(stream), 0);
}

static void lines_kernel(void) {
    struct peer peer;
    accept_open(&peer, 0);
    give_line(&peer, "one two");
    give_line(&peer, "12");
    give_line(&peer, "word");
    give_line(&peer, "nget");
    give_line(&peer, "longer");
    give_error(&peer, 1);
    give_line(&peer, "z");
    expect_close(&peer);
}

static void error_process(void) {
    FILE *stream = fopen("$SERV", "r");
    errno = 0;
    EQUAL(getc(stream), EOF);
    CHECK(ferror(stream) && !feof(stream));
    EQUAL(errno, 110);
    EQUAL(getc(stream), 'b');
    EQUAL(getc(stream), '\n');
    clearerr(stream);
    EQUAL(getc(stream), 'w');
    CHECK(!ferror(stream));
    EQUAL(fclose(stream), 0);
}

static void error_kernel(void) {
    struct peer peer;
    accept_open(&peer, 0);
    give_error(&peer, 110);
    give_line(&peer, "b");
    expect_text(&peer, WIRE_IO_READ, "", 8, "warned");
    expect_close(&peer);
}

/* --------------------------------------------------------------------------------------------------------- prompts */

static void prompt_process(void) {
    char line[40];
    FILE *in = fopen("$SERV", "r"), *out = fopen("$SERV", "w"), *both = fopen("$SERV", "r+");
    fprintf(out, "na");
    fputs("me? ", out);
    CHECK(fgets(line, sizeof line, in) && strcmp(line, "ann\n") == 0);
    fprintf(out, "hello %sage? ", line);
    CHECK(fgets(line, sizeof line, both) && strcmp(line, "30\n") == 0);
    fputs("more? ", both);
    CHECK(fgets(line, sizeof line, both) && strcmp(line, "no\n") == 0);
    fputs("bye\n", both);
    CHECK(fgets(line, sizeof line, both) && strcmp(line, "\n") == 0);
    fclose(both);
    fclose(out);
    fclose(in);
}

static void open_again(struct peer *peer) {
    answer_find(&server, &server_backup, false, "\\TEST.$SERV:3");
    accept_open_on(peer, 0);
}

static void prompt_kernel(void) {
    struct peer peer;
    accept_open(&peer, 0);
    open_again(&peer);
    open_again(&peer);
    expect_inquiry(&peer, 30); /* an open for reading only cannot write the prompt */
    expect_part(&peer, "name? ");
    give_line(&peer, "ann");
    expect_line(&peer, "hello ann");
    expect_text(&peer, WIRE_IO_WRITEREAD, "age? ", 0, "30");
    expect_text(&peer, WIRE_IO_WRITEREAD, "more? ", 0, "no");
    expect_line(&peer, "bye");
    give_line(&peer, "");
    expect_close(&peer);
    expect_close(&peer);
    expect_close(&peer);
}

/* What was written elsewhere is seen first as well. */
static void elsewhere_process(void) {
    FILE *in = fopen("$SERV.#IN", "r"), *out = fopen("$SERV", "w");
    fputs("working", out);
    EQUAL(getc(in), 'x');
    fclose(out);
    fclose(in);
}

static void elsewhere_kernel(void) {
    struct peer peer;
    accept_open(&peer, 0);
    open_again(&peer);
    expect_inquiry(&peer, 0);
    expect_line(&peer, "working");
    give_line(&peer, "x");
    expect_close(&peer);
    expect_close(&peer);
}

/* Unread input does not hinder output. */
static void turns_process(void) {
    int number = 0;
    FILE *stream = fopen("$SERV", "r+");
    fputs("first\n", stream);
    EQUAL(fseek(stream, 0, SEEK_CUR), 0);
    EQUAL(fscanf(stream, "%d", &number), 1);
    EQUAL(fputs("second\n", stream) < 0, 0);
    EQUAL(fflush(stream), 0);
    EQUAL(fscanf(stream, "%d", &number), 1);
    EQUAL(number, 8);
    rewind(stream);
    fputs("third\n", stream);
    EQUAL(fclose(stream), 0);
}

static void turns_kernel(void) {
    struct peer peer;
    accept_open(&peer, 0);
    expect_line(&peer, "first");
    give_line(&peer, "7 and more");
    expect_line(&peer, "second");
    give_line(&peer, "8");
    expect_line(&peer, "third");
    expect_close(&peer);
}

/* --------------------------------------------------------------------------------------------------------- records */

static char data[40000];

static void records_process(void) {
    FILE *stream = fopen("$SERV", "r+b");
    EQUAL(fwrite("ask", 1, 3, stream), 3);
    EQUAL(fread(data, 1, sizeof data, stream), 6); /* one request, and what it brings */
    CHECK(memcmp(data, "answer", 6) == 0 && !feof(stream));
    EQUAL(fread(data, 2, 2, stream), 2);
    EQUAL(fread(data, 1, 100, stream), 4); /* the rest of it */
    CHECK(memcmp(data, "5678", 4) == 0);
    EQUAL(fread(data, 1, 100, stream), 0); /* an empty record */
    CHECK(!feof(stream) && !ferror(stream));
    EQUAL(fread(data, 8, 1, stream), 0); /* half a record */
    CHECK(!feof(stream));
    EQUAL(getc(stream), 'c');
    EQUAL(fread(data, 1, 100, stream), 0);
    CHECK(feof(stream));
    clearerr(stream);
    EQUAL(fread(data, 1, 100, stream), 0);
    CHECK(ferror(stream));
    EQUAL(errno, 201);
    EQUAL(fclose(stream), 0);
}

static void records_kernel(void) {
    struct peer peer;
    accept_open(&peer, 0);
    expect_line(&peer, "ask");
    give_line(&peer, "answer");
    give_line(&peer, "12345678");
    give_line(&peer, "");
    give_line(&peer, "half");
    give_line(&peer, "c");
    give_error(&peer, 1);
    give_error(&peer, 201);
    expect_close(&peer);
}

static void large_process(void) {
    FILE *stream = fopen("$SERV", "rb");
    EQUAL(fread(data, 1, sizeof data, stream), 32767);
    for (int i = 0; i < 32767; i++) CHECK(data[i] == 'r');
    EQUAL(fclose(stream), 0);
}

static void large_kernel(void) {
    struct peer peer;
    accept_open(&peer, 0);
    uint8_t *frame = take_request(&peer, WIRE_IO_READ);
    EQUAL(wire_frame_reply_max(frame), 32767);
    memset(data, 'r', sizeof data);
    reply(&peer, wire_frame_request(frame), 0, data, 32767);
    expect_close(&peer);
}

/* -------------------------------------------------------------------------------------------------------- $RECEIVE */

static void receive_process(void) {
    char line[40];
    CHECK(!fopen("$RECEIVE", "w") && errno == 2);
    CHECK(!fopen("$RECEIVE", "r+") && errno == 2);
    FILE *stream = fopen("$receive", "r");
    CHECK(stream);
    meet_kernel();
    CHECK(fgets(line, sizeof line, stream) && strcmp(line, "question\n") == 0);
    EQUAL(fclose(stream), 0);
    stream = fopen("$RECEIVE", "rb");
    meet_kernel();
    EQUAL(fread(line, 1, sizeof line, stream), 4);
    CHECK(memcmp(line, "data", 4) == 0);
    EQUAL(fclose(stream), 0);
}

/* A message is replied to by being read; what the system says is passed over. */
static void receive_kernel(void) {
    struct peer peer;
    uint8_t message[4];
    begin_meeting();
    wire_put(message, 2, (uint64_t)ZSYS_VAL_SMSG_CPUDOWN);
    wire_put(message + 2, 2, 3);
    tell_system_message(&null, message, sizeof message);
    offer_link(&peer, &stranger);
    ask(&peer, 1, 1, "question");
    end_meeting();
    EQUAL(wire_frame_request(take_frame_of(&peer, WIRE_FRAME_REPLY)), 1);
    EQUAL(wire_frame_error(peer.frame), 0);
    EQUAL(peer.data, 0);
    begin_meeting();
    ask(&peer, 2, 2, "data");
    end_meeting();
    EQUAL(wire_frame_request(take_frame_of(&peer, WIRE_FRAME_REPLY)), 2);
}

const struct test reading_stream_tests[] = {
    {"a stream reads lines, each from one request, up to the end of file", lines_process, lines_kernel, NULL},
    {"a read that failed is errno, a warning comes with its data", error_process, error_kernel, NULL},
    {"what was written without an end of line is the prompt of a read of the same file", prompt_process, prompt_kernel,
     NULL},
    {"a read sends first what was written to other files", elsewhere_process, elsewhere_kernel, NULL},
    {"reading and writing take turns on one stream", turns_process, turns_kernel, NULL},
    {"fread of a binary stream takes one record", records_process, records_kernel, NULL},
    {"a record has 32767 bytes at most", large_process, large_kernel, NULL},
    {"a stream on $RECEIVE reads what others write", receive_process, receive_kernel, NULL},
    {NULL, NULL, NULL, NULL}};
