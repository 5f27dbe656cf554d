/* Time of day, dates, timers and delays. */
#include <time.h>
#include <unistd.h>

#include "harness.h"

#define UNIX_EPOCH 210866760000000000LL
#define DAY 86400000000LL

static void no_script(void) {}

static long long timestamp(short year, short month, short day, short hour, short minute) {
    short words[8] = {year, month, day, hour, minute};
    short mask = 77;
    long long found = COMPUTETIMESTAMP(words, &mask);
    EQUAL(mask, 0);
    return found;
}

/* ----------------------------------------------------------------------------------------------------------- dates */

static void dates(void) {
    short words[9] = {0, 0, 0, 0, 0, 0, 0, 0, 77};
    EQUAL(timestamp(1970, 1, 1, 0, 0), UNIX_EPOCH);
    EQUAL(INTERPRETTIMESTAMP(UNIX_EPOCH - 1, words), 2440587);
    short wanted[9] = {1969, 12, 31, 23, 59, 59, 999, 999, 77};
    for (int i = 0; i < 9; i++) EQUAL(words[i], wanted[i]);
    EQUAL(COMPUTETIMESTAMP(words), UNIX_EPOCH - 1);
    EQUAL(INTERPRETTIMESTAMP(UNIX_EPOCH, words), 2440588);
    EQUAL(words[0], 1970);
    EQUAL(words[7], 0);
    EQUAL(INTERPRETTIMESTAMP(UNIX_EPOCH), 2440588);
    /* Nothing is checked without a mask: the 32nd of January is the 1st of February. */
    short thirty_second[8] = {2001, 1, 32, 24, 0, 0, 0, 0};
    EQUAL(COMPUTETIMESTAMP(thirty_second), timestamp(2001, 2, 2, 0, 0));
}

static void range_of_timestamps(void) {
    short words[8];
    long long first = timestamp(1, 1, 1, 0, 0), last = timestamp(10000, 12, 31, 23, 59) + 60000000 - 1;
    EQUAL(INTERPRETTIMESTAMP(first, words), 1721426);
    EQUAL(words[0], 1);
    EQUAL(INTERPRETTIMESTAMP(last, words), COMPUTEJULIANDAYNO(10000, 12, 31));
    EQUAL(words[0], 10000);
    EQUAL(words[7], 999);
    EQUAL(INTERPRETTIMESTAMP(first - 1, words), -1);
    EQUAL(words[0], -1);
    words[0] = 5;
    EQUAL(INTERPRETTIMESTAMP(last + 1, words), -1);
    EQUAL(words[0], -1);
    EQUAL(INTERPRETTIMESTAMP(, words), -1);
    EQUAL(INTERPRETTIMESTAMP(-1), -1);
    EQUAL(COMPUTETIMESTAMP(), -1);
    EQUAL(COMPUTETIMESTAMP(NULL), -1);
}

static unsigned short mask_of(const short *words) {
    short copy[8], mask = 77;
    memcpy(copy, words, sizeof copy);
    long long found = COMPUTETIMESTAMP(copy, &mask);
    CHECK(mask == 0 || found == -1);
    return (unsigned short)mask;
}

static void error_masks(void) {
    static const struct {
        int word;
        short value;
        unsigned short mask;
    } bad[] = {{0, 0, 0x8000},  {0, 10001, 0x8000}, {1, 0, 0x4000},  {1, 13, 0x4000},   {2, 0, 0x2000},
               {2, 32, 0x2000}, {2, 31, 0x6000},    {3, -1, 0x1000}, {3, 24, 0x1000},   {4, 60, 0x0800},
               {5, 60, 0x0400}, {6, 1000, 0x0200},  {7, -1, 0x0100}, {7, 1000, 0x0100}, {7, 999, 0}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        short words[8] = {1994, 4, 30, 23, 59, 59, 999, 999};
        words[bad[i].word] = bad[i].value;
        EQUAL(mask_of(words), bad[i].mask);
    }
    short nothing[8] = {0, 0, 0, 24, 60, 60, 1000, 1000};
    EQUAL(mask_of(nothing), 0xff00);
}

