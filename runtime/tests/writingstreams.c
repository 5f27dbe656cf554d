/* Output of C streams, message by message (c-runtime section 11.1). */
#include "streamends.h"

static void lines_process(void) {
    FILE *stream = fopen("$SERV", "w");
    fprintf(stream, "%s %d\nthree", "one\ntwo", 2);
    fputs(" of\n", stream);
    putc('x', stream);
    putc('\n', stream);
    fputs("last", stream);
    EQUAL(fclose(stream), 0);
}

static void lines_kernel(void) {
    struct peer peer;
    accept_open(&peer, 0);
    expect_line(&peer, "one");
    expect_line(&peer, "two 2");
    expect_line(&peer, "three of");
    expect_line(&peer, "x");
    expect_line(&peer, "last");
    expect_close(&peer);
}

/* However much is written at once, a line is not cut. */
static void many_process(void) {
    char text[2600] = "";
    FILE *stream = fopen("$SERV", "w");
    for (int i = 0; i < 100; i++) strcat(text, "twenty-five letters here\n");
    EQUAL(fputs(text, stream) < 0, 0);
    EQUAL(fclose(stream), 0);
}

static void many_kernel(void) {
    struct peer peer;
    accept_open(&peer, 0);
    for (int i = 0; i < 100; i++) expect_line(&peer, "twenty-five letters here");
    expect_close(&peer);
}

static void flushed_process(void) {
    FILE *stream = fopen("$SERV", "w");
    fputs("part", stream);
    EQUAL(fflush(stream), 0);
    EQUAL(fflush(stream), 0);
    fputs("\nnext ", stream);
    EQUAL(fflush(NULL), 0);
    fputs("line\n\n", stream);
    EQUAL(fclose(stream), 0);
}

/* For a process a flush ends the record. */
static void flushed_kernel(void) {
    struct peer peer;
    accept_open(&peer, 0);
    expect_inquiry(&peer, 0);
    expect_line(&peer, "part");
    expect_line(&peer, "next ");
    expect_line(&peer, "line");
    expect_line(&peer, "");
    expect_close(&peer);
}

/* At a terminal it goes on in the same line. */
static void flushed_terminal_kernel(void) {
    struct peer peer;
    accept_open(&peer, 0);
    expect_inquiry(&peer, 30);
    expect_part(&peer, "part");
    expect_line(&peer, "");
    expect_part(&peer, "next ");
    expect_line(&peer, "line");
    expect_line(&peer, "");
    expect_close(&peer);
}

static void tabs_process(void) {
    FILE *stream = fopen("$SERV", "a");
    fputs("\ta\tb\n12345678\tc\n", stream);
    EQUAL(fclose(stream), 0);
}

static void tabs_kernel(void) {
    struct peer peer;
    accept_open(&peer, 0);
    expect_line(&peer, "        a       b");
    expect_line(&peer, "12345678        c");
    expect_close(&peer);
}

static void unbuffered_process(void) {
    FILE *stream = fopen("$SERV", "w");
    fputs("kept", stream);
    EQUAL(setnbuf(stream), 0);
    fprintf(stream, "%d", 12);
    putc('3', stream);
    putc('\n', stream);
    EQUAL(fclose(stream), 0);
}

static void unbuffered_kernel(void) {
    struct peer peer;
    accept_open(&peer, 0);
    expect_inquiry(&peer, 30);
    expect_part(&peer, "kept");
    expect_part(&peer, "12");
    expect_part(&peer, "3");
    expect_line(&peer, "");
    expect_close(&peer);
}

/* ---------------------------------------------------------------------------------------------------------- binary */

static char large[70000];

static void binary_process(void) {
    FILE *stream = fopen("$SERV", "wb");
    memset(large, 'L', sizeof large);
    EQUAL(fwrite("a\0b\n\t", 1, 5, stream), 5);
    EQUAL(fwrite("1234", 2, 2, stream), 2);
    EQUAL(fwrite(large, 1, sizeof large, stream), sizeof large);
    EQUAL(fprintf(stream, "%s-%d", "n", 5), 3);
    EQUAL(fclose(stream), 0);
}

