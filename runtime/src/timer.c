/* Timers that end in a message on $RECEIVE, and delays (Guardian Procedure Calls Reference Manual: SIGNALTIMEOUT,
 * SIGNALPROCESSTIMEOUT, TIMER_START_, DELAY, PROCESS_DELAY_). */
#include <sched.h>
#include <stdlib.h>
#include <time.h>

#include "process.h"

enum {
    MOST_TIMERS = 4096, /* time-list elements of one process */
    LARGEST_TAG = 32767,
    ALL = -1,
    TICK_US = 10000,
    SIGNAL_BYTES = 8,
    FENOTLE = 3600 /* TIMER_START_ alone has a number for it */
};

static const int64_t LONGEST_US = INT64_MAX / 4;

/* Who set it decides which procedure may cancel it. */
enum kind { BY_SIGNALTIMEOUT, BY_TIMER_START, BY_SIGNALPROCESSTIMEOUT };

struct timer {
    struct timer *next; /* of the same clock, in order of expiry; those due at once in order of setting */
    enum kind kind;
    int64_t due;
    short tag, param1;
    int32_t param2;
};

int timers_running;
static struct timer *by_elapsed_time, *by_process_time;
static bool tag_taken[LARGEST_TAG + 1];

static int64_t clock_us(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t monotonic_us(void) {
    return clock_us(CLOCK_MONOTONIC);
}

static int64_t process_time_us(void) {
    return clock_us(CLOCK_PROCESS_CPUTIME_ID);
}

static struct timer **list_of(enum kind kind) {
    return kind == BY_SIGNALPROCESSTIMEOUT ? &by_process_time : &by_elapsed_time;
}

/* ------------------------------------------------------------------------------------------------- setting, ending */

/* Tags are not used again soon: a tag kept too long is found invalid. */
static short free_tag(void) {
    static short last;
    do last = last == LARGEST_TAG ? 1 : (short)(last + 1);
    while (tag_taken[last]);
    return last;
}

/* NULL when the process has no time-list element left. */
static struct timer *start(enum kind kind, int64_t us, short param1, int32_t param2) {
    struct timer **at = list_of(kind);
    int64_t now = kind == BY_SIGNALPROCESSTIMEOUT ? process_time_us() : monotonic_us();
    if (timers_running == MOST_TIMERS) return NULL;
    struct timer *timer = allocate(sizeof *timer);
    *timer = (struct timer){.kind = kind,
                            .due = now + (us < LONGEST_US ? us : LONGEST_US),
                            .tag = free_tag(),
                            .param1 = param1,
                            .param2 = param2};
    tag_taken[timer->tag] = true;
    while (*at && (*at)->due <= timer->due) at = &(*at)->next;
    timer->next = *at;
    *at = timer;
    timers_running++;
    return timer;
}

static void unlink_timer(struct timer **at) {
    struct timer *timer = *at;
    *at = timer->next;
    tag_taken[timer->tag] = false;
    timers_running--;
    free(timer);
}

/* Those of that kind with that tag, or all of that kind. A message that is queued already stays. */
static int cancel(enum kind kind, int32_t tag) {
    int cancelled = 0;
    timers_fire(); /* an expired timer is one no more */
    struct timer **at = list_of(kind);
    while (*at) {
        bool meant = (*at)->kind == kind && (tag == ALL || (*at)->tag == tag);
        if (!meant) {
            at = &(*at)->next;
            continue;
        }
        unlink_timer(at);
        cancelled++;
    }
    return cancelled;
}

/* -------------------------------------------------------------------------------------------------------- expiring */

int64_t timers_next_us(void) {
    if (!by_elapsed_time) return -1;
    int64_t left = by_elapsed_time->due - monotonic_us();
    return left > 0 ? left : 0;
}

/* -22 or -26 in wire order (system-messages.md section 3). */
static void tell(const struct timer *timer) {
    uint8_t message[SIGNAL_BYTES];
    bool process_time = timer->kind == BY_SIGNALPROCESSTIMEOUT;
    short number = process_time ? ZSYS_VAL_SMSG_PROCTIMESIG : ZSYS_VAL_SMSG_TIMESIGNAL;
    wire_put(message, 2, (uint64_t)number);
    wire_put(message + 2, 2, (uint64_t)timer->param1);
    wire_put(message + 4, 4, (uint64_t)timer->param2);
    receive_system(message, sizeof message, &null_handle, -1, -1);
}

static void fire(struct timer **list, int64_t now) {
    while (*list && (*list)->due <= now) {
        tell(*list);
        unlink_timer(list);
    }
}

void timers_fire(void) {
    if (by_elapsed_time) fire(&by_elapsed_time, monotonic_us());
    if (by_process_time) fire(&by_process_time, process_time_us());
}

/* ------------------------------------------------------------------------------------------------------ procedures */

static _cc_status signal_timeout(enum kind kind, unsigned int present, int32_t value, short param1, int32_t param2,
                                 short *tag) {
    if (!PRESENT(0) || value <= 0 || (PRESENT(3) && !tag)) return 1;
    struct timer *timer = start(kind, (int64_t)value * TICK_US, PRESENT(1) ? param1 : 0, PRESENT(2) ? param2 : 0);
    if (!timer) return -1;
    if (PRESENT(3)) *tag = timer->tag;
    return 0;
}

static _cc_status cancel_timeout(enum kind kind, unsigned int present, short tag) {
    if (!PRESENT(0)) return 1;
    return cancel(kind, tag) || tag == ALL ? 0 : 1;
}

GUARDIAN_API _cc_status guardian_SIGNALTIMEOUT(unsigned int present, __int32_t timeout_value, short param1,
                                               __int32_t param2, short *tag) {
    ENTER(SIGNALTIMEOUT, param1, timeout_value, param2);
    return signal_timeout(BY_SIGNALTIMEOUT, present, timeout_value, param1, param2, tag);
}

GUARDIAN_API _cc_status guardian_SIGNALPROCESSTIMEOUT(unsigned int present, __int32_t timeout_value, short param1,
                                                      __int32_t param2, short *tag) {
    ENTER(SIGNALPROCESSTIMEOUT, param1, timeout_value, param2);
    return signal_timeout(BY_SIGNALPROCESSTIMEOUT, present, timeout_value, param1, param2, tag);
}

GUARDIAN_API _cc_status guardian_CANCELTIMEOUT(unsigned int present, short tag) {
    ENTER(CANCELTIMEOUT, tag, 0, 0);
    return cancel_timeout(BY_SIGNALTIMEOUT, present, tag);
}

GUARDIAN_API _cc_status guardian_CANCELPROCESSTIMEOUT(unsigned int present, short tag) {
    ENTER(CANCELPROCESSTIMEOUT, tag, 0, 0);
    return cancel_timeout(BY_SIGNALPROCESSTIMEOUT, present, tag);
}

/* Both parameters reach the message cut to its 16 and 32 bits. */
GUARDIAN_API __int32_t guardian_TIMER_START_(unsigned int present, long long timeout_value, long long param1,
                                             long long param2, __int32_t *tle_id) {
    ENTER(TIMER_START_, param1, timeout_value, param2);
    if (!PRESENT(0) || !PRESENT(3)) return FEMISSPARM;
    if (!tle_id) return FEBOUNDSERR;
    if (timeout_value <= 0) return FEBADPARMVALUE;
    struct timer *timer = start(BY_TIMER_START, timeout_value, (short)param1, (int32_t)param2);
    if (!timer) return FENOTLE;
    *tle_id = timer->tag;
    return FEOK;
}

GUARDIAN_API __int32_t guardian_TIMER_STOP_(unsigned int present, __int32_t tle_id) {
    ENTER(TIMER_STOP_, tle_id, 0, 0);
    if (!PRESENT(0)) return FEMISSPARM;
    return tle_id > 0 && cancel(BY_TIMER_START, tle_id) ? FEOK : FEBADPARMVALUE;
}

/* ---------------------------------------------------------------------------------------------------------- delays */

static bool never(void *context) {
    (void)context;
    return false;
}

/* Messages are taken in meanwhile, though $RECEIVE does not end the delay. Without a time it only yields. */
static void delay(int64_t us) {
    if (us <= 0) sched_yield();
    wait_until(never, NULL, us > 0 ? us : 0);
}

GUARDIAN_API void guardian_PROCESS_DELAY_(unsigned int present, long long timeout_us) {
    ENTER(PROCESS_DELAY_, 0, timeout_us, 0);
    delay(PRESENT(0) ? timeout_us : 0);
}

GUARDIAN_API void guardian_DELAY(unsigned int present, __int32_t time_period) {
    ENTER(DELAY, 0, time_period, 0);
    delay(PRESENT(0) ? (int64_t)time_period * TICK_US : 0);
}

/* For who waits on guardian_descriptor() himself, which does not tell of timers. */
GUARDIAN_API long long guardian_timer_next(void);

GUARDIAN_API long long guardian_timer_next(void) {
    return timers_next_us();
}
