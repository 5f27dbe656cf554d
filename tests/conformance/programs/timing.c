/* Time of day, dates, timers, delays. */
#include "check.h"
#include <time.h>

#define EPOCH 210866760000000000LL /* 1 January 1970 */
#define HOUR 3600000000LL
#define DAY (24 * HOUR)

static long long timestamp(short year, short month, short day, short hour, short minute) {
    short words[8] = {year, month, day, hour, minute};
    return COMPUTETIMESTAMP(words);
}

/* Microseconds since the system was loaded. */
static long long now(void) {
    return JULIANTIMESTAMP(3);
}

/* The next message of $RECEIVE, opened waited, is that timer's. */
static int is_signal(short number, short param1, __int32_t param2) {
    zsys_ddl_smsg_timesignal_def message;
    zsys_ddl_receiveinformation_def information;
    __int32_t count = 0;
    int good = EXPECT_EQUAL(FILE_READUPDATE64_(0, (char *)&message, (int)sizeof message, &count), 6);
    FILE_GETRECEIVEINFO_((short *)&information);
    good &= EXPECT_EQUAL(count, 8) & EXPECT_EQUAL(message.z_msgnumber, number);
    good &= EXPECT_EQUAL(message.z_parm1, param1) & EXPECT_EQUAL(message.z_parm2, param2);
    good &= EXPECT_EQUAL(information.z_filenum, -1) & EXPECT_EQUAL(*(short *)&information.z_sender, -1);
    return good & EXPECT(_status_eq(REPLYX()));
}

/* Another open of $RECEIVE, with what waits there. */
static void open_again(void) {
    short file;
    FILE_CLOSE_(0);
    EXPECT_EQUAL(FILE_OPEN_("$RECEIVE", 8, &file, , , 0, 1), 0);
}

static void expect_silence(void) {
    char byte;
    short file = 0;
    listen(1, 1, 0);
    EXPECT_EQUAL(FILE_READUPDATE64_(0, &byte, 1), 0);
    EXPECT_EQUAL(FILE_AWAITIO64_(&file, , , , 3), 40);
}

/* ----------------------------------------------------------------------------------------------------------- dates */

CHECK("a timestamp becomes a date and a Julian day number", "", "INTERPRETTIMESTAMP") {
    short words[8];
    EXPECT_EQUAL(INTERPRETTIMESTAMP(EPOCH - 1, words), 2440587);
    EXPECT_EQUAL(words[0], 1969);
    EXPECT_EQUAL(words[1], 12);
    EXPECT_EQUAL(words[2], 31);
    EXPECT_EQUAL(words[3], 23);
    EXPECT_EQUAL(words[4], 59);
    EXPECT_EQUAL(words[5], 59);
    EXPECT_EQUAL(words[6], 999);
    EXPECT_EQUAL(words[7], 999);
}

CHECK("timestamps outside of the years 1 to 10000 are out of range", "", "INTERPRETTIMESTAMP") {
    short words[8];
    EXPECT_EQUAL(INTERPRETTIMESTAMP(timestamp(1, 1, 1, 0, 0), words), 1721426);
    EXPECT_EQUAL(words[0], 1);
    EXPECT_EQUAL(INTERPRETTIMESTAMP(timestamp(1, 1, 1, 0, 0) - 1, words), -1);
    EXPECT_EQUAL(words[0], -1);
    words[0] = 0;
    EXPECT_EQUAL(INTERPRETTIMESTAMP(timestamp(10000, 12, 31, 23, 59) + 60000000, words), -1);
    EXPECT_EQUAL(words[0], -1);
    EXPECT_EQUAL(INTERPRETTIMESTAMP(, words), -1);
    EXPECT_EQUAL(INTERPRETTIMESTAMP(EPOCH), 2440588);
}

CHECK("a date becomes a timestamp, and an error mask tells what is no date", "", "COMPUTETIMESTAMP") {
    short words[8] = {1970, 1, 1, 0, 0, 0, 0, 0}, mask = 77;
    EXPECT_EQUAL(COMPUTETIMESTAMP(words, &mask), EPOCH);
    EXPECT_EQUAL(mask, 0);
    words[1] = 4;
    words[2] = 31;
    EXPECT_EQUAL(COMPUTETIMESTAMP(words, &mask), -1);
    EXPECT_EQUAL((unsigned short)mask, 0x6000);
    EXPECT_EQUAL(COMPUTETIMESTAMP(words), timestamp(1970, 5, 1, 0, 0));
    short wrong[8] = {0, 13, 0, 24, 60, 60, 1000, -1};
    EXPECT_EQUAL(COMPUTETIMESTAMP(wrong, &mask), -1);
    EXPECT_EQUAL((unsigned short)mask, 0xff00);
    EXPECT_EQUAL(COMPUTETIMESTAMP(), -1);
}

