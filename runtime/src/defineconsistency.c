/* Whether a set of attributes can be a DEFINE: what is required is there, and nothing contradicts (TACL Reference
 * Manual, TAPE DEFINE attribute consistency rules: the check numbers are theirs). */
#include <stdlib.h>

#include "defineset.h"

enum { SHORTEST_RECORD_ALONE = 24 };

static uint64_t involved; /* attributes of the check that fails */

static const char *given(const struct attributes *set, const char *name) {
    int index = attribute_named(set->class, name, (short)strlen(name));
    if (set->value[index]) involved |= UINT64_C(1) << index;
    return set->value[index];
}

static bool is(const struct attributes *set, const char *name, const char *value) {
    const char *text = attributes_value(set, name);
    return text && strcmp(text, value) == 0 && given(set, name);
}

static int64_t number(const struct attributes *set, const char *name) {
    const char *text = given(set, name);
    return text ? atoll(text) : 0;
}

static int elements(const char *list) {
    int count = 1;
    for (; *list; list++) count += *list == ',';
    return count;
}

static bool expires_twice(const struct attributes *set) {
    return given(set, "RETENTION") && given(set, "EXPIRATION");
}

static bool is_labelled(const struct attributes *set) {
    return is(set, "LABELS", "ANSI") || is(set, "LABELS", "IBM");
}

static bool read_without_volume(const struct attributes *set) {
    bool reads = is(set, "USE", "IN") || is(set, "USE", "EXTEND");
    const char *volume = given(set, "VOLUME");
    if (reads && (!volume || !is_labelled(set))) return true;
    return given(set, "REELS") && volume && number(set, "REELS") != elements(volume);
}

static bool has_no_labels(const struct attributes *set) {
    return is(set, "LABELS", "OMITTED") || is(set, "LABELS", "BYPASS");
}

static bool volume_without_labels(const struct attributes *set) {
    bool labels = !has_no_labels(set);
    return (given(set, "VOLUME") != NULL) != labels;
}

static bool ansi_in_ebcdic(const struct attributes *set) {
    return is(set, "LABELS", "ANSI") && attributes_value(set, "EBCDIC") && !is(set, "EBCDIC", "OFF") &&
           given(set, "EBCDIC");
}

static bool records_do_not_fill_block(const struct attributes *set) {
    if (!is(set, "RECFORM", "F")) return false;
    int64_t record = number(set, "RECLEN"), block = number(set, "BLOCKLEN");
    return !block || (record && block % record != 0);
}

static bool device_and_system(const struct attributes *set) {
    return given(set, "DEVICE") && given(set, "SYSTEM");
}

static bool more_than_unlabelled(const struct attributes *set) {
    static const char *const excluded[] = {"BLOCKLEN", "EBCDIC", "EXPIRATION", "FILEID", "FILESECT", "FILESEQ",
                                           "GEN",      "OWNER",  "RECFORM",    "RECLEN", "REELS",    "RETENTION",
                                           "SYSTEM",   "USE",    "VERSION",    "VOLUME"};
    if (!has_no_labels(set)) return false;
    if (!given(set, "DEVICE")) return true;
    for (size_t i = 0; i < sizeof excluded / sizeof *excluded; i++) {
        if (given(set, excluded[i])) return true;
    }
    return false;
}

static bool reads_scratch(const struct attributes *set) {
    return is(set, "VOLUME", "SCRATCH") && (is(set, "USE", "IN") || is(set, "USE", "EXTEND"));
}

static bool ibm_without_file(const struct attributes *set) {
    return (is(set, "LABELS", "IBM") || is(set, "LABELS", "IBMBACKUP")) && !given(set, "FILEID");
}

static bool short_records_without_block(const struct attributes *set) {
    return given(set, "RECLEN") && number(set, "RECLEN") < SHORTEST_RECORD_ALONE && !given(set, "BLOCKLEN");
}

/* In the order of their numbers, from 1. Check 11 is about versions of the operating system. */
static bool (*const tape_checks[])(const struct attributes *) = {
    expires_twice,     read_without_volume,  volume_without_labels, ansi_in_ebcdic,   records_do_not_fill_block,
    device_and_system, more_than_unlabelled, reads_scratch,         ibm_without_file, short_records_without_block};

static short failed_check(struct attributes *set) {
    set->inconsistent = 0;
    if (set->class != class_named("TAPE", 4)) return 0;
    for (size_t i = 0; i < sizeof tape_checks / sizeof *tape_checks; i++) {
        involved = 0;
        if (!tape_checks[i](set)) continue;
        set->inconsistent = involved;
        return (short)(i + 1);
    }
    return 0;
}

short attributes_check(struct attributes *set, short *check) {
    bool complete = true;
    for (int i = 0; i < set->class->count; i++) {
        if (set->class->attributes[i].need == REQUIRED && !set->value[i]) complete = false;
    }
    *check = failed_check(set);
    if (!complete) return *check ? DEINVALID : DEINCOMPLETE;
    return *check ? DEINCONSISTENT : 0;
}
