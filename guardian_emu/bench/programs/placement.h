/* Where a process runs. Left alone, the scheduler puts two ends of a ping-pong now on one processor, now on two, and a
 * round trip differs by a factor of five between the two: then floor and ours would not be about the same thing.
 *
 * Include it first: it needs _GNU_SOURCE.
 */
#ifndef PLACEMENT_H
#define PLACEMENT_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <sched.h>
#include <stdlib.h>

/* Stays on one of the processors that this process may use, counted from 0 and around. NULL: wherever it likes. */
static inline void stay_on(const char *number) {
    cpu_set_t allowed, one;
    int processor, left;
    if (!number || sched_getaffinity(0, sizeof allowed, &allowed) != 0) return;
    left = atoi(number) % CPU_COUNT(&allowed);
    for (processor = 0; left > 0 || !CPU_ISSET(processor, &allowed); processor++) {
        if (CPU_ISSET(processor, &allowed)) left--;
    }
    CPU_ZERO(&one);
    CPU_SET(processor, &one);
    sched_setaffinity(0, sizeof one, &one);
}

#endif
