/* What main of a C program gets: argv from the parameter string, the environment from the PARAMs (c-runtime
 * section 9.1).
 *
 * The linker leads the call of main here (-Wl,--wrap=main), because the startup messages have to be there before it.
 */
#include <stdio.h>
#include <stdlib.h>

#include "process.h"

extern char **environ;

/* A program that was compiled with NOSTDFILES has it. */
extern GUARDIAN_API const char guardian_nostdfiles __attribute__((weak));

/* The program's main; there is none where the library is loaded by an interpreter. */
int __real_main(int argc, char **argv, char **environment) __attribute__((weak));
GUARDIAN_API int __wrap_main(int argc, char **argv, char **environment);

/* One word of a parameter string, without its quotes; `at` goes on to the next. A doubled quote between quotes is one.
 */
static size_t take_word(const char *text, size_t length, size_t *at, char *word) {
    size_t bytes = 0;
    bool quoted = false;
    for (; *at < length && (quoted || text[*at] != ' '); ++*at) {
        bool doubled = quoted && text[*at] == '"' && *at + 1 < length && text[*at + 1] == '"';
        if (doubled) ++*at;
        if (text[*at] == '"' && !doubled) quoted = !quoted;
        else word[bytes++] = text[*at];
    }
    word[bytes++] = 0;
    return bytes;
}

/* The program's to the end: its own copies of these addresses may change. */
__attribute__((used)) static char **words, *letters, **entries;

/* The words of the startup message behind the program's name. */
static int make_arguments(const char *text, size_t length) {
    char *room = letters = allocate(2 * length + 2);
    size_t at = 0;
    int count = 0;
    words = allocate((length / 2 + 3) * sizeof *words);
    words[count++] = self.program;
    for (;;) {
        while (at < length && text[at] == ' ') at++;
        if (at >= length) break;
        words[count++] = room;
        room += take_word(text, length, &at, room);
    }
    words[count] = NULL;
    return count;
}

static char *entry(const uint8_t *name, size_t name_length, const uint8_t *value, size_t value_length) {
    char *text = allocate(name_length + value_length + 2);
    memcpy(text, name, name_length);
    text[name_length] = '=';
    memcpy(text + name_length + 1, value, value_length);
    text[name_length + 1 + value_length] = 0;
    return text;
}

/* NAME=value for every PARAM, and nothing else. */
static void make_environment(void) {
    uint32_t length;
    const uint8_t *message = startup_message(PARAM_CODE, 0, &length);
    size_t count = message ? wire_get(message + 2, 2) : 0, at = 4;
    entries = allocate((count + 1) * sizeof *entries);
    for (size_t i = 0; i < count; i++) {
        const uint8_t *name = message + at, *value = name + 1 + name[0];
        entries[i] = entry(name + 1, name[0], value + 1, value[0]);
        at += 2u + name[0] + value[0];
    }
    entries[count] = NULL;
    environ = entries;
}

int run_program(main_function *main, int argc, char **argv) {
    uint32_t length;
    standard_files_begin();
    if (self.startup_by == WIRE_STARTUP_CREATOR) startup_take_or_abend(STARTUP_LIMIT_US, true);
    const uint8_t *startup = startup_message(STARTUP_CODE, 0, &length);
    if (startup) {
        const char *text = (const char *)startup + STARTUP_FIXED;
        argc = make_arguments(text, strnlen(text, length - STARTUP_FIXED));
        argv = words;
        make_environment();
        defines_take_startup(startup + STARTUP_DEFAULTS);
        if (&guardian_nostdfiles) standard_files_withhold();
        else standard_files_open();
    }
    return main(argc, argv, environ);
}

GUARDIAN_API int __wrap_main(int argc, char **argv, char **environment) {
    if (!self.started) return __real_main(argc, argv, environment);
    return run_program(__real_main, argc, argv);
}
