/* A server and a requester that go on for long, and say what memory and how many descriptors they hold.
 *
 * ENDURE serve                     echoes; {-2, seconds} stops reading for so long; {-3} tells {kilobytes, descriptors}
 * ENDURE messages SERVER COUNT     waited requests, one after the other
 * ENDURE opens SERVER COUNT        opens, one request each, closes
 * ENDURE stall SERVER COUNT SECONDS
 *                                  so many requests outstanding while the server does not read; each is answered once
 *
 * Every requester prints what it and the server hold after a tenth of its work, and at the end.
 */
#include <cextdecs(FILE_OPEN_, FILE_CLOSE_, FILE_GETINFO_, READUPDATEX, REPLYX, WRITEREADX, AWAITIOX)> nolist
#include <dirent.h> nolist
#undef __TANDEM /* streams are the machine's own, for /proc */
#include <stdio.h> nolist
#include <stdlib.h> nolist
#include <string.h> nolist
#include <tal.h> nolist
#include <unistd.h> nolist

enum { STALL = -2, TELL = -3, DEPTH = 15, MOST_FILES = 100, BYTES = 200 };

typedef struct {
    int what;
    int number;
    char filling[BYTES - 8];
} request;

static request buffers[MOST_FILES][DEPTH];

static void stop_with(const char *what, short file) {
    short error;
    FILE_GETINFO_(file, &error);
    printf("failed: %s, error %d\n", what, error);
    exit(1);
}

/* Memory of the process's own; the flight recorder's ring is a file and not counted. */
static int kilobytes(void) {
    char line[128];
    int found = -1;
    FILE *file = fopen("/proc/self/status", "r");
    while (file && found < 0 && fgets(line, (int)sizeof line, file)) {
        if (strncmp(line, "RssAnon:", 8) == 0) found = atoi(line + 8);
    }
    if (file) fclose(file);
    return found;
}

static int descriptors(void) {
    int count = 0;
    DIR *folder = opendir("/proc/self/fd");
    while (folder && readdir(folder)) count++;
    if (folder) closedir(folder);
    return count;
}

/* ------------------------------------------------------------------------------------------------- server */

static void serve(void) {
    static request asked;
    int held[2];
    short receive_file;
    unsigned short count;
    if (FILE_OPEN_("$RECEIVE", 8, &receive_file, , , , 1)) exit(1);
    for (;;) {
        _cc_status status = READUPDATEX(0, (char *)&asked, (unsigned short)sizeof asked, &count);
        if (_status_gt(status)) {
            REPLYX();
            continue;
        }
        if (asked.what == STALL) {
            REPLYX();
            sleep((unsigned int)asked.number);
        } else if (asked.what == TELL) {
            held[0] = kilobytes();
            held[1] = descriptors();
            REPLYX((char *)held, (unsigned short)sizeof held);
        } else {
            REPLYX((char *)&asked, count);
        }
    }
}

/* ---------------------------------------------------------------------------------------------- requester */

static short open_server(const char *name, short depth) {
    short file, error = FILE_OPEN_(name, (short)strlen(name), &file, , , depth, 1);
    if (error) stop_with("FILE_OPEN_", -1);
    return file;
}

static void ask(short file, int what, int number) {
    request *asked = &buffers[0][0];
    unsigned short count;
    memset(asked, 0, sizeof *asked);
    asked->what = what;
    asked->number = number;
    if (!_status_eq(WRITEREADX(file, (char *)asked, (unsigned short)BYTES, (unsigned short)BYTES, &count))) {
        stop_with("WRITEREADX", file);
    }
    if (what > 0 && (asked->what != what || asked->number != number || count != BYTES)) stop_with("the echo", file);
}

static void tell(const char *server, const char *when) {
    short file = open_server(server, 0);
    int there[2];
    ask(file, TELL, 0);
    memcpy(there, &buffers[0][0], sizeof there);
    FILE_CLOSE_(file);
    printf("%s: requester %d KB %d descriptors, server %d KB %d descriptors\n", when, kilobytes(), descriptors(),
           there[0], there[1]);
}

static void messages(const char *server, int count) {
    short file = open_server(server, 0);
    int i;
    for (i = 1; i <= count; i++) {
        ask(file, 1, i);
        if (i == count / 10) tell(server, "early");
    }
    FILE_CLOSE_(file);
    tell(server, "late");
}

static void opens(const char *server, int count) {
    int i;
    for (i = 1; i <= count; i++) {
        short file = open_server(server, 0);
        ask(file, 1, i);
        FILE_CLOSE_(file);
        if (i == count / 10) tell(server, "early");
    }
    tell(server, "late");
}

static void send_one(short file, int of, int which, int number) {
    request *asked = &buffers[of][which];
    asked->what = 1;
    asked->number = number;
    if (!_status_eq(WRITEREADX(file, (char *)asked, (unsigned short)BYTES, (unsigned short)BYTES, , number))) {
        stop_with("WRITEREADX", file);
    }
}

/* Replies of one open come in the order of its requests. */
static void await_one(short file, int of, int which, int number) {
    __int32_t tag;
    unsigned short bytes;
    short awaited = file;
    if (!_status_eq(AWAITIOX(&awaited, , (short *)&bytes, &tag, -1))) stop_with("AWAITIOX", file);
    if (tag != number || bytes != BYTES || buffers[of][which].number != number) stop_with("the order", file);
}

static void stall(const char *server, int count, int seconds) {
    static short files[MOST_FILES];
    int used = (count + DEPTH - 1) / DEPTH, i;
    short commander = open_server(server, 0);
    if (used > MOST_FILES) exit(2);
    for (i = 0; i < used; i++) files[i] = open_server(server, DEPTH);
    tell(server, "early");
    ask(commander, STALL, seconds);
    for (i = 0; i < count; i++) send_one(files[i / DEPTH], i / DEPTH, i % DEPTH, i + 1);
    printf("outstanding %d\n", count);
    for (i = 0; i < count; i++) await_one(files[i / DEPTH], i / DEPTH, i % DEPTH, i + 1);
    printf("answered %d\n", count);
    tell(server, "late");
}

int main(int argc, char *argv[]) {
    int count = argc > 3 ? atoi(argv[3]) : 0;
    if (argc > 1 && strcmp(argv[1], "serve") == 0) serve();
    if (argc > 3 && strcmp(argv[1], "messages") == 0) messages(argv[2], count);
    else if (argc > 3 && strcmp(argv[1], "opens") == 0) opens(argv[2], count);
    else if (argc > 4 && strcmp(argv[1], "stall") == 0) stall(argv[2], count, atoi(argv[4]));
    else return 2;
    return 0;
}
