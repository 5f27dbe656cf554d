/* What the tests of streams share: the stream functions as a program has them, and the other end of a stream.
 *
 * Included before anything that includes <stdio.h> or <errno.h>.
 */
#ifndef GUARDIAN_TESTS_STREAMENDS_H
#define GUARDIAN_TESTS_STREAMENDS_H

#define __TANDEM 1
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"

/* A request with that text, which is answered. */
void expect_text(struct peer *peer, uint8_t io, const char *text, short error, const char *answer);
/* A line that is written. */
void expect_line(struct peer *peer, const char *text);
/* The same at a terminal, without an end of line: SETMODE 6 around it. */
void expect_part(struct peer *peer, const char *text);
/* A READ, which gets that line. */
void give_line(struct peer *peer, const char *text);
void give_error(struct peer *peer, short error);
/* The process asks what $SERV is: a process of that subtype; 30 says itself that it is a device of type 6. */
void expect_inquiry(struct peer *peer, short subtype);
void expect_close(struct peer *peer);

#endif
