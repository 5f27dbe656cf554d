/* The flight recorder: a ring of fixed-size events in a mapped file, which outlives the process and its CPU. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "process.h"

enum { EVENTS = 32768, FORMAT = 1 };

struct event {
    uint64_t time; /* CLOCK_MONOTONIC, nanoseconds */
    uint16_t kind;
    int16_t what;
    uint32_t number;
    uint64_t first, second;
};

struct ring {
    char magic[8];
    uint32_t byte_order, format;
    uint64_t count, capacity;
    struct handle handle;
    uint32_t spare;
    char name[16];
    uint8_t waits_for; /* bits of the wait state, for the kernel (accounting.py) */
    char unused[55];
    struct event event[EVENTS];
};

_Static_assert(sizeof(struct event) == 32, "an event has 32 bytes under every ABI");
_Static_assert(offsetof(struct ring, event) == 128, "events begin at byte 128 under every ABI");
_Static_assert(offsetof(struct ring, waits_for) == 72, "the kernel reads byte 72");

static struct ring *ring;
static uint64_t now;

static uint64_t monotonic(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

#ifdef __powerpc__
/* Under qemu the clock is a system call, the time base a few instructions: it carries the time between two readings
 * of the clock, at the rate that was measured since the start. */
enum { RATE_BITS = 20, RATE_LIMIT_BITS = 40, MEASURED_NS = 10000000 };

static struct {
    uint64_t start_time, start_base, time, base;
    uint32_t valid, rate; /* ticks that it carries the time for; nanoseconds of a tick, in bits behind the point */
} timebase;

static NOT_INLINE uint64_t time_of_clock(void) {
    timebase.base = __builtin_ppc_get_timebase();
    timebase.time = monotonic();
    uint64_t elapsed = timebase.time - timebase.start_time, ticks = timebase.base - timebase.start_base;
    if (!timebase.start_time || elapsed >> RATE_LIMIT_BITS) { /* the measurement begins */
        timebase.start_time = timebase.time;
        timebase.start_base = timebase.base;
    } else if (elapsed >= MEASURED_NS && ticks > 0 && ticks <= elapsed << RATE_BITS) {
        uint64_t rate = (elapsed << RATE_BITS) / ticks;
        uint64_t valid = rate ? ((uint64_t)MEASURED_NS << RATE_BITS) / rate : 0;
        bool fits = rate <= UINT32_MAX && valid <= UINT32_MAX;
        timebase.rate = fits ? (uint32_t)rate : 0;
        timebase.valid = fits ? (uint32_t)valid : 0;
    }
    return timebase.time;
}

/* Each half of the time base is a call into qemu. The lower one is read first: where it ran over between the two, the
 * upper one is another than that of the last setting, and the clock must be asked. False says so. */
static HOT_INLINE bool time_at_hand(uint64_t *time) {
    uint32_t lower, upper;
    __asm__ volatile("mftb %0\n\tmftbu %1" : "=r"(lower), "=r"(upper));
    uint32_t ticks = lower - (uint32_t)timebase.base;
    if (upper != (uint32_t)(timebase.base >> 32) || ticks >= timebase.valid) return false;
    *time = timebase.time + ((uint64_t)ticks * timebase.rate >> RATE_BITS);
    return true;
}
#else
static bool time_at_hand(uint64_t *time) {
    *time = monotonic();
    return true;
}

static uint64_t time_of_clock(void) {
    return monotonic();
}
#endif

static HOT_INLINE void advance(uint64_t time) {
    if ((int64_t)(time - now) > 0) now = time;
}

HOT_INLINE void recorder_tick(void) {
    uint64_t time;
    if (ring) advance(time_at_hand(&time) ? time : time_of_clock());
}

void recorder_waits(unsigned char what) {
    if (ring) ring->waits_for = what;
}

static HOT_INLINE void add(enum recorded kind, short what, uint32_t number, uint64_t first, uint64_t second) {
    struct ring *to = ring;
    struct event *event = &to->event[to->count % EVENTS];
    *event = (struct event){
        .time = now, .kind = (uint16_t)kind, .what = what, .number = number, .first = first, .second = second};
    __atomic_signal_fence(__ATOMIC_RELEASE); /* the event is whole before it counts */
    to->count++;
}

HOT_INLINE void record(enum recorded kind, short what, uint32_t number, uint64_t first, uint64_t second) {
    if (ring) add(kind, what, number, first, second);
}

/* By itself, so that record_call keeps nothing across a call of the clock. */
static NOT_INLINE void record_call_by_clock(short procedure, uint32_t subject, uint64_t first, uint64_t second) {
    advance(time_of_clock());
    add(RECORD_CALL, procedure, subject, first, second);
}

HOT void record_call(short procedure, uint32_t subject, uint64_t first, uint64_t second) {
    uint64_t time;
    if (!ring) return;
    if (!time_at_hand(&time)) {
        record_call_by_clock(procedure, subject, first, second);
        return;
    }
    advance(time);
    add(RECORD_CALL, procedure, subject, first, second);
}

/* A recorder that cannot be had costs the record, never the service (EM-07). It gets its name when it is one, so that
 * nobody reads a file without a header. */
void recorder_open(const char *path) {
    char unfinished[strlen(path) + sizeof ".new"];
    strcat(strcpy(unfinished, path), ".new");
    int file = open(unfinished, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0) return;
    /* Room for the whole ring is taken now: a write into a mapping has no way to tell that the disk is full. */
    if (posix_fallocate(file, 0, sizeof *ring) == 0) {
        void *mapped = mmap(NULL, sizeof *ring, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        if (mapped != MAP_FAILED) ring = mapped;
    }
    close(file);
    if (!ring) return;
    memcpy(ring->magic, "GUARDREC", sizeof ring->magic);
    ring->byte_order = 0x01020304;
    ring->format = FORMAT;
    ring->capacity = EVENTS;
    ring->handle = self.handle;
    memcpy(ring->name, self.process_name, sizeof ring->name);
    recorder_tick();
    record(RECORD_START, (short)self.is_backup, self.cpu, 0, 0);
    rename(unfinished, path);
}
