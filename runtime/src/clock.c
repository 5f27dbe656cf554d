/* The time of day, and civil time (Guardian Procedure Calls Reference Manual: JULIANTIMESTAMP, CONVERTTIMESTAMP, TIME,
 * TIMESTAMP, CONTIME).
 *
 * Local civil time is that of the environment variable TZ, and Greenwich time without one: the time zone of the machine
 * that a node happens to run on is nothing that its programs may see. */
#define _FILE_OFFSET_BITS 64
#define _TIME_BITS 64
#include <stdlib.h>
#include <time.h>

#include "process.h"

enum {
    SECOND_US = 1000000,
    HUNDREDTH_US = 10000,
    DAYS_OF_A_YEAR = 366,
    OWN_NODE = -1,
    LARGEST_NODE_NUMBER = 255,
    TIME_WORDS = 7
};

/* Midnight of 31 December 1974, from which 48-bit timestamps count. */
#define EPOCH_48_JULIAN_US (UNIX_EPOCH_JULIAN_US + 1825 * DAY_US)

static int64_t greenwich_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return UNIX_EPOCH_JULIAN_US + (int64_t)now.tv_sec * SECOND_US + now.tv_nsec / 1000;
}

/* ------------------------------------------------------------------------------------------------------ civil time */

struct zone_offset {
    int64_t us; /* east of Greenwich */
    bool summer;
};

static struct zone_offset offset_at(int64_t greenwich) {
    const char *zone = getenv("TZ");
    struct tm local;
    int64_t us = greenwich - UNIX_EPOCH_JULIAN_US;
    time_t seconds = (time_t)(us / SECOND_US - (us % SECOND_US < 0));
    if (!zone || !*zone) return (struct zone_offset){0, false};
    tzset();
    if (!localtime_r(&seconds, &local)) return (struct zone_offset){0, false};
    return (struct zone_offset){(int64_t)local.tm_gmtoff * SECOND_US, local.tm_isdst > 0};
}

/* Standard time in summer is that of the winter before. */
static int64_t standard_offset_at(int64_t greenwich) {
    struct zone_offset offset = offset_at(greenwich), earlier = offset;
    for (int days = 1; earlier.summer && days <= DAYS_OF_A_YEAR; days++) earlier = offset_at(greenwich - days * DAY_US);
    return earlier.summer ? offset.us : earlier.us;
}

/* Errors of CONVERTTIMESTAMP. */
enum {
    AMBIGUOUS_LCT = -1,
    IMPOSSIBLE_LCT = -2,
    BAD_DIRECTION = -3,
    BAD_TIMESTAMP = -4,
    BAD_NODE = -5,
};

/* Clocks that are set back show the hour twice: it is read as the first of both. Those that are set forward never show
 * the hour between: it is read by the offset before. */
static int64_t from_civil(int64_t local, short *error) {
    int64_t before = offset_at(local - DAY_US).us, after = offset_at(local + DAY_US).us;
    int64_t by_before = local - before, by_after = local - after;
    bool first = offset_at(by_before).us == before, second = offset_at(by_after).us == after;
    if (first && second && by_before != by_after) *error = AMBIGUOUS_LCT;
    if (!first && !second) *error = IMPOSSIBLE_LCT;
    return first || !second ? by_before : by_after;
}

static int64_t from_standard(int64_t local) {
    int64_t guess = local - standard_offset_at(local);
    return local - standard_offset_at(guess);
}

static int64_t civil(int64_t greenwich) {
    return greenwich + offset_at(greenwich).us;
}

/* One of -5, 0 and the file-system error of a node that there is not. */
static short error_of_node(short node) {
    if (node == OWN_NODE) return FEOK;
    if (node < 0 || node > LARGEST_NODE_NUMBER) return BAD_NODE;
    require_kernel("CONVERTTIMESTAMP");
    return node_of_number(node) ? FEOK : FENOSUCHSYS;
}

