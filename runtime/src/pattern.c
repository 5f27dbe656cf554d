/* Names against patterns: by their text alone, without defaults (FILENAME_MATCH_). */
#include "process.h"

enum { NO_MATCH, PARTIAL_MATCH, MATCH };
enum { NO_NAME = -1, NO_PATTERN = -2, BAD_LENGTH = -3, BAD_PATTERN_LENGTH = -4, BAD_GENERIC_SET = -5 };

static char upper(char c) {
    text_upshift(&c, 1);
    return c;
}

/* An asterisk stands for letters, digits, $ and #. */
static bool is_matched(char c) {
    return c != ':' && c != '\\' && c != '.';
}

static bool matches(const char *text, const char *end, const char *pattern, const char *pattern_end) {
    const char *star = NULL, *mark = NULL; /* where the last asterisk takes one more character */
    while (text < end) {
        bool more = pattern < pattern_end;
        if (more && *pattern == '*') {
            star = ++pattern;
            mark = text;
        } else if (more && (upper(*pattern) == upper(*text) || (*pattern == '?' && is_matched(*text)))) {
            pattern++, text++;
        } else if (star && is_matched(*mark)) {
            pattern = star;
            text = ++mark;
        } else {
            return false;
        }
    }
    while (pattern < pattern_end && *pattern == '*') pattern++;
    return pattern == pattern_end;
}

/* The number of a process is in no pattern: one that the pattern leaves out is left out of the name, too. */
bool section_matches(struct span text, struct span pattern) {
    bool numbered = memchr(pattern.text, ':', (size_t)pattern.length);
    const char *colon =
        numbered || text.length < 2 || text.text[1] == ':' ? NULL : memchr(text.text, ':', (size_t)text.length);
    const char *end = colon ? colon : text.text + text.length;
    return matches(text.text, end, pattern.text, pattern.text + pattern.length);
}

bool section_is_generic(struct span pattern) {
    for (short i = 0; i < pattern.length; i++) {
        if (pattern.text[i] == '*' || pattern.text[i] == '?') return true;
    }
    return false;
}

/* Up to the next period, which is passed over. */
static struct span next_section(struct span *rest) {
    const char *period = memchr(rest->text, '.', (size_t)rest->length);
    short length = period ? (short)(period - rest->text) : rest->length;
    struct span section = {rest->text, length};
    short passed = (short)(period ? length + 1 : length);
    *rest = (struct span){rest->text + passed, (short)(rest->length - passed)};
    return section;
}

/* Before, within or after the names that match the pattern up to its first wild character. */
static short generic_set_of(struct span name, struct span pattern) {
    short fixed = 0;
    while (fixed < pattern.length && pattern.text[fixed] != '*' && pattern.text[fixed] != '?') fixed++;
    for (short i = 0; i < fixed; i++) {
        if (i == name.length) return -1;
        int difference = (unsigned char)upper(name.text[i]) - (unsigned char)upper(pattern.text[i]);
        if (difference) return difference < 0 ? -1 : 1;
    }
    return fixed == pattern.length && name.length > fixed ? 1 : 0;
}

short name_match(const char *name, short length, const char *pattern, short pattern_length, short *generic_set) {
    struct span rest = {name, length}, pattern_rest = {pattern, pattern_length};
    bool fits = (name[0] == '\\') == (pattern[0] == '\\');
    while (fits && rest.length && pattern_rest.length) {
        struct span section = next_section(&rest);
        fits = section_matches(section, next_section(&pattern_rest));
    }
    if (fits && rest.length == 0) return pattern_rest.length ? PARTIAL_MATCH : MATCH;
    *generic_set = generic_set_of((struct span){name, length}, (struct span){pattern, pattern_length});
    return NO_MATCH;
}

GUARDIAN_API short guardian_FILENAME_MATCH_(unsigned int present, const char *filename, short length,
                                            const char *pattern, short pattern_length, short *generic_offset) {
    short generic_set = 0;
    if (!PRESENT(0) || !PRESENT(1) || !filename) return NO_NAME;
    if (!PRESENT(2) || !PRESENT(3) || !pattern) return NO_PATTERN;
    if (length < 1 || length > LARGEST_FILE_NAME) return BAD_LENGTH;
    if (pattern_length < 1 || pattern_length > LARGEST_PATTERN) return BAD_PATTERN_LENGTH;
    if (PRESENT(4) && !generic_offset) return BAD_GENERIC_SET;
    short status = name_match(filename, length, pattern, pattern_length, &generic_set);
    if (status == NO_MATCH && PRESENT(4)) *generic_offset = generic_set;
    return status;
}
