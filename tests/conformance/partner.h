/* The partner of conformance programs, in three parts: what it reads and answers (partner.c), what it has seen and
 * holds (memory.c), what it does on order (orders.c). What it understands stands in order.h. */
#ifndef PARTNER_H
#define PARTNER_H

#include <cextdecs.h>
#include <crtlns.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zsysc.h>

#include "order.h"

enum { LARGEST_MESSAGE = 2097152 };

/* partner.c */
void reply_to(short tag, const void *data, int bytes, short error);
void apply_settings(char *text);
void open_receive(void);
void close_receive(void);

/* memory.c */
void count_read(void);
void remember(const seen *read);
const seen *remembered(int number);
int count_remembered(short number);
void forget(void);
int messages_read(void);
void await_remembered(short tag, short number);
void hold(short key, const zsys_ddl_receiveinformation_def *information);
const zsys_ddl_receiveinformation_def *held_information(short key); /* NULL when there is none */
short take_held(short key);                                         /* the tag, -1 when there is none */
short take_next_held(int newest_first, short *key);                 /* the same */

/* orders.c */
void obey(const order *given, short tag);
void reply_as_ordered(short tag, const order *given);

#endif
