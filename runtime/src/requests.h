/* More of $RECEIVE and of requests. Included by process.h. */
#ifndef GUARDIAN_REQUESTS_H
#define GUARDIAN_REQUESTS_H

/* ------------------------------------------------------------------------------------------------- $RECEIVE */

/* READ of $RECEIVE: starts, or for a waited open does, a read that replies at once with error 0 and no data. It needs
 * no receive depth and keeps no slot. */
short receive_read_replying(char *buffer, uint32_t room, int64_t tag, uint32_t *count);

/* SETMODE of file 0. A parameter that is not given keeps its value; `last` takes the two old ones, or is NULL. */
short receive_setmode(short function, bool p1_given, short p1, bool p2_given, short p2, short *last);

/* Whether a time-out of AWAITIO on file 0 takes the read back (SETMODE 74). */
bool receive_timeout_cancels(void);

/* Requests that the process may have outstanding: CONTROLMESSAGESYSTEM, or as many as there can be (MS-06). */
extern int outgoing_limit;

#include "opens.h"

#endif