CHECK("Julian day numbers and dates", "", "COMPUTEJULIANDAYNO INTERPRETJULIANDAYNO DAYOFWEEK") {
    short year = 0, month = 0, day = 0, error = 77;
    EXPECT_EQUAL(COMPUTEJULIANDAYNO(1993, 3, 31, &error), 2449078);
    EXPECT_EQUAL(error, 0);
    INTERPRETJULIANDAYNO(2449078, &year, &month, &day);
    EXPECT_EQUAL(year, 1993);
    EXPECT_EQUAL(month, 3);
    EXPECT_EQUAL(day, 31);
    EXPECT_EQUAL(DAYOFWEEK(2449078), 3);
    EXPECT_EQUAL(DAYOFWEEK(2449082), 0);
}

CHECK("what is no day", "", "COMPUTEJULIANDAYNO INTERPRETJULIANDAYNO DAYOFWEEK") {
    short year = 0, error = 77;
    EXPECT_EQUAL(COMPUTEJULIANDAYNO(1993, 4, 65, &error), -1);
    EXPECT_EQUAL((unsigned short)error, 0x2000);
    EXPECT_EQUAL(COMPUTEJULIANDAYNO(1993, 2, 29), -1);
    EXPECT_EQUAL(COMPUTEJULIANDAYNO(1993, 2, , &error), -1);
    EXPECT_EQUAL((unsigned short)error, 0x2000);
    INTERPRETJULIANDAYNO(3182396, &year);
    EXPECT_EQUAL(year, -1);
    year = 0;
    INTERPRETJULIANDAYNO(1721119, &year);
    EXPECT_EQUAL(year, -1);
    EXPECT_EQUAL(DAYOFWEEK(-1), -1);
    EXPECT_EQUAL(DAYOFWEEK(), -1);
}

CHECK("an interval in days and parts of a day", "", "INTERPRETINTERVAL") {
    short hours = 0, minutes = 0, seconds = 0, milliseconds = 0, microseconds = 0;
    EXPECT_EQUAL(
        INTERPRETINTERVAL(3 * DAY + 5 * HOUR + 6007008, &hours, &minutes, &seconds, &milliseconds, &microseconds), 3);
    EXPECT_EQUAL(hours, 5);
    EXPECT_EQUAL(minutes, 0);
    EXPECT_EQUAL(seconds, 6);
    EXPECT_EQUAL(milliseconds, 7);
    EXPECT_EQUAL(microseconds, 8);
    EXPECT_EQUAL(INTERPRETINTERVAL(DAY), 1);
}

CHECK("local time is that of TZ, Greenwich time without it", "", "CONVERTTIMESTAMP") {
    short error = 77;
    long long summer = timestamp(2023, 7, 15, 12, 0), twice = timestamp(2023, 10, 29, 2, 30);
    unsetenv("TZ");
    EXPECT_EQUAL(CONVERTTIMESTAMP(summer), summer);
    setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
    EXPECT_EQUAL(CONVERTTIMESTAMP(summer, 0, , &error), summer + 2 * HOUR);
    EXPECT_EQUAL(error, 0);
    EXPECT_EQUAL(CONVERTTIMESTAMP(summer, 1), summer + HOUR);
    EXPECT_EQUAL(CONVERTTIMESTAMP(summer + 2 * HOUR, 2), summer);
    EXPECT_EQUAL(CONVERTTIMESTAMP(summer + HOUR, 3), summer);
    EXPECT_EQUAL(CONVERTTIMESTAMP(twice, 2, , &error), twice - 2 * HOUR);
    EXPECT_EQUAL(error, -1);
    EXPECT_EQUAL(CONVERTTIMESTAMP(timestamp(2023, 3, 26, 2, 30), 2, , &error), timestamp(2023, 3, 26, 1, 30));
    EXPECT_EQUAL(error, -2);
    unsetenv("TZ");
}

