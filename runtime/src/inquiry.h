/* Questions to processes that need no open: for inquiry.c and the search files. */
#ifndef GUARDIAN_INQUIRY_H
#define GUARDIAN_INQUIRY_H

#include "process.h"

enum { MOST_REPLY = 32, MOST_QUESTION = 160, SUBTYPE_SIMULATOR = 30 };

/* -106 or -107, in wire order. */
struct question {
    short message;
    uint32_t length;
    uint8_t body[MOST_QUESTION];
};

struct question device_question(struct span qualifier);
/* The first name from `start` on, or after it, that the pattern has. */
struct question name_question(struct span start, bool skip, struct span pattern);

/* Runs from the wait primitive. The reply is in wire order and valid during the call. */
typedef void answered(void *context, short error, const uint8_t *reply, uint32_t length);

/* Returns its number, which is never 0. */
uint32_t inquiry_start(const struct handle *to, const struct question *question, answered *then, void *context);
/* Nothing when it is over. */
void inquiry_cancel(uint32_t number);

short device_answer(short error, const uint8_t *reply, uint32_t length, struct device *device);

/* What the kernel knows of a process: reply `info`. A null handle is the caller. */
void ask_info(const struct handle *process, then *then, void *context);

#endif
