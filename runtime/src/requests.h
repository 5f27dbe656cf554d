/* More of $RECEIVE and of requests. Included by process.h. */
#ifndef GUARDIAN_REQUESTS_H
#define GUARDIAN_REQUESTS_H

#endif
