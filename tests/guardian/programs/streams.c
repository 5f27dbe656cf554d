/* C streams on a real node: what its word says, on standard output.
 *
 * STREAMS hear COUNT          a stream on $RECEIVE: prints so many lines
 * STREAMS tell NAME           a stream on that process: writes three lines, one of them in parts
 * STREAMS errors              names that cannot be opened: errno and its text
 * STREAMS requests NAME       records to a process and back, binary
 * STREAMS often NAME COUNT    opens and closes that process: the last file number, and what the heap has grown by
 * STREAMS answer COUNT        replies to so many requests with their text in capitals
 * STREAMS end HOW             leaves a line unended and ends
 * STREAMS survive             as $PAIR: prints, makes a backup, abends; the backup prints
 */
#include <cextdecs(FILE_OPEN_, FILE_READUPDATE64_, FILE_REPLY64_, PROCESS_GETPAIRINFO_, PROCESS_STOP_, SETSTOP)> nolist
#include <crtlns.h> nolist
#include <ctype.h> nolist
#include <errno.h> nolist
#include <malloc.h> nolist
#include <stdio.h> nolist
#include <stdlib.h> nolist
#include <string.h> nolist
#include <tal.h> nolist

enum { SINGLE = 4, BACKUP = 6 };

static int hear(int count) {
    char line[300];
    FILE *stream = fopen("$RECEIVE", "r");
    while (count-- > 0 && fgets(line, sizeof line, stream)) printf("heard %s", line);
    return fclose(stream);
}

static int tell(const char *name) {
    FILE *stream = fopen(name, "w");
    if (!stream) return errno;
    fprintf(stream, "first\nsecond");
    fflush(stream);
    fprintf(stream, "\n\tthird\n");
    return fclose(stream);
}

static int errors(void) {
    static const char *const names[] = {"data", "$NONE", "/tmp/x", "=NONE", "\\NOWHERE.$X", "$ZHOME"};
    for (int i = 0; i < 6; i++) {
        FILE *stream = fopen(names[i], "w");
        printf("%s: %d %s\n", names[i], stream ? 0 : errno, stream ? "open" : strerror(errno));
    }
    printf("mode: %d\n", !fopen("$ZHOME", "wr") && errno == EINVAL);
    printf("number: %d\n", (errno = 0, strtol("99999999999999999999", NULL, 10), errno == ERANGE));
    perror("errno");
    return 0;
}

static int requests(const char *name) {
    char reply[100];
    FILE *stream = fopen(name, "rb+");
    if (!stream) return errno;
    fwrite("a\nb", 1, 3, stream);
    printf("reply of %d bytes: ", (int)fread(reply, 1, sizeof reply, stream));
    printf("%.5s\n", reply);
    return fclose(stream);
}

static int often(const char *name, int count) {
    short file = -1;
    long before = 0;
    for (int i = 0; i < count; i++) {
        FILE *stream = fopen(name, i % 2 ? "rb+" : "w");
        if (!stream || fclose(stream) != 0) return 1;
        if (i == count / 10) before = (long)mallinfo2().uordblks;
    }
    printf("grown by %ld\n", (long)mallinfo2().uordblks - before);
    FILE_OPEN_("$ZHOME", 6, &file);
    printf("next number %d\n", file);
    return 0;
}

static int answer(int count) {
    char text[100];
    short file;
    FILE_OPEN_("$RECEIVE", 8, &file, , , , 1, 1);
    while (count-- > 0) {
        int bytes = 0;
        FILE_READUPDATE64_(file, text, sizeof text, &bytes);
        if (bytes) printf("request of %d bytes\n", bytes);
        FILE_REPLY64_("reply", bytes ? 0 : 5);
    }
    return 0;
}

static int end(const char *how) {
    printf("begun\nunended");
    if (strcmp(how, "exit") == 0) exit(0);
    if (strcmp(how, "fail") == 0) exit(1);
    if (strcmp(how, "terminate") == 0) terminate_program(, , 77, 8, , "done", 4);
    if (strcmp(how, "abend") == 0) terminate_program(, 1);
    if (strcmp(how, "abort") == 0) abort();
    PROCESS_STOP_();
    return 0;
}

static int survive(void) {
    short detail, role = PROCESS_GETPAIRINFO_();
    if (role == BACKUP) {
        short file, message[125];
        int bytes;
        FILE_OPEN_("$RECEIVE", 8, &file, , , , 1);
        while (PROCESS_GETPAIRINFO_() == BACKUP) {
            FILE_READUPDATE64_(file, (char *)message, sizeof message, &bytes);
            FILE_REPLY64_();
        }
        printf("the backup goes on\n");
        return 0;
    }
    printf("the primary was here\n");
    if (role != SINGLE || __ns_start_backup(&detail) != 0) return 2;
    short partner; /* the open is over when the backup has read of it */
    if (FILE_OPEN_("$PAIR", 5, &partner) != 0) return 2;
    abort();
}

int main(int argc, char **argv) {
    const char *word = argc > 1 ? argv[1] : "", *more = argc > 2 ? argv[2] : "";
    if (strcmp(word, "hear") == 0) return hear(atoi(more));
    if (strcmp(word, "tell") == 0) return tell(more);
    if (strcmp(word, "errors") == 0) return errors();
    if (strcmp(word, "requests") == 0) return requests(more);
    if (strcmp(word, "often") == 0) return often(more, atoi(argv[3]));
    if (strcmp(word, "answer") == 0) return answer(atoi(more));
    if (strcmp(word, "end") == 0) return end(more);
    return survive();
}