static void day_numbers(void) {
    short year = 0, month = 0, day = 0, error = 77;
    EQUAL(COMPUTEJULIANDAYNO(1993, 3, 31, &error), 2449078);
    EQUAL(error, 0);
    EQUAL(COMPUTEJULIANDAYNO(2000, 2, 29, &error), 2451604);
    EQUAL(COMPUTEJULIANDAYNO(1900, 2, 29, &error), -1);
    EQUAL((unsigned short)error, 0x6000);
    EQUAL(COMPUTEJULIANDAYNO(0, 13, 40, &error), -1);
    EQUAL((unsigned short)error, 0xe000);
    EQUAL(COMPUTEJULIANDAYNO(1993, 4, , &error), -1);
    EQUAL((unsigned short)error, 0x2000);
    EQUAL(COMPUTEJULIANDAYNO(1993, 4, 65), -1);
    INTERPRETJULIANDAYNO(1721120, &year, &month, &day);
    EQUAL(year * 10000 + month * 100 + day, 301);
    INTERPRETJULIANDAYNO(3182395, &year, &month, &day);
    EQUAL(year * 10000 + month * 100 + day, 40001231);
    INTERPRETJULIANDAYNO(3182396, &year, &month, &day);
    EQUAL(year, -1);
    year = 5;
    INTERPRETJULIANDAYNO(1721119, &year);
    EQUAL(year, -1);
    for (__int32_t number = 1721426; number <= 3182395; number += 13) {
        INTERPRETJULIANDAYNO(number, &year, &month, &day);
        EQUAL(COMPUTEJULIANDAYNO(year, month, day, &error), number);
    }
}

static void days_of_the_week(void) {
    EQUAL(DAYOFWEEK(2451545), 6); /* 1 January 2000 */
    EQUAL(DAYOFWEEK(2451546), 0);
    EQUAL(DAYOFWEEK(0), 1);
    EQUAL(DAYOFWEEK(2147483647), 2);
    EQUAL(DAYOFWEEK(-1), -1);
    EQUAL(DAYOFWEEK(), -1);
}

static void intervals(void) {
    short hours = 0, minutes = 0, seconds = 0, milliseconds = 0, microseconds = 0;
    long long interval = ((((3LL * 24 + 23) * 60 + 59) * 60 + 58) * 1000 + 997) * 1000 + 996;
    EQUAL(INTERPRETINTERVAL(interval, &hours, &minutes, &seconds, &milliseconds, &microseconds), 3);
    EQUAL(hours, 23);
    EQUAL(minutes, 59);
    EQUAL(seconds, 58);
    EQUAL(milliseconds, 997);
    EQUAL(microseconds, 996);
    EQUAL(INTERPRETINTERVAL(interval), 3);
    EQUAL(INTERPRETINTERVAL(DAY - 1, , , &seconds), 0);
    EQUAL(seconds, 59);
    EQUAL(INTERPRETINTERVAL(9223372036854775807LL), 106751991);
}

/* ----------------------------------------------------------------------------------------------------------- zones */

static void converts(long long from, short direction, short error, long long to) {
    short found = 77;
    EQUAL(CONVERTTIMESTAMP(from, direction, , &found), to);
    EQUAL(found, error);
}

#define HOUR 3600000000LL

static void central_europe(void) {
    setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
    long long winter = timestamp(2023, 1, 15, 12, 0), summer = timestamp(2023, 7, 15, 12, 0);
    converts(winter, 0, 0, winter + HOUR);
    converts(winter, 1, 0, winter + HOUR);
    converts(summer, 0, 0, summer + 2 * HOUR);
    converts(summer, 1, 0, summer + HOUR);
    converts(winter + HOUR, 2, 0, winter);
    converts(summer + 2 * HOUR, 2, 0, summer);
    converts(summer + HOUR, 3, 0, summer);
    EQUAL(CONVERTTIMESTAMP(summer), summer + 2 * HOUR);
    /* 02:30 comes twice in the night of 29 October, and not at all in that of 26 March. */
    long long twice = timestamp(2023, 10, 29, 2, 30), never = timestamp(2023, 3, 26, 2, 30);
    converts(twice, 2, -1, twice - 2 * HOUR);
    converts(twice - HOUR, 2, 0, twice - 3 * HOUR);
    converts(twice + HOUR, 2, 0, twice);
    converts(never, 2, -2, never - HOUR);
    converts(never - HOUR, 2, 0, never - 2 * HOUR);
    converts(never + HOUR, 2, 0, never - HOUR);
    /* Far from what 32 bits of seconds hold. */
    long long late = timestamp(9999, 7, 1, 0, 0), early = timestamp(2, 1, 1, 0, 0);
    converts(late, 0, 0, late + 2 * HOUR);
    converts(late + 2 * HOUR, 2, 0, late);
    converts(early, 0, 0, early + HOUR);
}

