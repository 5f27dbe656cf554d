/* Samples of a duration, and their percentiles. */
#ifndef PERCENTILES_H
#define PERCENTILES_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define WARM_UP 500

static long long *samples;
static int samples_taken;

static inline long long nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000000000LL + now.tv_nsec;
}

static inline void samples_begin(int most) {
    samples = malloc(sizeof *samples * (size_t)most);
}

static inline void sample(long long duration) {
    samples[samples_taken++] = duration;
}

static inline int by_duration(const void *a, const void *b) {
    long long first = *(const long long *)a, second = *(const long long *)b;
    return first < second ? -1 : first > second;
}

static inline void samples_print(void) {
    qsort(samples, (size_t)samples_taken, sizeof *samples, by_duration);
    printf("p50 %lld p99 %lld\n", samples[samples_taken / 2], samples[(long)samples_taken * 99 / 100]);
    fflush(stdout);
}

#endif
