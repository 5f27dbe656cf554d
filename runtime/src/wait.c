/* The one wait primitive: every Guardian call that waits is this with another condition. */
#include <errno.h>
#include <sys/epoll.h>

#include "process.h"

enum {
    LONGEST_WAIT_US = 1000000000,
    OVERTIME_US = 10000 /* the unit of time limits */
};

void wait_watch(int descriptor, void *owner, bool input, bool output, bool again) {
    struct epoll_event event = {.events = (input ? EPOLLIN : 0) | (output ? EPOLLOUT : 0), .data.ptr = owner};
    if (epoll_ctl(self.interest, again ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, descriptor, &event) != 0) fail("epoll_ctl");
}

void wait_forget(int descriptor) {
    epoll_ctl(self.interest, EPOLL_CTL_DEL, descriptor, NULL);
}

/* The kernel socket first and alone: a notice may end links that other events of this batch point to. */
static void serve(struct epoll_event *events, int count) {
    for (int i = 0; i < count; i++) {
        if (events[i].data.ptr == &self) {
            kernel_input();
            return;
        }
    }
    for (int i = 0; i < count; i++) {
        bool readable = events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR);
        link_event(events[i].data.ptr, readable, events[i].events & EPOLLOUT);
    }
}

static int milliseconds(int64_t us) {
    return us <= 0 ? 0 : us > LONGEST_WAIT_US ? LONGEST_WAIT_US / 1000 : (int)((us + 999) / 1000);
}

/* A short look before going to sleep. On a machine with idle processors the answer is often there sooner than a sleeper
 * could be woken. Where looking has not helped lately it is left out, but for a try now and then. */
enum { LOOK_US = 30, MOST_CREDIT = 8, TRY_AGAIN_AFTER = 2048 };

static int credit = MOST_CREDIT, waits_without_look;

static int look(struct epoll_event *events, int room) {
    if (credit == 0 && ++waits_without_look < TRY_AGAIN_AFTER) return 0;
    waits_without_look = 0;
    int count = epoll_wait(self.interest, events, room, 0);
    if (count > 0) return count; /* was there already: says nothing about looking */
    int64_t end = monotonic_us() + LOOK_US;
    do count = epoll_wait(self.interest, events, room, 0);
    while (count == 0 && monotonic_us() < end);
    credit += count > 0 ? 1 : -1;
    if (credit > MOST_CREDIT) credit = MOST_CREDIT;
    if (credit < 0) credit = 0;
    return count > 0 ? count : 0;
}

/* The time to sleep: to the deadline or to the next timer, whichever comes first; -1 for ever. */
static int sleep_ms(int64_t deadline) {
    int64_t timer = timers_running ? timers_next_us() : -1;
    if (deadline < 0) return timer < 0 ? -1 : milliseconds(timer);
    int64_t left = deadline - monotonic_us();
    return milliseconds(timer >= 0 && timer < left ? timer : left);
}

/* What had arrived by the deadline is still taken in; events that never cease do not carry the wait on for ever. */
static bool over(int64_t deadline, int count) {
    if (deadline < 0) return false;
    return monotonic_us() >= deadline + (count > 0 ? OVERTIME_US : 0);
}

HOT_INLINE bool wait_as(unsigned char what, condition *holds, void *context, int64_t limit_us) {
    if (!timers_running && holds(context)) return true;
    recorder_waits(what);
    bool held = wait_until(holds, context, limit_us);
    recorder_waits(0);
    return held;
}

HOT bool wait_until(condition *holds, void *context, int64_t limit_us) {
    int64_t deadline = limit_us < 0 ? -1 : monotonic_us() + limit_us;
    for (;;) {
        struct epoll_event events[16];
        if (timers_running) timers_fire();
        if (holds(context)) return true;
        int timeout = sleep_ms(deadline);
        int count = timeout == 0 ? 0 : look(events, 16);
        if (count == 0) count = epoll_wait(self.interest, events, 16, timeout);
        if (count < 0 && errno != EINTR) fail("epoll_wait");
        if (count > 0) {
            recorder_tick();
            serve(events, count);
        }
        if (over(deadline, count)) {
            if (timers_running) timers_fire();
            return holds(context);
        }
    }
}