static void other_zones(void) {
    long long july = timestamp(2023, 7, 15, 12, 0), january = timestamp(2023, 1, 15, 12, 0);
    setenv("TZ", "AEST-10AEDT,M10.1.0,M4.1.0/3", 1);
    converts(january, 0, 0, january + 11 * HOUR);
    converts(january, 1, 0, january + 10 * HOUR);
    converts(july, 0, 0, july + 10 * HOUR);
    setenv("TZ", "NST3:30NDT,M3.2.0,M11.1.0", 1);
    converts(january, 0, 0, january - 7 * HOUR / 2);
    setenv("TZ", "", 1);
    converts(july, 0, 0, july);
    unsetenv("TZ");
    converts(july, 0, 0, july);
    converts(july, 3, 0, july);
}

static void conversion_errors(void) {
    short error = 77;
    converts(UNIX_EPOCH, 4, -3, UNIX_EPOCH);
    converts(UNIX_EPOCH, -1, -3, UNIX_EPOCH);
    converts(-5, 0, -4, -5);
    EQUAL(CONVERTTIMESTAMP(, 0, , &error), 0);
    EQUAL(error, -4);
    EQUAL(CONVERTTIMESTAMP(UNIX_EPOCH, 0, 256, &error), UNIX_EPOCH);
    EQUAL(error, -5);
    EQUAL(CONVERTTIMESTAMP(UNIX_EPOCH, 0, -2, &error), UNIX_EPOCH);
    EQUAL(error, -5);
    EQUAL(CONVERTTIMESTAMP(UNIX_EPOCH, 0, 8, &error), UNIX_EPOCH);
    EQUAL(error, 18);
    EQUAL(CONVERTTIMESTAMP(UNIX_EPOCH, 0, 7, &error), UNIX_EPOCH);
    EQUAL(error, 0);
}

/* ---------------------------------------------------------------------------------------------------------- clocks */

static void clocks(void) {
    short tuid = 77, error = 77, words[9] = {0, 0, 0, 0, 0, 0, 0, 77, 77}, ticks[3];
    long long before = JULIANTIMESTAMP();
    long long unix_us = (long long)time(NULL) * 1000000;
    CHECK(before - UNIX_EPOCH - unix_us < 5000000 && unix_us - (before - UNIX_EPOCH) < 5000000);
    CHECK(JULIANTIMESTAMP(0, &tuid, &error, -1) >= before);
    EQUAL(tuid, 0);
    EQUAL(error, 0);
    self.cold_load_time = before - 1000000;
    EQUAL(JULIANTIMESTAMP(1), before - 1000000);
    EQUAL(JULIANTIMESTAMP(2), before - 1000000);
    CHECK(JULIANTIMESTAMP(3) >= 1000000 && JULIANTIMESTAMP(3) < DAY);
    EQUAL(JULIANTIMESTAMP(4, , &error), -1);
    EQUAL(error, -1);
    EQUAL(JULIANTIMESTAMP(-1), -1);
    EQUAL(JULIANTIMESTAMP(0, , &error, 8), -1);
    EQUAL(error, 18);
    CHECK(JULIANTIMESTAMP(0, , &error, 7) >= before);

    setenv("TZ", "XST-5", 1);
    TIMESTAMP(ticks);
    TIME(words);
    EQUAL(words[7], 77);
    short date[8] = {words[0], words[1], words[2], words[3], words[4], words[5], (short)(words[6] * 10), 0};
    long long local = COMPUTETIMESTAMP(date);
    CHECK(local + 10000 > before + 5 * HOUR && local < before + 5 * HOUR + DAY);
    CONTIME(words, ticks[0], ticks[1], ticks[2]);
    short from_ticks[8] = {words[0], words[1], words[2], words[3], words[4], words[5], (short)(words[6] * 10), 0};
    CHECK(COMPUTETIMESTAMP(from_ticks) <= local && COMPUTETIMESTAMP(from_ticks) + 10000 > before + 5 * HOUR);
    CONTIME(words, 0, 0, 0);
    short first[7] = {1974, 12, 31, 0, 0, 0, 0};
    for (int i = 0; i < 7; i++) EQUAL(words[i], first[i]);
    CONTIME(words, 0, 0x83, (short)0xd600); /* 24 hours: 8640000 hundredths */
    short next[7] = {1975, 1, 1, 0, 0, 0, 0};
    for (int i = 0; i < 7; i++) EQUAL(words[i], next[i]);
    CONTIME(words, 0, 0);
    EQUAL(words[0], 1975);
    TIME(NULL);
    TIMESTAMP();
}