CHECK("what CONVERTTIMESTAMP cannot convert comes back as it was", "", "CONVERTTIMESTAMP") {
    short error = 77;
    EXPECT_EQUAL(CONVERTTIMESTAMP(EPOCH, 4, , &error), EPOCH);
    EXPECT_EQUAL(error, -3);
    EXPECT_EQUAL(CONVERTTIMESTAMP(-1, 0, , &error), -1);
    EXPECT_EQUAL(error, -4);
    CONVERTTIMESTAMP(, 0, , &error);
    EXPECT_EQUAL(error, -4);
    EXPECT_EQUAL(CONVERTTIMESTAMP(EPOCH, 0, 256, &error), EPOCH);
    EXPECT_EQUAL(error, -5);
    EXPECT_EQUAL(CONVERTTIMESTAMP(EPOCH, 0, 200, &error), EPOCH);
    EXPECT_EQUAL(error, 18);
    EXPECT_EQUAL(CONVERTTIMESTAMP(EPOCH, 0, -1, &error), EPOCH);
    EXPECT_EQUAL(error, 0);
}

/* ---------------------------------------------------------------------------------------------------------- clocks */

CHECK("the clock tells now, the load of the system, and the time since", "", "JULIANTIMESTAMP") {
    short tuid = 77, error = 77;
    long long gmt = JULIANTIMESTAMP(0, &tuid, &error, -1), load = JULIANTIMESTAMP(1), since = now();
    long long seconds = (gmt - EPOCH) / 1000000 - time(NULL);
    EXPECT(seconds >= -2 && seconds <= 2);
    EXPECT_EQUAL(error, 0);
    EXPECT(JULIANTIMESTAMP() >= gmt);
    EXPECT(load > EPOCH && load <= gmt);
    EXPECT(since >= gmt - load);
    EXPECT_EQUAL(JULIANTIMESTAMP(2), load);
}

CHECK("a type of time that is none, a node that is none", "", "JULIANTIMESTAMP") {
    short error = 77;
    EXPECT_EQUAL(JULIANTIMESTAMP(4, , &error), -1);
    EXPECT_EQUAL(error, -1);
    EXPECT_EQUAL(JULIANTIMESTAMP(-1), -1);
    EXPECT_EQUAL(JULIANTIMESTAMP(0, , &error, 200), -1);
    EXPECT_EQUAL(error, 18);
}

CHECK("local time in words, in hundredths, and from hundredths", "", "TIME TIMESTAMP CONTIME") {
    short words[7], ticks[3], from_ticks[7];
    long long gmt = JULIANTIMESTAMP();
    setenv("TZ", "XST-3", 1);
    TIMESTAMP(ticks);
    TIME(words);
    CONTIME(from_ticks, ticks[0], ticks[1], ticks[2]);
    unsetenv("TZ");
    short date[8] = {words[0], words[1], words[2], words[3], words[4], words[5], (short)(words[6] * 10)};
    long long local = COMPUTETIMESTAMP(date) - 3 * HOUR;
    EXPECT(local > gmt - 10000 && local < gmt + 60000000);
    for (int i = 0; i < 5; i++) EXPECT(from_ticks[i] <= words[i] || i > 0);
    CONTIME(from_ticks, 0, 0, 0);
    short first[7] = {1974, 12, 31, 0, 0, 0, 0};
    EXPECT_BYTES(from_ticks, first, sizeof first);
}

CHECK("without a place for them no clock is read", "", "TIME TIMESTAMP CONTIME") {
    short words[7] = {77};
    TIME();
    TIME(NULL);
    TIMESTAMP();
    CONTIME(words, 0, 0);
    CONTIME(, 0, 0, 0);
    EXPECT_EQUAL(words[0], 77);
}

/* ---------------------------------------------------------------------------------------------------------- timers */

CHECK("an elapsed-time timer ends in a -22 with its parameters", "", "SIGNALTIMEOUT READUPDATEX") {
    short tag = -7;
    long long start = now();
    listen(0, 1, 0);
    EXPECT(_status_eq(SIGNALTIMEOUT(2, -3, 70000, &tag)));
    EXPECT(tag >= 0);
    EXPECT(is_signal(-22, -3, 70000));
    EXPECT(now() - start >= 20000);
    EXPECT(_status_eq(SIGNALTIMEOUT(1)));
    EXPECT(is_signal(-22, 0, 0));
}

