/* $ZHOME, the home terminal of processes that have no other. */
#include "check.h"

enum { END_OF_FILE = 1, INVALID = 2, BAD_COUNT = 21, TERMINAL = 6, SPACING = 6, ECHO = 20 };

static short open_terminal(short nowait_depth) {
    short file = -1;
    EXPECT_EQUAL(FILE_OPEN_("$ZHOME", 6, &file, , , nowait_depth), 0);
    return file;
}

CHECK("the home terminal of a process is open to it under the name that the system gives", "", "PROCESS_GETINFO_") {
    char name[48];
    short length = 0, file;
    EXPECT_EQUAL(PROCESS_GETINFO_(, , , , , , name, sizeof name, &length), 0);
    EXPECT(length > 7 && memcmp(name + length - 7, ".$ZHOME", 7) == 0);
    EXPECT_EQUAL(FILE_OPEN_(name, length, &file, , , 0, 1), 0);
    EXPECT_EQUAL(FILE_WRITE64_(file, "by its name", 11), 0);
}

CHECK("$ZHOME is a terminal", "", "FILE_GETINFO_ FILE_GETINFOBYNAME_") {
    short file = open_terminal(0), type[5] = {-9}, length, record;
    char name[48];
    EXPECT_EQUAL(FILE_GETINFO_(file, , name, sizeof name, &length, type), 0);
    EXPECT_EQUAL(type[0], TERMINAL);
    EXPECT_EQUAL(type[1], 0);
    EXPECT(length > 7 && memcmp(name + length - 7, ".$ZHOME", 7) == 0);
    EXPECT_EQUAL(FILE_GETINFOBYNAME_("$ZHOME", 6, type, &record), 0);
    EXPECT_EQUAL(type[0], TERMINAL);
    EXPECT_EQUAL(record, 132);
}

CHECK("a write to the terminal is one line of output", "", "WRITEX FILE_WRITE64_") {
    short file = open_terminal(0);
    unsigned short written = 0;
    __int32_t count = 0;
    EXPECT(_status_eq(WRITEX(file, "a line", 6, &written)));
    EXPECT_EQUAL(written, 6);
    EXPECT_EQUAL(FILE_WRITE64_(file, "another", 7, &count), 0);
    EXPECT_EQUAL(count, 7);
    EXPECT_EQUAL(FILE_WRITE64_(file, "", 0), 0);
    EXPECT_EQUAL(last_error(file), 0);
}

CHECK("the terminal takes 32755 bytes at a time", "", "WRITEX") {
    static char many[32756];
    short file = open_terminal(0);
    memset(many, '.', sizeof many);
    EXPECT(_status_eq(WRITEX(file, many, 32755)));
    EXPECT(_status_lt(WRITEX(file, many, 32756)));
    EXPECT_EQUAL(last_error(file), BAD_COUNT);
}

CHECK("nobody types there: a read meets the end of file", "", "READX WRITEREADX FILE_READ64_") {
    short file = open_terminal(0);
    char buffer[8] = "prompt?";
    unsigned short count = 9;
    EXPECT(_status_gt(READX(file, buffer, sizeof buffer, &count)));
    EXPECT_EQUAL(last_error(file), END_OF_FILE);
    EXPECT_EQUAL(count, 0);
    EXPECT(_status_gt(WRITEREADX(file, buffer, 7, sizeof buffer, &count)));
    EXPECT_EQUAL(count, 0);
    EXPECT_EQUAL(FILE_READ64_(file, buffer, sizeof buffer), END_OF_FILE);
}

CHECK("nowait operations on the terminal complete in AWAITIO", "", "AWAITIOX WRITEX") {
    short file = open_terminal(1), which = -1, count = -1;
    char buffer[8];
    __int32_t tag = 0;
    EXPECT(_status_eq(WRITEX(file, "nowait", 6, , 77)));
    EXPECT(_status_lt(WRITEX(file, "second", 6)));
    EXPECT_EQUAL(last_error(file), 28);
    EXPECT(_status_eq(AWAITIOX(&which, , &count, &tag, 0)));
    EXPECT_EQUAL(which, file);
    EXPECT_EQUAL(count, 6);
    EXPECT_EQUAL(tag, 77);
    EXPECT(_status_eq(READX(file, buffer, sizeof buffer, , 78)));
    EXPECT(_status_gt(AWAITIOX(&file, , &count, &tag, -1)));
    EXPECT_EQUAL(tag, 78);
    EXPECT_EQUAL(count, 0);
}

CHECK("CONTROL 1 and 26 are done, others are no operations of a terminal", "", "CONTROL") {
    short file = open_terminal(0);
    EXPECT(_status_eq(CONTROL(file, 1, 0)));
    EXPECT(_status_eq(CONTROL(file, 26, 0)));
    EXPECT(_status_gt(CONTROL(file, 2, 0)));
    EXPECT_EQUAL(last_error(file), INVALID);
}

CHECK("SETMODE of a terminal keeps its parameters and gives the old ones", "", "SETMODE") {
    short file = open_terminal(0), last[2] = {-1, -1};
    EXPECT(_status_eq(SETMODE(file, ECHO, 0, , last)));
    EXPECT_EQUAL(last[0], 1);
    EXPECT_EQUAL(last[1], 0);
    EXPECT(_status_eq(SETMODE(file, ECHO, 1, 5, last)));
    EXPECT_EQUAL(last[0], 0);
    EXPECT(_status_eq(SETMODE(file, ECHO, , , last)));
    EXPECT_EQUAL(last[0], 1);
    EXPECT_EQUAL(last[1], 5);
    EXPECT(_status_gt(SETMODE(file, 100, 1)));
    EXPECT_EQUAL(last_error(file), INVALID);
    EXPECT(_status_gt(SETMODE(file, 1, 1)));
}

CHECK("without spacing a write does not end its line", "", "SETMODE WRITEX") {
    short file = open_terminal(0);
    EXPECT(_status_eq(SETMODE(file, SPACING, 0)));
    EXPECT(_status_eq(WRITEX(file, "two writes, ", 12)));
    EXPECT(_status_eq(SETMODE(file, SPACING, 1)));
    EXPECT(_status_eq(WRITEX(file, "one line", 8)));
}

CHECK("SETPARAM and CONTROLBUF mean nothing to a terminal", "", "SETPARAM CONTROLBUF") {
    short file = open_terminal(0), word = 1;
    EXPECT(_status_gt(SETPARAM(file, 3, &word, 2)));
    EXPECT_EQUAL(last_error(file), INVALID);
    EXPECT(_status_gt(CONTROLBUF(file, 1, &word, 2)));
    EXPECT_EQUAL(last_error(file), INVALID);
}

CHECK("a closed terminal is closed", "", "FILE_CLOSE_") {
    short file = open_terminal(0);
    EXPECT_EQUAL(FILE_CLOSE_(file), 0);
    EXPECT(_status_lt(WRITEX(file, "x", 1)));
    EXPECT_EQUAL(FILE_CLOSE_(file), 16);
}