/* ---------------------------------------------------------------------------------------------------------- timers */

/* The next message is the timer's, and is answered. */
static void expect_signal(short number, short param1, __int32_t param2) {
    zsys_ddl_smsg_timesignal_def message;
    int count = 0;
    EQUAL(read_message(&message, sizeof message, &count), 6);
    EQUAL(count, 8);
    EQUAL(message.z_msgnumber, number);
    EQUAL(message.z_parm1, param1);
    EQUAL(message.z_parm2, param2);
    zsys_ddl_receiveinformation_def information = receive_information();
    EQUAL(information.z_filenum, -1);
    CHECK(handle_is_null((struct handle *)&information.z_sender));
    CHECK(_status_eq(REPLYX(, , , information.z_messagetag)));
}

static short set_timer(__int32_t ticks, short param1) {
    short tag = -7;
    CHECK(_status_eq(SIGNALTIMEOUT(ticks, param1, 100000 + param1, &tag)));
    CHECK(tag > 0);
    return tag;
}

static void nothing_read(void) {
    short file = 0;
    char byte;
    EQUAL(FILE_READUPDATE64_(0, &byte, 1), 0);
    EQUAL(FILE_AWAITIO64_(&file, , , , 3), 40);
}

static void timer_messages(void) {
    __int32_t timer = 0;
    open_receive(0, 1);
    set_timer(1, -5);
    expect_signal(-22, -5, 99995);
    CHECK(_status_eq(SIGNALTIMEOUT(1)));
    expect_signal(-22, 0, 0);
    EQUAL(TIMER_START_(1, 0x12345678, 0x123456789aLL, &timer), 0);
    CHECK(timer > 0);
    expect_signal(-22, 0x5678, 0x3456789a);
}

static void order_of_expiry(void) {
    __int32_t timer;
    open_receive(0, 1);
    EQUAL(TIMER_START_(60000, 3, 0, &timer), 0);
    EQUAL(TIMER_START_(20000, 1, 0, &timer), 0);
    EQUAL(TIMER_START_(40000, 2, 0, &timer), 0);
    expect_signal(-22, 1, 0);
    expect_signal(-22, 2, 0);
    expect_signal(-22, 3, 0);
    EQUAL(TIMER_START_(2, 5, 0, &timer), 0);
    EQUAL(TIMER_START_(1, 4, 0, &timer), 0);
    DELAY(1); /* both are due by now; the order is still theirs */
    expect_signal(-22, 5, 0);
    expect_signal(-22, 4, 0);
}

static void nowait_read(void) {
    char buffer[16];
    short file = 0;
    int count = 0;
    open_receive(1, 1);
    EQUAL(FILE_READUPDATE64_(0, buffer, sizeof buffer), 0);
    EQUAL(FILE_AWAITIO64_(&file, , , , 0), 40);
    set_timer(2, 1);
    EQUAL(FILE_AWAITIO64_(&file, , &count), 6);
    EQUAL(count, 8);
    CHECK(_status_eq(REPLYX()));
    /* A poll sees a timer that is due. */
    EQUAL(FILE_READUPDATE64_(0, buffer, sizeof buffer), 0);
    set_timer(1, 1);
    struct timespec pause = {.tv_nsec = 30000000};
    nanosleep(&pause, NULL);
    EQUAL(FILE_AWAITIO64_(&file, , &count, , 0), 6);
    CHECK(_status_eq(REPLYX()));
}

static void queued_before_open(void) {
    set_timer(1, 7);
    DELAY(3);
    open_receive(0, 1);
    expect_signal(-22, 7, 100007);
    set_timer(2, 8);
    EQUAL(FILE_CLOSE_(0), 0);
    DELAY(4);
    open_receive(0, 1);
    expect_signal(-22, 8, 100008);
}

