/* fopen and what belongs to it: names, modes, errors (c-runtime section 11.2). */
#include "streamends.h"
#include <fcntl.h>

enum { OFTEN = 10000 };

/* ----------------------------------------------------------------------------------------------------------- modes */

static void modes_process(void) {
    static const char *const good[] = {"r", "w", "a", "rb", "br", "w+b", "wb+", "+wb", "b+a", "a+", "+r"};
    static const char *const bad[] = {"", "b", "+", "rw", "rr", "r++", "bbr", "rt", "x", "r,b", "R"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        FILE *stream = fopen("$ZHOME", good[i]);
        CHECK(stream);
        EQUAL(fclose(stream), 0);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        errno = 0;
        CHECK(!fopen("$ZHOME", bad[i]));
        EQUAL(errno, EINVAL);
    }
    CHECK(!fopen("$ZHOME", NULL));
    EQUAL(errno, EINVAL);
}

static void access_process(void) {
    EQUAL(fclose(fopen("$serv", "r")), 0);
    EQUAL(fclose(fopen("\\test.$Serv", "ab")), 0);
    EQUAL(fclose(fopen("$SERV.#QUAL", "r+")), 0);
    FILE *reader = fopen("$SERV", "r");
    EQUAL(putc('x', reader), EOF);
    CHECK(ferror(reader));
    FILE *writer = fopen("$SERV", "w");
    EQUAL(getc(writer), EOF);
    CHECK(ferror(writer));
    fclose(writer);
    fclose(reader);
}

static void expect_open(struct peer *peer, short access, const char *qualifier) {
    answer_find(&server, &server_backup, false, "\\TEST.$SERV:3");
    if (access == ZSYS_VAL_OPENACC_READONLY && !peer->socket) accept_link(peer, &server);
    uint8_t *frame = take_request(peer, WIRE_IO_SYSTEM), *message = frame_data(peer);
    EQUAL((short)wire_get(message, 2), ZSYS_VAL_SMSG_OPEN);
    EQUAL(wire_get(message + 2, 2), access);
    EQUAL(wire_get(message + 4, 2), ZSYS_VAL_OPENEXCL_SHARED);
    EQUAL(wire_get(message + 36, 2), strlen(qualifier));
    CHECK(memcmp(message + 60, qualifier, strlen(qualifier)) == 0);
    reply(peer, wire_frame_request(frame), 0, "", 0);
    take(WIRE_OPENED);
}

static void access_kernel(void) {
    struct peer peer = {.socket = 0};
    expect_open(&peer, ZSYS_VAL_OPENACC_READONLY, "");
    expect_close(&peer);
    expect_open(&peer, ZSYS_VAL_OPENACC_WRITEONLY, "");
    expect_close(&peer);
    expect_open(&peer, ZSYS_VAL_OPENACC_READWRITE, "#QUAL");
    expect_close(&peer);
    expect_open(&peer, ZSYS_VAL_OPENACC_READONLY, "");
    expect_open(&peer, ZSYS_VAL_OPENACC_WRITEONLY, "");
    expect_close(&peer);
    expect_close(&peer);
}

/* ----------------------------------------------------------------------------------------------------------- names */

static int error_of(const char *name, const char *mode) {
    errno = 0;
    FILE *stream = fopen(name, mode);
    if (stream) fclose(stream);
    return stream ? 0 : errno;
}

static void names_process(void) {
    short last = -1, before = FILE_CLOSE_(99);
    EQUAL(error_of(NULL, "r"), 22);
    EQUAL(error_of("", "r"), 13);
    EQUAL(error_of("/tmp/x", "r"), 13);
    EQUAL(error_of("./x", "w"), 13);
    EQUAL(error_of("$A.B.C.D.E", "r"), 13);
    EQUAL(error_of("a-name-that-is-much-too-long-to-be-that-of-any-guardian-file", "r"), 13);
    EQUAL(error_of("=NOWHERE", "r"), 198);
    EQUAL(error_of("\\NONE.$SERV", "r"), 18);
    EQUAL(error_of("data", "r"), 14);
    EQUAL(error_of("$DATA.SUB.FILE", "w+"), 14);
    EQUAL(error_of("$SERV", "r"), ENOENT);
    EQUAL(error_of("$SERV", "w"), 11);
    EQUAL(error_of("$SERV", "r"), 48);
    EQUAL(error_of("$SERV", "r"), 3001);
    EQUAL(FILE_GETINFO_(-1, &last), 0);
    EQUAL(last, before); /* that of the program's own call */
}

static void refuse_open(struct peer *peer, short error) {
    answer_find(&server, &server_backup, false, "\\TEST.$SERV:3");
    if (!peer->socket) accept_link(peer, &server);
    uint8_t *frame = take_request(peer, WIRE_IO_SYSTEM);
    reply(peer, wire_frame_request(frame), error, "", 0);
}

