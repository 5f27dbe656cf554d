"""Time of day and timers (procedures.md sections 3.1, 3.2)."""

PROTOTYPES = """
void TIME(short *date_and_time);
void TIMESTAMP(short *interval_clock);
void CONTIME(short *date_and_time, short t0, short t1, short t2);
long long JULIANTIMESTAMP(short type, short *tuid, short *error, short node);
__int32_t INTERPRETTIMESTAMP(long long julian_timestamp, short *date_n_time);
long long COMPUTETIMESTAMP(short *date_n_time, short *errormask);
long long CONVERTTIMESTAMP(long long julian_timestamp, short direction, short node, short *error);
__int32_t INTERPRETINTERVAL(long long time, short *hours, short *minutes, short *seconds, short *milliseconds,
    short *microseconds);
__int32_t COMPUTEJULIANDAYNO(short year, short month, short day, short *error);
void INTERPRETJULIANDAYNO(__int32_t julian_day_num, short *year, short *month, short *day);
short DAYOFWEEK(__int32_t julian_day_num);
_cc_status SIGNALTIMEOUT(__int32_t timeout_value, short param1, __int32_t param2, short *tag);
_cc_status CANCELTIMEOUT(short tag);
_cc_status SIGNALPROCESSTIMEOUT(__int32_t timeout_value, short param1, __int32_t param2, short *tag);
_cc_status CANCELPROCESSTIMEOUT(short tag);
__int32_t TIMER_START_(long long timeout_value, long long param1, long long param2, __int32_t *tle_id);
__int32_t TIMER_STOP_(__int32_t tle_id);
"""