static void expect_record(struct peer *peer, const void *data, uint32_t bytes) {
    uint8_t *frame = take_request(peer, WIRE_IO_WRITE);
    EQUAL(peer->data, bytes);
    CHECK(memcmp(frame_data(peer), data, bytes) == 0);
    reply(peer, wire_frame_request(frame), 0, "", 0);
}

static void binary_kernel(void) {
    struct peer peer;
    memset(large, 'L', sizeof large);
    accept_open(&peer, 0);
    expect_record(&peer, "a\0b\n\t", 5);
    expect_record(&peer, "1234", 4);
    expect_record(&peer, large, 32767);
    expect_record(&peer, large, 32767);
    expect_record(&peer, large, sizeof large - 2 * 32767);
    expect_record(&peer, "n-5", 3);
    expect_close(&peer);
}

/* ---------------------------------------------------------------------------------------------------------- errors */

static void failing_process(void) {
    FILE *stream = fopen("$SERV", "w");
    EQUAL(fprintf(stream, "full\n"), -1);
    EQUAL(errno, 45);
    CHECK(ferror(stream));
    errno = 0;
    EQUAL(fprintf(stream, "not sent\n"), -1);
    EQUAL(errno, 45);
    fputs("nor this", stream);
    EQUAL(fflush(stream), EOF);
    EQUAL(errno, 45);
    clearerr(stream);
    EQUAL(fprintf(stream, "sent\n"), 5);
    fputs("unsent", stream);
    EQUAL(fflush(stream), EOF);
    EQUAL(errno, 3999);
    CHECK(ferror(stream));
    clearerr(stream);
    fputs("lost", stream);
    errno = 0;
    EQUAL(fclose(stream), EOF);
    EQUAL(errno, 201);
}

static void failing_kernel(void) {
    struct peer peer;
    accept_open(&peer, 0);
    expect_text(&peer, WIRE_IO_WRITE, "full", 45, "");
    expect_line(&peer, "sent");
    expect_inquiry(&peer, 0);
    expect_text(&peer, WIRE_IO_WRITE, "unsent", 3999, "");
    expect_text(&peer, WIRE_IO_WRITE, "lost", 201, "");
    expect_close(&peer);
}

static void failing_binary_process(void) {
    FILE *stream = fopen("$SERV", "r+b");
    EQUAL(fwrite("12345678", 4, 2, stream), 0);
    EQUAL(errno, 45);
    EQUAL(fwrite("1234", 4, 1, stream), 0);
    rewind(stream);
    EQUAL(fwrite("1234", 4, 1, stream), 1);
    EQUAL(fclose(stream), 0);
}

static void failing_binary_kernel(void) {
    struct peer peer;
    accept_open(&peer, 0);
    expect_text(&peer, WIRE_IO_WRITE, "12345678", 45, "");
    expect_line(&peer, "1234");
    expect_close(&peer);
}

/* A warning is no error. */
static void warned_process(void) {
    FILE *stream = fopen("$SERV", "w");
    EQUAL(fprintf(stream, "almost full\n"), 12);
    EQUAL(fclose(stream), 0);
}

static void warned_kernel(void) {
    struct peer peer;
    accept_open(&peer, 0);
    expect_text(&peer, WIRE_IO_WRITE, "almost full", 8, "");
    expect_close(&peer);
}

const struct test writing_stream_tests[] = {
    {"a stream sends each line as a message, and the rest when it is closed", lines_process, lines_kernel, NULL},
    {"text of many lines is cut at the ends of lines only", many_process, many_kernel, NULL},
    {"a flush sends part of a line as a record to a process", flushed_process, flushed_kernel, NULL},
    {"a flush shows part of a line at a terminal, which goes on", flushed_process, flushed_terminal_kernel, NULL},
    {"tabs of text become blanks", tabs_process, tabs_kernel, NULL},
    {"after setnbuf every call is sent at once", unbuffered_process, unbuffered_kernel, NULL},
    {"a binary stream sends what it is given at once as one record, of 32767 bytes at most", binary_process,
     binary_kernel, NULL},
    {"a write that failed is errno, and the stream fails until clearerr", failing_process, failing_kernel, NULL},
    {"a binary write that failed has written nothing", failing_binary_process, failing_binary_kernel, NULL},
    {"a warning is no error of a stream", warned_process, warned_kernel, NULL},
    {NULL, NULL, NULL, NULL}};
