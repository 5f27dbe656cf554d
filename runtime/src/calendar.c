/* Dates, Julian day numbers and intervals: nothing here looks at a clock (Guardian Procedure Calls Reference Manual:
 * INTERPRETTIMESTAMP, COMPUTETIMESTAMP, INTERPRETINTERVAL, COMPUTEJULIANDAYNO, INTERPRETJULIANDAYNO, DAYOFWEEK). */
#include "process.h"

enum {
    FIRST_YEAR = 1,
    LAST_YEAR = 10000,
    FIRST_DAY_NUMBER = 1721120, /* 1 March of the year 0 */
    LAST_DAY_NUMBER = 3182395,  /* 31 December 4000: INTERPRETJULIANDAYNO alone goes no further */
    ERA_DAYS = 146097,          /* 400 Gregorian years */
    MILLISECOND_US = 1000,
    SECOND_US = 1000000
};

/* Bit <n> of an error mask. */
#define MASK(n) (0x8000u >> (n))

static int64_t floored(int64_t number, int64_t by) {
    return number / by - (number % by < 0);
}

/* Of the proleptic Gregorian calendar. Months and days out of their range count on from there. The year is taken to
 * begin with March: the leap day is then its last, and months have 30.6 days. */
static int64_t day_number(int64_t year, int64_t month, int64_t day) {
    int64_t months = year * 12 + month - 3;
    int64_t years = floored(months, 12);
    int64_t from_march = months - years * 12;
    int64_t era = floored(years, 400);
    int64_t of_era = years - era * 400;
    return FIRST_DAY_NUMBER + era * ERA_DAYS + of_era * 365 + of_era / 4 - of_era / 100 + (153 * from_march + 2) / 5 +
           day - 1;
}

static void date_of(int64_t number, short *year, short *month, short *day) {
    int64_t days = number - FIRST_DAY_NUMBER;
    int64_t era = floored(days, ERA_DAYS);
    int64_t of_era = days - era * ERA_DAYS;
    int64_t years = (of_era - of_era / 1460 + of_era / 36524 - of_era / (ERA_DAYS - 1)) / 365;
    int64_t of_year = of_era - (365 * years + years / 4 - years / 100);
    int64_t from_march = (5 * of_year + 2) / 153;
    *day = (short)(of_year - (153 * from_march + 2) / 5 + 1);
    *month = (short)(from_march < 10 ? from_march + 3 : from_march - 9);
    *year = (short)(years + era * 400 + (*month <= 2));
}

/* The day whose noon begins Julian day `number` begins half a day earlier. */
static int64_t midnight_of(int64_t number) {
    return number * DAY_US - DAY_US / 2;
}

bool timestamp_in_range(int64_t julian_us) {
    return julian_us >= midnight_of(day_number(FIRST_YEAR, 1, 1)) &&
           julian_us < midnight_of(day_number(LAST_YEAR + 1, 1, 1));
}

int32_t timestamp_to_date(int64_t julian_us, short *words) {
    int64_t number = floored(julian_us + DAY_US / 2, DAY_US);
    int64_t us = julian_us - midnight_of(number);
    date_of(number, &words[0], &words[1], &words[2]);
    words[3] = (short)(us / SECOND_US / 3600);
    words[4] = (short)(us / SECOND_US / 60 % 60);
    words[5] = (short)(us / SECOND_US % 60);
    words[6] = (short)(us / MILLISECOND_US % 1000);
    words[7] = (short)(us % 1000);
    return (int32_t)number;
}

int64_t timestamp_of_date(const short *words) {
    int64_t seconds = (words[3] * INT64_C(60) + words[4]) * 60 + words[5];
    int64_t us = seconds * SECOND_US + words[6] * INT64_C(1000) + words[7];
    return midnight_of(day_number(words[0], words[1], words[2])) + us;
}

/* ------------------------------------------------------------------------------------------------- what is no date */

