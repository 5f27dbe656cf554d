/* Runs the checks of a program and says how each ended, one line each; see
 * check.h and programs.py. */
#include "check.h"

#include <stdarg.h>
#include <unistd.h>

#include "startup.h"

enum { MOST_FILES = 512 };

struct check {
    const char *sentence;
    void (*run)(void);
    struct check *next;
};

struct role {
    const char *name;
    void (*run)(int words, char **word);
    struct role *next;
};

static struct check *checks, **end_of_checks = &checks;
static struct role *roles;
static char open_before[MOST_FILES];

char own_program[48], partner_program[48];

__attribute__((weak)) void check_prepare(void) {}

void check_enter(const char *sentence, void (*run)(void)) {
    struct check *check = calloc(1, sizeof *check);
    *check = (struct check){sentence, run, NULL};
    *end_of_checks = check;
    end_of_checks = &check->next;
}

void role_enter(const char *name, void (*run)(int words, char **word)) {
    struct role *role = calloc(1, sizeof *role);
    *role = (struct role){name, run, roles};
    roles = role;
}

/* ---------------------------------------------------------------------------------------------
 * what it says */

/* One line, whatever the text; what stands before it says what it is. */
static void say_line(const char *what, const char *format, va_list arguments) {
    char line[1400];
    int at = snprintf(line, sizeof line, "%s ", what);
    vsnprintf(line + at, sizeof line - (size_t)at, format, arguments);
    for (char *c = line; *c; c++) {
        if ((unsigned char)*c < ' ' || (unsigned char)*c > '~') *c = '?';
    }
    dprintf(STDOUT_FILENO, "%s\n", line);
}

static void say(const char *what, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    say_line(what, format, arguments);
    va_end(arguments);
}

void check_say(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    say_line("said", format, arguments);
    va_end(arguments);
}

int check_that(int holds, const char *file, int line, const char *condition) {
    if (!holds) say("not ok", "%s:%d: %s", file, line, condition);
    return holds;
}

int check_equal(long long actual, long long expected, const char *file, int line, const char *text,
                const char *wanted) {
    if (actual == expected) return 1;
    say("not ok", "%s:%d: %s is %lld, expected %lld (%s)", file, line, text, actual, expected, wanted);
    return 0;
}

int check_text(const char *actual, int length, const char *expected, const char *file, int line, const char *text) {
    if (length == (int)strlen(expected) && memcmp(actual, expected, (size_t)length) == 0) return 1;
    say("not ok", "%s:%d: %s is \"%.*s\" (length %d), expected \"%s\"", file, line, text,
        length < 0 || length > 300 ? 0 : length, actual, length, expected);
    return 0;
}

static void hexadecimal(char *into, const unsigned char *bytes, int count) {
    *into = 0;
    for (int i = 0; i < count && i < 100; i++) into += sprintf(into, i % 2 ? "%02x " : "%02x", bytes[i]);
}

int check_bytes(const void *actual, const void *expected, int count, const char *file, int line, const char *text) {
    char is[300], wanted[300];
    if (memcmp(actual, expected, (size_t)count) == 0) return 1;
    hexadecimal(is, actual, count);
    hexadecimal(wanted, expected, count);
    say("not ok", "%s:%d: %s is %s, expected %s", file, line, text, is, wanted);
    return 0;
}

/* ---------------------------------------------------------------------------------------------
 * small facts */

short last_error(short file) {
    short error = -1;
    FILE_GETINFO_(file, &error);
    return error;
}

short word_of(const void *message, int word) {
    short value;
    memcpy(&value, (const char *)message + 2 * word, sizeof value);
    return value;
}

__int32_t words_of(const void *message, int word) {
    __int32_t value;
    memcpy(&value, (const char *)message + 2 * word, sizeof value);
    return value;
}

short own_cpu(void) {
    short handle[10], cpu = -1;
    PROCESSHANDLE_GETMINE_(handle);
    PROCESSHANDLE_DECOMPOSE_(handle, &cpu);
    return cpu;
}

/* -------------------------------------------------------------------------------------------------
 * the run */

static void note_open_files(void) {
    for (short file = 1; file < MOST_FILES; file++) open_before[file] = FILE_GETINFO_(file) == 0;
}

static void tidy_up(void) {
    for (short file = 1; file < MOST_FILES; file++) {
        if (!open_before[file] && FILE_GETINFO_(file) == 0) FILE_CLOSE_(file);
    }
    stop_companions();
    stop_listening();
}

static void run_from(int first) {
    int number = 0;
    for (struct check *check = checks; check; check = check->next) {
        if (number++ < first) continue;
        say("start", "%s", check->sentence);
        note_open_files();
        check->run();
        tidy_up();
        say("end", "%s", check->sentence);
    }
}

static int run_role(const char *name, int words, char **word) {
    for (struct role *role = roles; role; role = role->next) {
        if (strcmp(role->name, name) != 0) continue;
        role->run(words, word);
        return 0;
    }
    say("not ok", "there is no role %s", name);
    return 1;
}

int main(int argc, char **argv) {
    char *word[STARTUP_WORDS];
    int words = own_words(argc, argv, word);
    if (words < 4) {
        dprintf(STDOUT_FILENO, "a conformance program is started by pytest\n");
        return 1;
    }
    snprintf(own_program, sizeof own_program, "%s", word[1]);
    snprintf(partner_program, sizeof partner_program, "%s", word[2]);
    check_prepare();
    if (strcmp(word[0], "role") == 0) return run_role(word[3], words - 4, word + 4);
    run_from(atoi(word[3]));
    return 0;
}