static void names_kernel(void) {
    struct peer peer = {.socket = 0};
    refuse_find(18);
    struct packet *asked = take(WIRE_FIND);
    CHECK(memcmp(asked->body + WIRE_FIND_SIZE + 2, "\\TEST.$SYSTEM.NOSUBVOL.DATA", 27) == 0);
    uint8_t nothing[WIRE_FOUND_SIZE + 2] = {0};
    tell(WIRE_FOUND, asked->tag, 13, nothing, sizeof nothing, -1);
    refuse_find(13);
    refuse_open(&peer, 11);
    refuse_open(&peer, 11);
    refuse_open(&peer, 48);
    refuse_open(&peer, 3001);
}

static void define_process(void) {
    char name[25] = "=OUTPUT                 ", file[64] = "";
    short checknum, length, error = -1, count = 0;
    FILE *stream;
    EQUAL(DEFINESETATTR("CLASS           ", "MAP", 3), 0);
    EQUAL(DEFINESETATTR("FILE            ", "$zhome", 6), 0);
    EQUAL(DEFINEADD(name, 0, &checknum), 0);
    stream = fopen("=output", "w");
    CHECK(stream);
    EQUAL(FILE_GETINFO_(1, &error, file, sizeof file, &length), 0);
    CHECK(length == 12 && memcmp(file, "\\TEST.$ZHOME", 12) == 0);
    EQUAL(fclose(stream), 0);
    EQUAL(count, 0);
}

/* -------------------------------------------------------------------------------------------------------- numbers */

static void numbers_process(void) {
    short file = -1, receive = -1;
    FILE *one = fopen("$ZHOME", "w"), *two = fopen_guardian("$ZHOME", "w");
    EQUAL(FILE_OPEN_("$ZHOME", 6, &file), 0);
    EQUAL(file, 3);
    EQUAL(fclose(one), 0);
    FILE *(*open)(const char *, const char *) = fopen; /* an address like any other */
    one = open("$ZHOME", "w");
    EQUAL(FILE_CLOSE_(1), 0);
    EQUAL(FILE_CLOSE_(1), 16);
    EQUAL(FILE_OPEN_("$RECEIVE", 8, &receive), 0);
    EQUAL(receive, 0);
    CHECK(!fopen("$RECEIVE", "r"));
    EQUAL(errno, 12);
    EQUAL(fclose(two), 0);
    EQUAL(fclose(one), EOF); /* its file was closed behind its back */
    EQUAL(errno, 16);
}

static void often_process(void) {
    for (int i = 0; i < OFTEN; i++) {
        FILE *stream = fopen64("$ZHOME", i % 2 ? "rb+" : "r");
        short next = -1;
        CHECK(stream);
        EQUAL(getc(stream), EOF);
        EQUAL(fclose(stream), 0);
        EQUAL(FILE_OPEN_("$ZHOME", 6, &next), 0);
        EQUAL(next, 1);
        EQUAL(FILE_CLOSE_(next), 0);
    }
    for (int i = 0; i < OFTEN; i++) CHECK(!fopen("/x", "r"));
}

/* ------------------------------------------------------------------------------------------------------- refusals */

static void refusals_process(void) {
    CHECK(!fopen_oss("/tmp/x", "r") && errno == EOSSNOTRUNNING);
    errno = 0;
    CHECK(!fopen64_oss("/tmp/x", "w") && errno == EOSSNOTRUNNING);
    errno = 0;
    CHECK(!freopen_oss("/tmp/x", "w", stdout) && errno == EOSSNOTRUNNING);
    CHECK(!fdopen(1, "w") && errno == EBADF);
    CHECK(!tmpfile() && errno == 14);
    EQUAL(remove("data"), -1);
    EQUAL(errno, 14);
    EQUAL(remove("/tmp/x"), -1);
    EQUAL(errno, 13);
    EQUAL(rename("$ZHOME", "b"), -1);
    EQUAL(errno, 2); /* no disk file */
    EQUAL(open("data", O_RDWR | O_CREAT, 0600), -1);
    EQUAL(errno, 14);
    EQUAL(open("$ZHOME", O_RDWR), -1);
    EQUAL(errno, 2);
    EQUAL(creat("/tmp/guardian-creat", 0600), -1);
    EQUAL(errno, 13);
    FILE *stream = fopen("$ZHOME", "r");
    EQUAL(fileno(stream), -1);
    EQUAL(errno, EBADF);
    EQUAL(fseek(stream, 7, SEEK_SET), -1);
    EQUAL(errno, ESPIPE);
    EQUAL(fseek(stream, 0, SEEK_CUR), 0);
    EQUAL(fclose(stream), 0);
}

static void no_script(void) {}

const struct test opening_stream_tests[] = {
    {"letters of a mode may stand in any order; what is no mode is EINVAL", modes_process, no_script, NULL},
    {"the mode is the access of the open, the name may be written in small letters", access_process, access_kernel,
     NULL},
    {"errno of an open that fails is the file system's error, ENOENT where nothing can be read", names_process,
     names_kernel, NULL},
    {"a DEFINE names the file of a stream", define_process, no_script, NULL},
    {"a stream has the lowest free file number", numbers_process, no_script, NULL},
    {"ten thousand streams leave neither numbers nor memory behind", often_process, no_script, NULL},
    {"what has no Guardian file is refused", refusals_process, no_script, NULL},
    {NULL, NULL, NULL, NULL}};