static void cancelling(void) {
    open_receive(1, 1);
    short first = set_timer(6000, 1), second = set_timer(6000, 2), third = set_timer(6000, 3);
    CHECK(first != second && second != third);
    CHECK(_status_eq(CANCELTIMEOUT(second)));
    CHECK(_status_gt(CANCELTIMEOUT(second)));
    CHECK(_status_gt(CANCELPROCESSTIMEOUT(first)));
    EQUAL(TIMER_STOP_(first), 590);
    CHECK(_status_eq(CANCELTIMEOUT(-1)));
    CHECK(_status_gt(CANCELTIMEOUT(first)));
    CHECK(_status_gt(CANCELTIMEOUT(third)));
    CHECK(_status_eq(CANCELTIMEOUT(-1)));
    CHECK(_status_gt(CANCELTIMEOUT(0)));
    CHECK(_status_gt(CANCELTIMEOUT(-2)));
    CHECK(_status_gt(CANCELTIMEOUT()));
    CHECK(_status_gt(CANCELPROCESSTIMEOUT()));
    EQUAL(timers_running, 0);
    nothing_read();
}

/* -1 means those of its own procedure only. */
static void cancelling_kinds(void) {
    __int32_t timer = 0;
    short elapsed, process;
    open_receive(1, 1);
    elapsed = set_timer(6000, 1);
    CHECK(_status_eq(SIGNALPROCESSTIMEOUT(6000, , , &process)));
    EQUAL(TIMER_START_(60000000, 0, 0, &timer), 0);
    CHECK(_status_eq(CANCELTIMEOUT(-1)));
    CHECK(_status_gt(CANCELTIMEOUT(elapsed)));
    CHECK(_status_eq(CANCELPROCESSTIMEOUT(process)));
    CHECK(_status_gt(CANCELPROCESSTIMEOUT(process)));
    CHECK(_status_eq(SIGNALPROCESSTIMEOUT(6000)));
    CHECK(_status_eq(CANCELPROCESSTIMEOUT(-1)));
    EQUAL(TIMER_STOP_(timer), 0);
    EQUAL(TIMER_STOP_(timer), 590);
    EQUAL(TIMER_STOP_(-1), 590);
    EQUAL(TIMER_STOP_(), 29);
    EQUAL(timers_running, 0);
    nothing_read();
}

static void cancelled_too_late(void) {
    open_receive(0, 1);
    short tag = set_timer(1, 9);
    DELAY(3);
    CHECK(_status_gt(CANCELTIMEOUT(tag)));
    CHECK(_status_eq(CANCELTIMEOUT(-1)));
    expect_signal(-22, 9, 100009);
}

static void bad_timers(void) {
    __int32_t timer = 77;
    CHECK(_status_gt(SIGNALTIMEOUT(0)));
    CHECK(_status_gt(SIGNALTIMEOUT(-1)));
    CHECK(_status_gt(SIGNALTIMEOUT()));
    CHECK(_status_gt(SIGNALTIMEOUT(1, , , NULL)));
    CHECK(_status_gt(SIGNALPROCESSTIMEOUT(0)));
    CHECK(_status_gt(SIGNALPROCESSTIMEOUT(1, , , NULL)));
    CHECK(_status_gt(SIGNALPROCESSTIMEOUT()));
    EQUAL(TIMER_START_(0, 0, 0, &timer), 590);
    EQUAL(TIMER_START_(-1, 0, 0, &timer), 590);
    EQUAL(TIMER_START_(1, 0, 0, NULL), 22);
    EQUAL(TIMER_START_(1, 0, 0), 29);
    EQUAL(TIMER_START_(, 0, 0, &timer), 29);
    EQUAL(timer, 77);
    EQUAL(timers_running, 0);
    for (int i = 0; i < 4096; i++) CHECK(_status_eq(SIGNALTIMEOUT(100000)));
    CHECK(_status_lt(SIGNALTIMEOUT(100000)));
    CHECK(_status_lt(SIGNALPROCESSTIMEOUT(100000)));
    EQUAL(TIMER_START_(100000, 0, 0, &timer), 3600);
    EQUAL(timer, 77);
    CHECK(_status_eq(CANCELTIMEOUT(-1)));
    EQUAL(TIMER_START_(9223372036854775807LL, 0, 0, &timer), 0);
    EQUAL(TIMER_STOP_(timer), 0);
}

static void burn(clock_t ticks) {
    clock_t end = clock() + ticks;
    while (clock() < end) continue;
}