static short error_of_conversion(unsigned int present, int64_t timestamp, short direction, short node) {
    if (direction < 0 || direction > 3) return BAD_DIRECTION;
    if (!PRESENT(0) || !timestamp_in_range(timestamp)) return BAD_TIMESTAMP;
    return error_of_node(node);
}

static int64_t converted(int64_t timestamp, short direction, short *error) {
    switch (direction) {
    case 0:
        return civil(timestamp);
    case 1:
        return timestamp + standard_offset_at(timestamp);
    case 2:
        return from_civil(timestamp, error);
    default:
        return from_standard(timestamp);
    }
}

/* What cannot be converted comes back as it was. */
GUARDIAN_API long long guardian_CONVERTTIMESTAMP(unsigned int present, long long julian_timestamp, short direction,
                                                 short node, short *error) {
    short way = PRESENT(1) ? direction : 0;
    short wrong = error_of_conversion(present, julian_timestamp, way, PRESENT(2) ? node : OWN_NODE);
    int64_t result = PRESENT(0) ? julian_timestamp : 0;
    if (!wrong) result = converted(result, way, &wrong);
    if (PRESENT(3) && error) *error = wrong;
    return result;
}

/* ------------------------------------------------------------------------------------------------------- the clock */

enum { CURRENT, SYSTEM_LOAD, SYSTEM_GENERATION, SINCE_SYSTEM_LOAD };

/* A node is generated when it is loaded. */
static int64_t timestamp_of(short type) {
    if (type == CURRENT) return greenwich_us();
    require_kernel("JULIANTIMESTAMP");
    return type == SINCE_SYSTEM_LOAD ? greenwich_us() - self.cold_load_time : self.cold_load_time;
}

static long long no_timestamp(bool wanted, short *error, short number) {
    if (wanted && error) *error = number;
    return -1;
}

/* The clock is never set by a program, so its update id never changes. */
GUARDIAN_API long long guardian_JULIANTIMESTAMP(unsigned int present, short type, short *tuid, short *error,
                                                short node) {
    short kind = PRESENT(0) ? type : CURRENT;
    if (kind < CURRENT || kind > SINCE_SYSTEM_LOAD) return no_timestamp(PRESENT(2), error, -1);
    if (PRESENT(3) && node != OWN_NODE) {
        require_kernel("JULIANTIMESTAMP");
        if (!node_of_number(node)) return no_timestamp(PRESENT(2), error, FENOSUCHSYS);
    }
    if (PRESENT(1) && tuid) *tuid = 0;
    if (PRESENT(2) && error) *error = 0;
    return timestamp_of(kind);
}

/* Seven words: those of a date to the second, and hundredths. */
static void put_time(int64_t local, short *words) {
    short date[DATE_AND_TIME_WORDS];
    timestamp_to_date(local, date);
    date[6] /= 10;
    memcpy(words, date, TIME_WORDS * sizeof *words);
}

GUARDIAN_API void guardian_TIME(unsigned int present, short *date_and_time) {
    if (PRESENT(0) && date_and_time) put_time(civil(greenwich_us()), date_and_time);
}

GUARDIAN_API void guardian_TIMESTAMP(unsigned int present, short *interval_clock) {
    if (!PRESENT(0) || !interval_clock) return;
    int64_t hundredths = (civil(greenwich_us()) - EPOCH_48_JULIAN_US) / HUNDREDTH_US;
    interval_clock[0] = (short)(hundredths >> 32);
    interval_clock[1] = (short)(hundredths >> 16);
    interval_clock[2] = (short)hundredths;
}

GUARDIAN_API void guardian_CONTIME(unsigned int present, short *date_and_time, short t0, short t1, short t2) {
    if ((present & 15) != 15 || !date_and_time) return;
    int64_t hundredths = (int64_t)(uint16_t)t0 << 32 | (int64_t)(uint16_t)t1 << 16 | (uint16_t)t2;
    put_time(EPOCH_48_JULIAN_US + hundredths * HUNDREDTH_US, date_and_time);
}
