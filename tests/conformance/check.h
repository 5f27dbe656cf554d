/* Conformance programs: checks of Guardian behaviour that run in a real process
 * of a real node.
 *
 * A program is one file in programs/. It has checks and no main:
 *
 *     #include "check.h"
 *     CHECK("a write completes with its reply", "R-21 FS-01", "WRITEX REPLYX")
 * { partner server; short file; REQUIRE(start_partner(&server, "$SRV", 1, "")
 * == 0); file = open_partner(&server, 0, 1); EXPECT_EQUAL(WRITEX(file, "hello",
 * 5), 0);
 *     }
 *
 * The sentence is unique in its program. Both strings behind it may be "":
 * requirement ids of docs/requirements.tsv, and the procedures that are tested,
 * with blanks between. Checks run in the order of the file, in one process
 * named $CHK in CPU 0 of a node of four CPUs; one that fails does not keep the
 * next from running, and one that crashes or hangs (60 s) is followed by a new
 * process that goes on with the next. So a check must not need what another one
 * left behind: what all of them need is done in PREPARE { ... }, which runs at
 * each start. After each check the files that it opened (but $RECEIVE) are
 * closed and the processes that it started with start_... are stopped. The
 * first seven letters of a program's name are its own. To run one:
 * .venv/bin/python -m pytest tests/conformance -k NAME_OF_THE_PROGRAM
 */
#ifndef CHECK_H
#define CHECK_H

#include <cextdecs.h>
#include <crtlns.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zsysc.h>

#include "order.h"

#define CHECK(sentence, ids, procedures) CHECK_PLACED(__COUNTER__, sentence)
#define CHECK_PLACED(place, sentence) CHECK_NAMED(place, sentence)
#define CHECK_NAMED(place, sentence) \
    static void check_##place(void); \
    __attribute__((constructor)) static void enter_check_##place(void) { \
        check_enter(sentence, check_##place); \
    } \
    static void check_##place(void)

/* What is done before the first check, at each start of the program. */
#define PREPARE void check_prepare(void)

/* Another process of the same program file, started by start_role(..., "name
 * words"): words are what follows the name.
 */
#define ROLE(name) \
    static void role_##name(int words, char **word); \
    __attribute__((constructor)) static void enter_role_##name(void) { \
        role_enter(#name, role_##name); \
    } \
    static void role_##name(int words __attribute__((unused)), char **word __attribute__((unused)))

/* ------------------------------------------------------------------------------------------------
 * expectations A failed EXPECT is noted and the check goes on; a failed REQUIRE
 * ends the check. */

#define CHECK_FILE (strrchr("/" __FILE__, '/') + 1)
#define EXPECT(condition) check_that((condition) != 0, CHECK_FILE, __LINE__, #condition)
#define EXPECT_EQUAL(actual, expected) \
    check_equal((long long)(actual), (long long)(expected), CHECK_FILE, __LINE__, #actual, #expected)
#define EXPECT_TEXT(actual, length, expected) check_text(actual, length, expected, CHECK_FILE, __LINE__, #actual)
#define EXPECT_BYTES(actual, expected, count) check_bytes(actual, expected, (int)(count), CHECK_FILE, __LINE__, #actual)
#define REQUIRE(condition) \
    do { \
        if (!EXPECT(condition)) return; \
    } while (0)
#define REQUIRE_EQUAL(actual, expected) \
    do { \
        if (!EXPECT_EQUAL(actual, expected)) return; \
    } while (0)

/* A line of the program's output, shown when its check fails. */
void check_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* ----------------------------------------------------------------------------------------
 * other processes */

typedef struct {
    short handle[10];
    char descriptor[48]; /* opens it: the name, or the descriptor of an unnamed
                            process */
    short length;
    short error, detail; /* of its creation */
    short startup_error; /* with which it answered the startup message */
} partner;

/* Starts the partner program (see order.h) in a CPU, with a name or with ""
 * unnamed. ``settings`` is the parameter string of its startup message: "depth
 * 4 options 1 ..." (see order.h). Returns the error of PROCESS_CREATE_. */
short start_partner(partner *started, const char *name, short cpu, const char *settings);

/* Starts this program file as one of its roles: "name words". */
short start_role(partner *started, const char *name, short cpu, const char *role);

/* Opens it; the file number, or -1 after a failure that is noted. Nowait depth
 * above 0: opened waited, used nowait. */
short open_partner(const partner *to, short nowait_depth, short sync_depth);

/* Stops it (both members of a pair) and returns when its name or its process is
 * gone. Happens by itself after a check.
 */
void stop_partner(partner *ended);

/* An order and its reply. ``reply`` may be NULL. Returns the error of the
 * exchange; *count is the length of the reply. send_order(file,
 * ORDER(REPLY_WITH, .error = 48, .text = "no"), reply, sizeof reply, &count) */
#define ORDER(command_, ...) (&(order){.mark = ORDER_MARK, .command = command_, ##__VA_ARGS__})
short send_order(short file, const order *sent, void *reply, int room, int *count);

/* The same through the partner behind ``file``, which has the third process
 * open as ``through``. Returns the error of its exchange with that; done->data
 * is the reply. */
short relay_order(short file, short through, const order *sent, exchange *done);

/* Has the partner open a process; its file number there, or -1 after a failure
 * that is noted. */
short open_through(short file, const char *name, short sync_depth);

/* Bytes of an order that go over the wire: its text is sent up to its end. */
int order_bytes(const order *sent);

/* What message number the partner has seen (from 0, in the order of reading);
 * false when it has not seen so many. */
int seen_by_partner(short file, int number, seen *what);

/* The first system message ``number`` (-103, ...) that the partner has seen, or
 * waits until it comes; then forgets none. */
int partner_sees(short file, short number, seen *what);

/* Messages of that number that it has seen until now; 0 counts user messages
 * other than orders. */
int count_seen(short file, short number);

/* -----------------------------------------------------------------------------------------
 * own $RECEIVE For checks that listen themselves. Opened waited or nowait by
 * listen; next_message answers what it reads at once. */

/* (Re)opens $RECEIVE with these parameters of FILE_OPEN_. */
void listen(short nowait_depth, short receive_depth, short options);

/* The next message within ten seconds, read and not answered; 0 when none came.
 * Needs listen(1, depth, ...). */
int next_message(seen *read);

/* Reads and answers messages until system message ``number`` has come; 0 when
 * it does not within ten seconds. */
int await_message(short number, seen *read);

/* ------------------------------------------------------------------------------------------------
 * small facts */

/* Last error of a file (or -1 for the last one without a file). */
short last_error(short file);

/* A word or two words of a message in this program's byte order. */
short word_of(const void *message, int word);
__int32_t words_of(const void *message, int word);

short own_cpu(void);

extern char own_program[], partner_program[]; /* names on $SYSTEM, of this ABI */

/* ---------------------------------------------------------------------------------
 * behind the macros above */

void stop_companions(void); /* companions.c */
void stop_listening(void);  /* listening.c */
void check_enter(const char *sentence, void (*run)(void));
void role_enter(const char *name, void (*run)(int words, char **word));
int check_that(int holds, const char *file, int line, const char *condition);
int check_equal(long long actual, long long expected, const char *file, int line, const char *text, const char *wanted);
int check_text(const char *actual, int length, const char *expected, const char *file, int line, const char *text);
int check_bytes(const void *actual, const void *expected, int count, const char *file, int line, const char *text);

#endif