static void process_time(void) {
    char buffer[16];
    short file = 0;
    int count = 0;
    open_receive(1, 1);
    CHECK(_status_eq(SIGNALPROCESSTIMEOUT(10, 3, 4)));
    EQUAL(FILE_READUPDATE64_(0, buffer, sizeof buffer), 0);
    EQUAL(FILE_AWAITIO64_(&file, , , , 30), 40); /* a waiting process uses no time */
    burn(CLOCKS_PER_SEC / 5);
    EQUAL(FILE_CLOSE_(0), 0);
    open_receive(0, 1);
    expect_signal(-26, 3, 4);
    EQUAL(FILE_CLOSE_(0), 0);
    (void)count;
}

static void delays(void) {
    long long start = JULIANTIMESTAMP(3);
    DELAY(5);
    CHECK(JULIANTIMESTAMP(3) - start >= 50000);
    start = JULIANTIMESTAMP(3);
    PROCESS_DELAY_(30000);
    CHECK(JULIANTIMESTAMP(3) - start >= 30000);
    DELAY(0);
    DELAY(-1);
    DELAY();
    PROCESS_DELAY_(0);
    PROCESS_DELAY_(-1);
    PROCESS_DELAY_();
}

/* A message that comes during a delay waits for it. */
static void delay_process(void) {
    char buffer[16];
    int count;
    meet_kernel();
    DELAY(3);
    open_receive(0, 1);
    EQUAL(read_message(buffer, sizeof buffer, &count), 0);
    EQUAL(count, 3);
    CHECK(_status_eq(REPLYX()));
}

static void delay_kernel(void) {
    struct peer peer;
    begin_meeting();
    offer_link(&peer, &stranger);
    ask(&peer, 1, 0, "one");
    end_meeting();
    take_frame_of(&peer, WIRE_FRAME_REPLY);
}

/* ---------------------------------------------------------------------------------------- limits of a busy process */

/* A descriptor that is always readable stands for events that never cease. */
static void busy_process(void) {
    int ends[2];
    char byte;
    short file = 0;
    open_receive(1, 1);
    EQUAL(pipe(ends), 0);
    EQUAL(write(ends[1], "x", 1), 1);
    wait_watch(ends[0], &self, true, false, false);
    EQUAL(FILE_READUPDATE64_(0, &byte, 1), 0);
    EQUAL(FILE_AWAITIO64_(&file, , , , 0), 40);
    EQUAL(FILE_AWAITIO64_(&file, , , , 5), 40);
    DELAY(2);
    DELAY(0);
    wait_forget(ends[0]);
}

const struct test timing_tests[] = {
    {"a timestamp is a date and back", dates, no_script, NULL},
    {"timestamps go from the year 1 to the year 10000", range_of_timestamps, no_script, NULL},
    {"an error mask tells what is no date", error_masks, no_script, NULL},
    {"a Julian day number is a date and back", day_numbers, no_script, NULL},
    {"the day of the week comes from the day number", days_of_the_week, no_script, NULL},
    {"an interval is days and parts of a day", intervals, no_script, NULL},
    {"civil time follows TZ, an hour that is missing or double is told", central_europe, no_script, NULL},
    {"civil time without a zone is Greenwich time", other_zones, no_script, NULL},
    {"what cannot be converted comes back with its error", conversion_errors, no_script, NULL},
    {"clocks and their errors", clocks, no_script, NULL},
    {"a timer ends in a message with its parameters", timer_messages, no_script, NULL},
    {"timers come in the order of their expiry", order_of_expiry, no_script, NULL},
    {"a timer ends a nowait read and a poll", nowait_read, no_script, NULL},
    {"a timer is queued while $RECEIVE is closed", queued_before_open, no_script, NULL},
    {"a cancelled timer is silent", cancelling, no_script, NULL},
    {"cancelling all timers means those of one kind", cancelling_kinds, no_script, NULL},
    {"the message of an expired timer outlives its cancelling", cancelled_too_late, no_script, NULL},
    {"errors of timers", bad_timers, no_script, NULL},
    {"a process-time timer runs while the process does", process_time, no_script, NULL},
    {"a delay lasts at least as long as it should", delays, no_script, NULL},
    {"a message does not end a delay", delay_process, delay_kernel, NULL},
    {"events that never cease do not carry a wait beyond its limit", busy_process, no_script, NULL},
    {NULL, NULL, NULL, NULL}};
