/* What a search of PROCESS_GETINFOLIST_ looks for (zsys.md section 11): every criterion must hold. */
#include <ctype.h>

#include "process.h"

enum { STATE_SEARCHED = 10, SYSTEM_TYPE = 11, PROCESS_LIST = 15, BAD_CODE = 9, BAD_VALUE = 10, MOST_WORDS = 520 };
enum { HIGHEST_PRIORITY = 255, HIGHEST_STATE = 14, STATE_MASK = 0x1f, HANDLE_WORDS = 10 };

/* Words of a fixed value, -1 for a string with its length before it, NO_CODE for what one cannot search by. */
enum { STRING = -1, NO_CODE = -2 };

static int words_of(short code) {
    switch (code) {
    case ZSYS_VAL_PINF_LOWERED_PRIORITY:
        return 0;
    case ZSYS_VAL_PINF_CREATOR_AID:
    case ZSYS_VAL_PINF_PROCESS_AID:
    case ZSYS_VAL_PINF_MAX_PRIORITY:
    case ZSYS_VAL_PINF_MIN_PRIORITY:
    case ZSYS_VAL_PINF_JOBID:
    case ZSYS_VAL_PINF_SUBDEVICE_TYPE:
    case ZSYS_VAL_PINF_PROCESS_TYPE:
    case STATE_SEARCHED:
    case PROCESS_LIST:
        return 1;
    case SYSTEM_TYPE: /* mask and value */
    case ZSYS_VAL_PINF_REAL_GROUPID:
    case ZSYS_VAL_PINF_REAL_USERID:
    case ZSYS_VAL_PINF_EFF_USERID:
    case ZSYS_VAL_PINF_OSS_PID:
        return 2;
    case ZSYS_VAL_PINF_MIN_CREATETIME:
    case ZSYS_VAL_PINF_MAX_CREATETIME:
        return 4;
    case ZSYS_VAL_PINF_GMOM_PHANDLE:
        return HANDLE_WORDS;
    case ZSYS_VAL_PINF_PROGRAM_FILE:
    case ZSYS_VAL_PINF_HOMETERM:
    case ZSYS_VAL_PINF_LIBRARY_FILE:
        return STRING;
    default:
        return NO_CODE;
    }
}

/* Words that the value takes, its length included; -1 when it is not all there. */
static int32_t value_words(short code, const short *value, int32_t left) {
    int32_t words = words_of(code);
    if (words == STRING) words = left < 1 || *value < 0 ? -1 : 1 + (*value + 1) / 2;
    return words <= left ? words : -1;
}

static bool value_fits(short code, const short *value) {
    switch (code) {
    case ZSYS_VAL_PINF_MAX_PRIORITY:
    case ZSYS_VAL_PINF_MIN_PRIORITY:
        return *value >= 0 && *value <= HIGHEST_PRIORITY;
    case STATE_SEARCHED:
        return *value >= 0 && *value <= HIGHEST_STATE;
    case ZSYS_VAL_PINF_PROCESS_TYPE:
        return *value == 0 || *value == 1;
    case PROCESS_LIST:
        return *value >= 0;
    default:
        return true;
    }
}

short criteria_check(const struct criteria *criteria, short *detail) {
    int32_t at = 0;
    for (short i = 0; i < criteria->count; i++) {
        short code = criteria->codes[i];
        *detail = code;
        if (words_of(code) == NO_CODE) return BAD_CODE;
        int32_t words = value_words(code, criteria->values + at, criteria->words - at);
        if (words < 0 || (words > 0 && !value_fits(code, criteria->values + at))) return BAD_VALUE;
        at += words;
    }
    *detail = 0;
    return 0;
}

static int64_t fixed_at(const short *words) {
    int64_t value;
    memcpy(&value, words, sizeof value);
    return value;
}

/* Names are the same whatever the case, and with or without the node of this process. */
static bool same_name(const char *name, const char *wanted, size_t length) {
    const char *dot = length && wanted[0] == '\\' ? NULL : strchr(name, '.');
    if (dot && name[0] == '\\') name = dot + 1;
    if (strlen(name) != length) return false;
    for (size_t i = 0; i < length; i++) {
        if (toupper((unsigned char)name[i]) != toupper((unsigned char)wanted[i])) return false;
    }
    return true;
}

/* The attribute of the process is that very value. */
static bool equals(short code, const struct process_info *info, const short *value, int32_t words) {
    short own[MOST_WORDS];
    struct values written = {own, MOST_WORDS, 0};
    return attribute_write(code, info, &written) && written.used == words && memcmp(own, value, (size_t)words * 2) == 0;
}

static bool holds(short code, const struct process_info *info, const short *value, int32_t words) {
    switch (code) {
    case ZSYS_VAL_PINF_MAX_PRIORITY:
        return info->priority <= *value;
    case ZSYS_VAL_PINF_MIN_PRIORITY:
        return info->priority >= *value;
    case ZSYS_VAL_PINF_MIN_CREATETIME:
        return info->creation_time >= fixed_at(value);
    case ZSYS_VAL_PINF_MAX_CREATETIME:
        return info->creation_time <= fixed_at(value);
    case ZSYS_VAL_PINF_LOWERED_PRIORITY:
        return false;
    case STATE_SEARCHED:
        return (info->state & STATE_MASK) == *value;
    case SYSTEM_TYPE:
        return (value[0] & value[1]) == 0; /* none of its flags applies to a process of a program */
    case ZSYS_VAL_PINF_PROGRAM_FILE:
        return same_name(info->program, (const char *)(value + 1), (size_t)*value);
    case ZSYS_VAL_PINF_HOMETERM:
        return same_name(info->home_terminal, (const char *)(value + 1), (size_t)*value);
    default:
        return equals(code, info, value, words);
    }
}

bool criteria_hold(const struct criteria *criteria, const struct process_info *info) {
    int32_t at = 0;
    for (short i = 0; i < criteria->count; i++) {
        short code = criteria->codes[i];
        const short *value = criteria->values + at;
        int32_t words = value_words(code, value, criteria->words - at);
        if (!holds(code, info, value, words)) return false;
        at += words;
    }
    return true;
}