CHECK("timers come in the order of their expiry", "", "SIGNALTIMEOUT TIMER_START_") {
    __int32_t timer;
    listen(0, 1, 0);
    EXPECT(_status_eq(SIGNALTIMEOUT(6, 3)));
    EXPECT_EQUAL(TIMER_START_(20000, 1, 0, &timer), 0);
    EXPECT(_status_eq(SIGNALTIMEOUT(4, 2)));
    EXPECT(is_signal(-22, 1, 0));
    EXPECT(is_signal(-22, 2, 0));
    EXPECT(is_signal(-22, 3, 0));
}

CHECK("a timer completes a nowait read", "", "SIGNALTIMEOUT AWAITIOX") {
    seen read;
    listen(1, 1, 0);
    EXPECT(_status_eq(SIGNALTIMEOUT(2, 9)));
    REQUIRE(next_message(&read));
    EXPECT_EQUAL(read.error, 6);
    EXPECT_EQUAL(word_of(read.data, 0), -22);
    EXPECT_EQUAL(word_of(read.data, 1), 9);
}

CHECK("SIGNALTIMEOUT: CCG for a time or a tag that cannot be, CCL without a time-list element", "", "SIGNALTIMEOUT") {
    int set = 0;
    EXPECT(_status_gt(SIGNALTIMEOUT(0)));
    EXPECT(_status_gt(SIGNALTIMEOUT(-1, 1, 1)));
    EXPECT(_status_gt(SIGNALTIMEOUT()));
    EXPECT(_status_gt(SIGNALTIMEOUT(1, , , NULL)));
    while (set < 100000 && _status_eq(SIGNALTIMEOUT(1000000))) set++;
    EXPECT(set > 1000 && set < 100000);
    EXPECT(_status_lt(SIGNALTIMEOUT(1000000)));
    EXPECT(_status_eq(CANCELTIMEOUT(-1)));
    expect_silence();
}

CHECK("a cancelled timer is silent; CCG for one that is none", "", "CANCELTIMEOUT") {
    short first, second, third;
    SIGNALTIMEOUT(3, 1, , &first);
    SIGNALTIMEOUT(3, 2, , &second);
    SIGNALTIMEOUT(3, 3, , &third);
    EXPECT(_status_eq(CANCELTIMEOUT(second)));
    EXPECT(_status_gt(CANCELTIMEOUT(second)));
    EXPECT(_status_gt(CANCELTIMEOUT()));
    EXPECT(_status_gt(CANCELTIMEOUT(-2)));
    EXPECT(_status_gt(CANCELPROCESSTIMEOUT(first)));
    EXPECT(_status_eq(CANCELTIMEOUT(-1)));
    EXPECT(_status_gt(CANCELTIMEOUT(third)));
    EXPECT(_status_eq(CANCELTIMEOUT(-1)));
    expect_silence();
}

CHECK("a message that is queued outlives its timer's cancelling, and waits for $RECEIVE", "", "CANCELTIMEOUT") {
    short tag;
    listen(0, 1, 0);
    FILE_CLOSE_(0);
    SIGNALTIMEOUT(1, 5, , &tag);
    DELAY(3);
    EXPECT(_status_gt(CANCELTIMEOUT(tag)));
    EXPECT(_status_eq(CANCELTIMEOUT(-1)));
    open_again();
    EXPECT(is_signal(-22, 5, 0));
}

CHECK("a timer message comes whatever the limit of $RECEIVE", "", "SIGNALTIMEOUT CONTROLMESSAGESYSTEM") {
    listen(0, 1, 0);
    EXPECT_EQUAL(CONTROLMESSAGESYSTEM(0, 1), 0);
    SIGNALTIMEOUT(1, 1);
    SIGNALTIMEOUT(2, 2);
    SIGNALTIMEOUT(3, 3);
    DELAY(5);
    EXPECT(is_signal(-22, 1, 0));
    EXPECT(is_signal(-22, 2, 0));
    EXPECT(is_signal(-22, 3, 0));
    CONTROLMESSAGESYSTEM(0, 4095);
}

static void burn(double seconds) {
    clock_t end = clock() + (clock_t)(seconds * CLOCKS_PER_SEC);
    while (clock() < end) continue;
}

CHECK("a process-time timer runs while the process does, and ends in a -26", "", "SIGNALPROCESSTIMEOUT") {
    short tag = -7;
    expect_silence();
    EXPECT(_status_eq(SIGNALPROCESSTIMEOUT(10, 6, 7, &tag)));
    EXPECT(tag >= 0);
    DELAY(30);
    expect_silence();
    burn(0.2);
    open_again();
    EXPECT(is_signal(-26, 6, 7));
    EXPECT(_status_gt(CANCELPROCESSTIMEOUT(tag)));
}

