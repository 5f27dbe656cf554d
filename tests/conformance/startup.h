/* The parameter string of a conformance process, however it came: in argv, or in a startup message that it reads itself
 * (system-messages.md section 5). */
#ifndef STARTUP_H
#define STARTUP_H

enum { STARTUP_WORDS = 64, STARTUP_MOST = 596 };

/* Writes a startup message with these words; returns its length. */
int write_startup(char *message, const char *words);

/* The words of this process, without the program's name. A backup may have none. */
int own_words(int argc, char **argv, char **word);

#endif