/* A day that its month lacks: nobody can tell whether the month or the day is wrong. */
static unsigned int bad_date(short year, short month, short day) {
    unsigned int mask = 0;
    if (year < FIRST_YEAR || year > LAST_YEAR) mask |= MASK(0);
    if (month < 1 || month > 12) mask |= MASK(1);
    if (day < 1 || day > 31) mask |= MASK(2);
    if (mask) return mask;
    int64_t length = day_number(year, month + 1, 1) - day_number(year, month, 1);
    return day > length ? MASK(1) | MASK(2) : 0;
}

static unsigned int bad_time(const short *words) {
    static const short most[] = {23, 59, 59, 999, 999};
    unsigned int mask = 0;
    for (int i = 0; i < 5; i++) {
        if (words[3 + i] < 0 || words[3 + i] > most[i]) mask |= MASK(3 + i);
    }
    return mask;
}

/* ------------------------------------------------------------------------------------------------------ procedures */

GUARDIAN_API __int32_t guardian_INTERPRETTIMESTAMP(unsigned int present, long long julian_timestamp,
                                                   short *date_n_time) {
    short words[DATE_AND_TIME_WORDS];
    bool given = PRESENT(1) && date_n_time;
    if (!PRESENT(0) || !timestamp_in_range(julian_timestamp)) {
        if (given) date_n_time[0] = -1;
        return -1;
    }
    int32_t number = timestamp_to_date(julian_timestamp, words);
    if (given) memcpy(date_n_time, words, sizeof words);
    return number;
}

/* Without an error mask nothing is checked, and what is out of its range counts on from there. */
GUARDIAN_API long long guardian_COMPUTETIMESTAMP(unsigned int present, short *date_n_time, short *errormask) {
    short words[DATE_AND_TIME_WORDS] = {0};
    bool given = PRESENT(0) && date_n_time;
    if (given) memcpy(words, date_n_time, sizeof words);
    if (PRESENT(1) && errormask) {
        unsigned int mask = bad_date(words[0], words[1], words[2]) | bad_time(words);
        *errormask = (short)mask;
        if (mask) return -1;
    }
    return given ? timestamp_of_date(words) : -1;
}

GUARDIAN_API __int32_t guardian_INTERPRETINTERVAL(unsigned int present, long long time, short *hours, short *minutes,
                                                  short *seconds, short *milliseconds, short *microseconds) {
    int64_t interval = PRESENT(0) ? time : 0;
    if (PRESENT(1) && hours) *hours = (short)(interval / SECOND_US / 3600 % 24);
    if (PRESENT(2) && minutes) *minutes = (short)(interval / SECOND_US / 60 % 60);
    if (PRESENT(3) && seconds) *seconds = (short)(interval / SECOND_US % 60);
    if (PRESENT(4) && milliseconds) *milliseconds = (short)(interval / MILLISECOND_US % 1000);
    if (PRESENT(5) && microseconds) *microseconds = (short)(interval % 1000);
    return (__int32_t)(interval / DAY_US);
}

/* A parameter that is missing is out of range. */
GUARDIAN_API __int32_t guardian_COMPUTEJULIANDAYNO(unsigned int present, short year, short month, short day,
                                                   short *error) {
    unsigned int mask = bad_date(PRESENT(0) ? year : 0, PRESENT(1) ? month : 0, PRESENT(2) ? day : 0);
    if (PRESENT(3) && error) *error = (short)mask;
    return mask ? -1 : (__int32_t)day_number(year, month, day);
}

GUARDIAN_API void guardian_INTERPRETJULIANDAYNO(unsigned int present, __int32_t julian_day_num, short *year,
                                                short *month, short *day) {
    short date[3] = {-1, 0, 0};
    bool known = PRESENT(0) && julian_day_num >= FIRST_DAY_NUMBER && julian_day_num <= LAST_DAY_NUMBER;
    if (known) date_of(julian_day_num, &date[0], &date[1], &date[2]);
    if (PRESENT(1) && year) *year = date[0];
    if (known && PRESENT(2) && month) *month = date[1];
    if (known && PRESENT(3) && day) *day = date[2];
}

/* 0 is Sunday. Day number 0 was a Monday. */
GUARDIAN_API short guardian_DAYOFWEEK(unsigned int present, __int32_t julian_day_num) {
    if (!PRESENT(0) || julian_day_num < 0) return -1;
    return (short)((julian_day_num + INT64_C(1)) % 7);
}