CHECK("SIGNALPROCESSTIMEOUT and CANCELPROCESSTIMEOUT: CCG for what cannot be", "",
      "SIGNALPROCESSTIMEOUT CANCELPROCESSTIMEOUT") {
    short tag = -7;
    EXPECT(_status_gt(SIGNALPROCESSTIMEOUT(0)));
    EXPECT(_status_gt(SIGNALPROCESSTIMEOUT()));
    EXPECT(_status_gt(SIGNALPROCESSTIMEOUT(1, , , NULL)));
    EXPECT(_status_eq(SIGNALPROCESSTIMEOUT(1000, , , &tag)));
    EXPECT(_status_gt(CANCELTIMEOUT(tag)));
    EXPECT(_status_eq(CANCELPROCESSTIMEOUT(tag)));
    EXPECT(_status_gt(CANCELPROCESSTIMEOUT(tag)));
    EXPECT(_status_gt(CANCELPROCESSTIMEOUT()));
    EXPECT(_status_eq(SIGNALPROCESSTIMEOUT(1000)));
    EXPECT(_status_eq(CANCELPROCESSTIMEOUT(-1)));
}

CHECK("TIMER_START_ sets a timer in microseconds; its parameters are cut", "", "TIMER_START_") {
    __int32_t timer = 0;
    long long start = now();
    listen(0, 1, 0);
    EXPECT_EQUAL(TIMER_START_(15000, 0x12345678, 0x123456789aLL, &timer), 0);
    EXPECT(is_signal(-22, 0x5678, 0x3456789a));
    EXPECT(now() - start >= 15000);
    EXPECT_EQUAL(TIMER_STOP_(timer), 590);
}

CHECK("TIMER_STOP_ stops what TIMER_START_ has set, and nothing else", "", "TIMER_STOP_") {
    __int32_t timer = 0;
    short tag = -7;
    EXPECT_EQUAL(TIMER_START_(30000, 1, 1, &timer), 0);
    EXPECT(_status_eq(CANCELTIMEOUT(-1)));
    EXPECT_EQUAL(TIMER_STOP_(timer), 0);
    EXPECT_EQUAL(TIMER_STOP_(timer), 590);
    SIGNALTIMEOUT(1000, , , &tag);
    EXPECT_EQUAL(TIMER_STOP_(tag), 590);
    EXPECT_EQUAL(TIMER_STOP_(-1), 590);
    EXPECT_EQUAL(TIMER_STOP_(), 29);
    EXPECT(_status_eq(CANCELTIMEOUT(tag)));
    expect_silence();
}

CHECK("errors of TIMER_START_", "", "TIMER_START_") {
    __int32_t timer = 77;
    int set = 0;
    EXPECT_EQUAL(TIMER_START_(0, 1, 1, &timer), 590);
    EXPECT_EQUAL(TIMER_START_(-1, 1, 1, &timer), 590);
    EXPECT_EQUAL(TIMER_START_(1, 1, 1, NULL), 22);
    EXPECT_EQUAL(TIMER_START_(1, 1, 1), 29);
    EXPECT_EQUAL(TIMER_START_(, 1, 1, &timer), 29);
    EXPECT_EQUAL(timer, 77);
    while (set < 100000 && _status_eq(SIGNALTIMEOUT(1000000))) set++;
    EXPECT_EQUAL(TIMER_START_(1000000, 1, 1, &timer), 3600);
    EXPECT(_status_eq(CANCELTIMEOUT(-1)));
}

CHECK("a delay lasts, and messages do not end it", "", "DELAY PROCESS_DELAY_") {
    long long start = now();
    listen(0, 1, 0);
    SIGNALTIMEOUT(1, 1);
    DELAY(4);
    EXPECT(now() - start >= 40000);
    start = now();
    PROCESS_DELAY_(25000);
    EXPECT(now() - start >= 25000);
    open_again();
    EXPECT(is_signal(-22, 1, 0));
}

CHECK("a delay of nothing only yields", "", "DELAY PROCESS_DELAY_") {
    long long start = now();
    DELAY(0);
    DELAY(-100);
    DELAY();
    PROCESS_DELAY_(0);
    PROCESS_DELAY_(-100000000);
    PROCESS_DELAY_();
    EXPECT(now() >= start);
}
