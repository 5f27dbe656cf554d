/* How a process begins, and where it talks to people. Included by process.h.
 *
 *   startup.c          the kernel's welcome; the end of the process
 *   startupmessages.c  the startup, ASSIGN and PARAM messages of this process, as they were received
 *   stdlib.c           what <stdlib.h> has about them
 *   initializer.c      receiving them from the creator; INITIALIZER
 *   entry.c            what main of a C program gets: argv, environment
 *   standardfiles.c    stdin, stdout and stderr on the IN file, the OUT file and the home terminal (streams.h)
 *   terminal.c         $ZHOME
 */
#ifndef GUARDIAN_STARTUP_H
#define GUARDIAN_STARTUP_H

#include <stdlib.h>

/* -------------------------------------------------------------------------------------------------- startup.c */

/* Readable when something comes that a procedure of the library would take in: for programs that wait for other things
 * as well. */
GUARDIAN_API int guardian_descriptor(void);

/* ------------------------------------------------------------------------------------------ startupmessages.c */

enum { STARTUP_CODE = -1, ASSIGN_CODE = -2, PARAM_CODE = -3 };

enum {
    STARTUP_FIXED = 66, /* bytes before the parameter string */
    STARTUP_DEFAULTS = 2,
    STARTUP_INFILE = 18,
    STARTUP_OUTFILE = 42,
    INTERNAL_NAME = 24, /* bytes of a file name in the messages */
    ASSIGN_BYTES = 108,
    LARGEST_STARTUP = 596,
    LARGEST_PARAM = 1028,
    MOST_STARTUP_BYTES = 12288 /* of all messages, their lengths included */
};

/* The message of that code, ASSIGNs counted from 0, in wire order; NULL when there is none. */
const uint8_t *startup_message(short code, int ordinal, uint32_t *length);
int startup_count(short code);

/* Checks a message and keeps it. Numbers of a program that wrote them in its own order are put into the wire's.
 * Errors: 2 no startup, ASSIGN or PARAM message, or out of turn; 21 of a wrong length; 31 no room for it. */
short startup_keep(const uint8_t *message, uint32_t length);

/* Keeps all messages of a welcome; false when one of them is none, or the last one ends too early. */
bool startup_adopt(const uint8_t *messages, size_t length);

/* Copies a message in the program's byte order. Returns the bytes copied, at most `room`. */
uint32_t startup_copy(const uint8_t *message, uint32_t length, void *into, uint32_t room);

/* The text of a PARAM, which does not end in NUL; NULL when there is none. */
const char *param_value(const char *name, uint32_t *length);

/* The external name of a 12-word internal one; false when it is blank or none. */
bool startup_file(const uint8_t *internal, char *name, size_t room);

/* --------------------------------------------------------------------------------------------- initializer.c */

/* Receives the startup messages from the creator, unless they are there already or will never come. The limit is in
 * microseconds, -1 none; `all` asks for ASSIGNs and PARAMs. Errors: 40 the time is over, 14 the creator is gone,
 * 12 the program has $RECEIVE open. */
short startup_take(int64_t limit_us, bool all);
/* The same; the process abends with a text when it fails. */
void startup_take_or_abend(int64_t limit_us, bool all);
enum { STARTUP_LIMIT_US = 60000000 };

/* The same for a program that is not in C: waits 60 seconds at most. 0 as well when nobody sends any. */
GUARDIAN_API short guardian_take_startup(void);
/* All startup messages in wire order, each behind a length of 2 bytes. Returns how many bytes there are; copies no
 * more than `room`. */
GUARDIAN_API int guardian_startup_messages(char *into, int room);

/* --------------------------------------------------------------------------------------------------- entry.c */

typedef int main_function(int argc, char **argv, char **environment);

/* Runs the program's main with what the startup messages say. */
int run_program(main_function *main, int argc, char **argv);

/* ------------------------------------------------------------------------------------------- standardfiles.c */

/* Before anything else: the C library's own standard streams are kept. */
void standard_files_begin(void);
/* Puts stdin, stdout and stderr onto the files that the startup message and the home terminal say. A name that cannot
 * be one ends the process. */
void standard_files_open(void);
/* The program opens them itself (NOSTDFILES). */
void standard_files_withhold(void);

/* ------------------------------------------------------------------------------------------------ terminal.c */

/* $ZHOME of this node, by its resolved name; NULL for anything else. */
const struct local_device *terminal_named(const char *name);

#endif
