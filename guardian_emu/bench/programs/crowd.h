/* What the requesters of the throughput measurement have in common: their arguments, their start, what they print. */
#ifndef CROWD_H
#define CROWD_H

#include <stdio.h>
#include <stdlib.h>

#include "percentiles.h"

enum { MOST_OUTSTANDING = 15 };

struct crowd {
    int bytes, count, outstanding;
    long long start, begun;
};

/* WORD BYTES COUNT OUTSTANDING START [ PROCESSOR ] from the second word on; 0 when they cannot be. */
static inline int crowd_arguments(struct crowd *crowd, int argc, char *argv[]) {
    if (argc < 6) return 0;
    crowd->bytes = atoi(argv[2]);
    crowd->count = atoi(argv[3]);
    crowd->outstanding = atoi(argv[4]);
    crowd->start = atoll(argv[5]);
    stay_on(argc > 6 ? argv[6] : NULL);
    return crowd->bytes > 0 && crowd->bytes <= 4096 && crowd->outstanding > 0 &&
           crowd->outstanding <= MOST_OUTSTANDING && crowd->count >= crowd->outstanding;
}

static inline void crowd_wait(struct crowd *crowd) {
    struct timespec until = {.tv_sec = (time_t)(crowd->start / 1000000000),
                             .tv_nsec = (long)(crowd->start % 1000000000)};
    if (nanoseconds() > crowd->start) fprintf(stderr, "this requester was late\n");
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
    crowd->begun = nanoseconds();
}

static inline void crowd_print(const struct crowd *crowd) {
    printf("crowd %d from %lld to %lld\n", crowd->count, crowd->begun, nanoseconds());
}

#endif
