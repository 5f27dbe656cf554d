/* Time (clock.c, calendar.c) and timers (timer.c). Included by process.h. */
#ifndef GUARDIAN_TIMERS_H
#define GUARDIAN_TIMERS_H

/* Timers of either clock that are set. The wait primitive asks no further while there is none. */
extern int timers_running;

/* Microseconds until the next elapsed-time timer is due, 0 when it is; -1 for none. A process that waits uses no
 * processor time, so a process-time timer never ends a wait by itself. */
int64_t timers_next_us(void);

/* Queues the message of every timer that is due on $RECEIVE, in the order in which they became due. */
void timers_fire(void);

/* Microseconds of a clock that is never set back; the clock of waits and elapsed-time timers. */
int64_t monotonic_us(void);

/* ------------------------------------------------------------------------------------------------------------ time */

/* A Julian timestamp counts microseconds from noon of 1 January 4713 B.C.; this one is midnight of 1 January 1970. */
#define UNIX_EPOCH_JULIAN_US INT64_C(210866760000000000)

#define DAY_US INT64_C(86400000000)

/* The Julian timestamps of the years 1 to 10000: the others are out of range. */
bool timestamp_in_range(int64_t julian_us);

/* Year, month, day, hour, minute, second, millisecond, microsecond. */
enum { DATE_AND_TIME_WORDS = 8 };

/* Fills the words; returns the Julian day number. Any timestamp after the first is fit. */
int32_t timestamp_to_date(int64_t julian_us, short *words);
int64_t timestamp_of_date(const short *words);

#endif
