/* File names: scanning and completing them (Guardian Procedure Calls Reference Manual, appendix D). */
#include "process.h"

enum {
    LONGEST_WORD = 8,
    LONGEST_PATTERN_WORD = 16, /* twice what it stands for */
    PROCESS_WORD = 5,
    DEVICE_WORD = 7,
    QUALIFIER_WORD = 7,
    SEQUENCE_DIGITS = 13,
    HIGHEST_CPU = 15,
    HIGHEST_PIN = 65535
};

/* ------------------------------------------------------------------------------------------------- letters */

static bool is_letter(int c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_digit(int c) {
    return c >= '0' && c <= '9';
}

static bool is_alphanumeric(int c) {
    return is_letter(c) || is_digit(c);
}

static bool is_wild(int c) {
    return c == '*' || c == '?';
}

/* What may stand anywhere in a name or pattern: such a character cannot follow one. */
static bool is_of_names(int c) {
    return is_alphanumeric(c) || is_wild(c) || c == '\\' || c == '$' || c == '#' || c == '.' || c == ':';
}

static bool is_of_defines(int c) {
    return is_alphanumeric(c) || c == '-' || c == '_' || c == '^';
}

void text_upshift(char *text, short length) {
    for (short i = 0; i < length; i++) {
        if (text[i] >= 'a' && text[i] <= 'z') text[i] = (char)(text[i] - 'a' + 'A');
    }
}

static char upper(char c) {
    text_upshift(&c, 1);
    return c;
}

bool text_same(const char *a, short a_length, const char *b, short b_length) {
    if (a_length != b_length) return false;
    for (short i = 0; i < a_length; i++) {
        if (upper(a[i]) != upper(b[i])) return false;
    }
    return true;
}

bool section_is_temporary(struct span first) {
    return first.length > 1 && first.text[0] == '#' && is_digit(first.text[1]);
}

bool section_is_qualifier(struct span first) {
    return first.length > 1 && first.text[0] == '#' && !is_digit(first.text[1]);
}

/* ------------------------------------------------------------------------------------------------ scanning */

/* Where a scan stands. What a step cannot take, it leaves: that character decided that this is no name. */
struct scan {
    const char *text;
    short length, at;
    int options;
    struct scanned *found;
};

static int next(const struct scan *scan) {
    return scan->at < scan->length ? (unsigned char)scan->text[scan->at] : -1;
}

static bool take(struct scan *scan, char c) {
    if (next(scan) != c) return false;
    scan->at++;
    return true;
}

static void section_ends(struct scan *scan, enum section section, short from) {
    scan->found->section[section] = (struct span){scan->text + from, (short)(scan->at - from)};
}

static bool ends_here(struct scan *scan, short level) {
    scan->found->level = level;
    return !is_of_names(next(scan));
}

/* A letter, then letters and digits. */
static bool take_word(struct scan *scan, short most) {
    if (!is_letter(next(scan))) return false;
    short end = (short)(scan->at + most);
    while (scan->at < end && is_alphanumeric(next(scan))) scan->at++;
    return !is_alphanumeric(next(scan));
}

/* Digits without leading zeros, at most that number. */
static bool take_number(struct scan *scan, short digits, int64_t most) {
    int64_t number = 0;
    short from = scan->at;
    while (is_digit(next(scan)) && scan->at < from + digits) {
        if (scan->at > from && number == 0) return false;
        number = number * 10 + next(scan) - '0';
        if (number > most) return false;
        scan->at++;
    }
    return scan->at > from && !is_digit(next(scan));
}

/* What follows $: an unnamed process, :cpu:pin:seqno. */
static bool take_unnamed(struct scan *scan) {
    return take(scan, ':') && take_number(scan, 2, HIGHEST_CPU) && take(scan, ':') &&
           take_number(scan, 5, HIGHEST_PIN) && take(scan, ':') && take_number(scan, SEQUENCE_DIGITS, INT64_MAX);
}

/* #1234, or #QUAL and what may follow it. */
static bool take_qualifiers(struct scan *scan, bool disk, bool process) {
    short from = scan->at++;
    if (is_digit(next(scan))) {
        while (is_digit(next(scan)) && scan->at <= from + QUALIFIER_WORD) scan->at++;
        section_ends(scan, SECTION_FIRST, from);
        return disk && ends_here(scan, ZSYS_VAL_FNAME_LEVEL_SUBVOL);
    }
    if (!take_word(scan, QUALIFIER_WORD)) return false;
    section_ends(scan, SECTION_FIRST, from);
    if (!process || !take(scan, '.')) return ends_here(scan, ZSYS_VAL_FNAME_LEVEL_SUBVOL);
    from = scan->at;
    if (!take_word(scan, LONGEST_WORD)) return false;
    section_ends(scan, SECTION_SECOND, from);
    return ends_here(scan, ZSYS_VAL_FNAME_LEVEL_FILE);
}

static bool take_subvolume_and_file(struct scan *scan) {
    short from = scan->at;
    if (!take_word(scan, LONGEST_WORD)) return false;
    section_ends(scan, SECTION_FIRST, from);
    if (!take(scan, '.')) {
        return (scan->options & (SCAN_SUBVOLUME | SCAN_EITHER)) && ends_here(scan, ZSYS_VAL_FNAME_LEVEL_SUBVOL);
    }
    from = scan->at;
    if (!take_word(scan, LONGEST_WORD)) return false;
    section_ends(scan, SECTION_SECOND, from);
    return ends_here(scan, ZSYS_VAL_FNAME_LEVEL_FILE);
}

static bool take_destination(struct scan *scan) {
    short from = scan->at++;
    bool disk = true, process = true;
    if (next(scan) == ':') {
        if (!take_unnamed(scan)) return false;
        section_ends(scan, SECTION_DESTINATION, from);
        return ends_here(scan, ZSYS_VAL_FNAME_LEVEL_DEVICE);
    }
    if (is_digit(next(scan))) { /* a logical device number */
        if (!take_number(scan, 5, HIGHEST_PIN)) return false;
    } else {
        if (!take_word(scan, DEVICE_WORD)) return false;
        process = scan->at - from <= 1 + PROCESS_WORD;
        if (text_same(scan->text + from, (short)(scan->at - from), "$RECEIVE", 8)) {
            section_ends(scan, SECTION_DESTINATION, from);
            return scan->found->section[SECTION_NODE].length == 0 && ends_here(scan, ZSYS_VAL_FNAME_LEVEL_DEVICE);
        }
        if (process && take(scan, ':')) {
            disk = false;
            if (!take_number(scan, SEQUENCE_DIGITS, INT64_MAX)) return false;
        }
    }
    section_ends(scan, SECTION_DESTINATION, from);
    if (!take(scan, '.')) return ends_here(scan, ZSYS_VAL_FNAME_LEVEL_DEVICE);
    if (next(scan) == '#') return take_qualifiers(scan, disk, process);
    return disk && take_subvolume_and_file(scan);
}

/* Without a destination: #1234, FILE, SUBVOL.FILE. */
static bool take_disk_part(struct scan *scan) {
    short from = scan->at;
    if (next(scan) == '#') return take_qualifiers(scan, true, false) && is_digit(scan->text[from + 1]);
    if (!take_word(scan, LONGEST_WORD)) return false;
    if (next(scan) == '.' || (scan->options & SCAN_SUBVOLUME)) {
        scan->at = from;
        return take_subvolume_and_file(scan);
    }
    section_ends(scan, SECTION_SECOND, from);
    return ends_here(scan, ZSYS_VAL_FNAME_LEVEL_FILE);
}

static bool scan_file_name(struct scan *scan) {
    scan->found->kind = ZSYS_VAL_FNAME_KIND_ENTITY;
    if (take(scan, '\\')) {
        if (!take_word(scan, LARGEST_NODE_NAME - 1)) return false;
        section_ends(scan, SECTION_NODE, 0);
        if (!take(scan, '.')) return ends_here(scan, ZSYS_VAL_FNAME_LEVEL_SYSTEM);
    }
    return next(scan) == '$' ? take_destination(scan) : take_disk_part(scan);
}

static bool scan_define(struct scan *scan) {
    scan->at++;
    scan->found->kind = ZSYS_VAL_FNAME_KIND_DEFINE;
    scan->found->level = 0;
    if (!is_letter(next(scan)) && next(scan) != '_') return false;
    while (is_of_defines(next(scan))) {
        if (scan->at == LARGEST_DEFINE) return false;
        scan->at++;
    }
    return !is_of_names(next(scan));
}

static bool take_pattern_word(struct scan *scan, short most) {
    short from = scan->at;
    while (is_alphanumeric(next(scan)) || is_wild(next(scan)) || next(scan) == '#') {
        if (scan->at - from == most) return false;
        scan->at++;
    }
    return scan->at > from;
}

/* The sections after the node are told apart from the right, unless the destination shows itself by its $. */
static bool scan_pattern(struct scan *scan) {
    struct span part[3];
    short parts = 0;
    scan->found->kind = ZSYS_VAL_FNAME_KIND_PATTERN;
    if (take(scan, '\\')) {
        if (!take_pattern_word(scan, LONGEST_PATTERN_WORD - 1)) return false;
        section_ends(scan, SECTION_NODE, 0);
        if (!take(scan, '.')) return ends_here(scan, ZSYS_VAL_FNAME_LEVEL_SYSTEM);
    }
    bool destination = next(scan) == '$';
    do {
        short from = scan->at;
        bool dollar = parts == 0 && take(scan, '$');
        if (!take_pattern_word(scan, LONGEST_PATTERN_WORD - dollar)) return false;
        part[parts++] = (struct span){scan->text + from, (short)(scan->at - from)};
    } while (parts < 3 && take(scan, '.'));
    bool subvolume = parts == 1 && (scan->options & SCAN_SUBVOLUME);
    int first = destination ? SECTION_DESTINATION : subvolume ? SECTION_FIRST : SECTIONS - parts;
    for (short i = 0; i < parts; i++) scan->found->section[first + i] = part[i];
    return ends_here(scan, (short)(first + parts - 1 - SECTION_DESTINATION));
}

static bool has_wild(const struct scan *scan) {
    for (short i = 0; i < scan->length && is_of_names((unsigned char)scan->text[i]); i++) {
        if (is_wild(scan->text[i])) return true;
    }
    return false;
}

short name_scan(const char *text, short length, int options, struct scanned *found) {
    struct scan scan = {.text = text, .length = length, .options = options, .found = found};
    memset(found, 0, sizeof *found);
    bool pattern = (options & SCAN_PATTERN) && has_wild(&scan);
    bool good = next(&scan) == '=' ? scan_define(&scan) : pattern ? scan_pattern(&scan) : scan_file_name(&scan);
    found->count = good || scan.at == length ? scan.at : (short)(scan.at + 1);
    return good ? FEOK : FEBADNAME;
}

short name_scan_all(const char *text, short length, int options, struct scanned *found) {
    short error = name_scan(text, length, options, found);
    return error == FEOK && found->count != length ? FEBADNAME : error;
}

GUARDIAN_API short guardian_FILENAME_SCAN_(unsigned int present, const char *string, short length, short *count,
                                           short *kind, short *entity_level, short options) {
    struct scanned found;
    if (!PRESENT(0) || !PRESENT(1)) return FEMISSPARM;
    if (!string) return FEBOUNDSERR;
    if (length < 0) return FEBADCOUNT;
    if (!PRESENT(5)) options = 0;
    if (options & ~(SCAN_PATTERN | SCAN_SUBVOLUME)) return FEBADPARMVALUE;
    short error = name_scan(string, length, options, &found);
    if (PRESENT(2) && count) *count = found.count;
    if (error) return error;
    if (PRESENT(3) && kind) *kind = found.kind;
    if (PRESENT(4) && entity_level) *entity_level = found.level;
    return FEOK;
}

/* ---------------------------------------------------------------------------------------------- completing */

void name_compose(const struct span section[SECTIONS], struct composed *name) {
    short at = 0;
    for (int i = 0; i < SECTIONS; i++) {
        if (section[i].length == 0) continue;
        if (at) name->text[at++] = '.';
        memcpy(name->text + at, section[i].text, (size_t)section[i].length);
        at = (short)(at + section[i].length);
    }
    name->length = at;
}

static struct span span_of(const char *text) {
    return (struct span){text, (short)strlen(text)};
}

static bool is_receive(const struct scanned *name) {
    const struct span *destination = &name->section[SECTION_DESTINATION];
    return text_same(destination->text, destination->length, "$RECEIVE", 8);
}

void name_complete(struct scanned *name, const struct defaults *defaults) {
    struct span *section = name->section;
    if (name->level == ZSYS_VAL_FNAME_LEVEL_SYSTEM || is_receive(name)) return;
    bool file = section[SECTION_SECOND].length && !section[SECTION_FIRST].length;
    if (section[SECTION_NODE].length == 0) section[SECTION_NODE] = span_of(defaults->node);
    if (section[SECTION_DESTINATION].length == 0) section[SECTION_DESTINATION] = span_of(defaults->volume);
    if (file) section[SECTION_FIRST] = span_of(defaults->subvolume);
}

short name_resolve(const char *text, short length, int options, const struct defaults *defaults,
                   struct composed *resolved) {
    struct scanned name;
    short error = name_scan_all(text, length, options, &name);
    if (error) return error;
    if (name.kind == ZSYS_VAL_FNAME_KIND_DEFINE) return FEBADNAME;
    name_complete(&name, defaults);
    name_compose(name.section, resolved);
    return FEOK;
}

short output_name(const char *text, short bytes, char *into, short room, short *length) {
    if (length) *length = 0;
    if (!into || !length) return FEBOUNDSERR;
    if (bytes > room) return FEBUFTOOSMALL;
    memmove(into, text, (size_t)bytes);
    *length = bytes;
    return FEOK;
}
