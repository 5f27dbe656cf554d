/* Values of attributes: what is allowed, and the form in which it is kept (appendix E, attribute data types). */
#include <stdio.h>

#include "defineset.h"

enum { MOST_DIGITS = 18, MOST_LIST = 61 };

static char converted_text[LARGEST_VALUE + 1];
static short converted_length;

static bool add(const char *text, short length) {
    if (converted_length + length > LARGEST_VALUE) return false;
    memcpy(converted_text + converted_length, text, (size_t)length);
    converted_length = (short)(converted_length + length);
    return true;
}

static bool add_upshifted(struct span text) {
    short from = converted_length;
    if (!add(text.text, text.length)) return false;
    text_upshift(converted_text + from, text.length);
    return true;
}

static bool is_printable(struct span text) {
    for (short i = 0; i < text.length; i++) {
        if (text.text[i] < ' ' || text.text[i] > '~') return false;
    }
    return true;
}

static bool is_word(struct span text, bool hyphens) {
    bool letter = false;
    for (short i = 0; i < text.length; i++) {
        char c = text.text[i];
        bool is_letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        letter = letter || is_letter;
        if (!is_letter && !(c >= '0' && c <= '9') && !(hyphens && c == '-')) return false;
    }
    return text.length > 0 && (!hyphens || letter);
}

/* Quotes around a text are no part of it, and two of them in it are one. */
static bool convert_text(struct span value, int64_t most) {
    bool quoted = value.length >= 2 && value.text[0] == '"' && value.text[value.length - 1] == '"';
    if (quoted) value = (struct span){value.text + 1, (short)(value.length - 2)};
    for (short i = 0; i < value.length; i++) {
        bool doubled = quoted && value.text[i] == '"';
        if (doubled && (i + 1 == value.length || value.text[++i] != '"')) return false;
        if (!add(value.text + i, 1)) return false;
    }
    text_upshift(converted_text, converted_length);
    return converted_length > 0 && converted_length <= most && is_printable(value);
}

static bool convert_batch(struct span value, int64_t most) {
    bool hyphen = value.length && (value.text[0] == '-' || value.text[value.length - 1] == '-');
    return !hyphen && value.length <= most && is_word(value, true) && add_upshifted(value);
}

static bool convert_number(struct span value, int64_t least, int64_t most) {
    bool negative = value.length && value.text[0] == '-';
    int64_t number = 0;
    char digits[24];
    if (value.length && (negative || value.text[0] == '+'))
        value = (struct span){value.text + 1, (short)(value.length - 1)};
    if (value.length == 0 || value.length > MOST_DIGITS) return false;
    for (short i = 0; i < value.length; i++) {
        if (value.text[i] < '0' || value.text[i] > '9') return false;
        number = number * 10 + value.text[i] - '0';
    }
    if (negative) number = -number;
    if (number < least || number > most) return false;
    return add(digits, (short)snprintf(digits, sizeof digits, "%lld", (long long)number));
}

static bool convert_keyword(struct span value, const char *words) {
    for (; *words; words += strcspn(words, " ") + 1) {
        short length = (short)strcspn(words, " ");
        if (text_same(value.text, value.length, words, length)) return add(words, length);
    }
    return false;
}

static bool convert_name(struct span value, int options, const struct defaults *defaults, struct scanned *found) {
    struct composed name;
    if (name_scan_all(value.text, value.length, options, found) || found->kind != ZSYS_VAL_FNAME_KIND_ENTITY)
        return false;
    name_complete(found, defaults);
    name_compose(found->section, &name);
    return add_upshifted((struct span){name.text, name.length});
}

static bool convert_file(struct span value, const struct defaults *defaults) {
    struct scanned found;
    return convert_name(value, 0, defaults, &found) && found.level != ZSYS_VAL_FNAME_LEVEL_SYSTEM;
}

/* A spooler's collector, group and destination; the name of the group may come without its #. */
static bool convert_location(struct span value, const struct defaults *defaults) {
    struct scanned found;
    bool collector = memchr(value.text, '$', (size_t)value.length);
    return collector && convert_name(value, SCAN_EITHER, defaults, &found) &&
           found.level >= ZSYS_VAL_FNAME_LEVEL_DEVICE;
}

static bool convert_device(struct span value, const struct defaults *defaults) {
    struct scanned found;
    return convert_name(value, 0, defaults, &found) && found.level == ZSYS_VAL_FNAME_LEVEL_DEVICE;
}

static bool convert_node(struct span value) {
    struct scanned found;
    bool node =
        name_scan_all(value.text, value.length, 0, &found) == FEOK && found.level == ZSYS_VAL_FNAME_LEVEL_SYSTEM;
    return node && add_upshifted(value);
}

static bool is_subvolume(const struct scanned *found) {
    struct span first = found->section[SECTION_FIRST];
    return found->level == ZSYS_VAL_FNAME_LEVEL_SUBVOL && first.text[0] != '#';
}

static bool convert_subvolume(struct span value, const struct defaults *defaults) {
    struct scanned found;
    return convert_name(value, SCAN_SUBVOLUME, defaults, &found) && is_subvolume(&found);
}

/* GROUP,USER in numbers, or GROUP.USER in names. */
static bool convert_user(struct span value) {
    const char *mark = memchr(value.text, ',', (size_t)value.length);
    bool numbers = mark;
    if (!numbers) mark = memchr(value.text, '.', (size_t)value.length);
    if (!mark) return false;
    struct span group = {value.text, (short)(mark - value.text)};
    struct span user = {mark + 1, (short)(value.length - group.length - 1)};
    if (numbers) return convert_number(group, 0, 255) && add(",", 1) && convert_number(user, 0, 255);
    bool names = is_word(group, false) && is_word(user, false) && group.length <= 8 && user.length <= 8;
    return names && add_upshifted(value);
}

/* ---------------------------------------------------------------------------------------------------- lists */

static struct span trimmed(struct span text) {
    while (text.length && *text.text == ' ') text = (struct span){text.text + 1, (short)(text.length - 1)};
    while (text.length && text.text[text.length - 1] == ' ') text.length--;
    return text;
}

static bool convert_reel(struct span value) {
    return value.length <= 6 && is_word(value, false) && add_upshifted(value);
}

static bool convert_volume_pattern(struct span value) {
    struct scanned found;
    bool volume = name_scan_all(value.text, value.length, SCAN_PATTERN, &found) == FEOK &&
                  found.level == ZSYS_VAL_FNAME_LEVEL_DEVICE && value.text[0] == '$';
    return volume && add_upshifted(value);
}

static bool convert_define(struct span value) {
    return define_is_name(value.text, value.length) && add_upshifted(value);
}

static bool convert_relative_subvolume(struct span value) {
    struct scanned found;
    bool subvolume = name_scan_all(value.text, value.length, SCAN_SUBVOLUME, &found) == FEOK && is_subvolume(&found);
    return subvolume && add_upshifted(value);
}

static bool convert_element(const struct attribute *attribute, struct span value, const struct defaults *defaults) {
    bool define = value.length && value.text[0] == '=';
    switch (attribute->type) {
    case TYPE_NUMBERS:
        return convert_number(value, attribute->least, attribute->most);
    case TYPE_VOLUMES:
        return convert_volume_pattern(value);
    case TYPE_REELS:
        return convert_reel(value);
    case TYPE_DEFINES:
        return convert_define(value);
    case TYPE_SUBVOLUMES:
        return define ? convert_define(value) : convert_subvolume(value, defaults);
    default:
        return define ? convert_define(value) : convert_relative_subvolume(value);
    }
}

/* One value, or several in parentheses with commas between them. */
static bool convert_list(const struct attribute *attribute, struct span value, const struct defaults *defaults) {
    int count = 0,
        most = attribute->type == TYPE_REELS || attribute->type == TYPE_VOLUMES ? (int)attribute->most : MOST_LIST;
    bool scratch = attribute->type == TYPE_REELS && text_same(value.text, value.length, "SCRATCH", 7);
    if (scratch) return add_upshifted(value);
    if (value.text[0] != '(') return convert_element(attribute, value, defaults);
    if (value.text[value.length - 1] != ')') return false;
    const char *at = value.text + 1, *end = value.text + value.length - 1;
    if (!add("(", 1)) return false;
    for (;;) {
        const char *comma = memchr(at, ',', (size_t)(end - at));
        struct span element = {at, (short)((comma ? comma : end) - at)};
        if (count++ == most || !convert_element(attribute, trimmed(element), defaults)) return false;
        if (!comma) return add(")", 1);
        if (!add(",", 1)) return false;
        at = comma + 1;
    }
}

static bool convert(const struct attribute *attribute, struct span value, const struct defaults *defaults) {
    switch (attribute->type) {
    case TYPE_TEXT:
        return convert_text(value, attribute->most);
    case TYPE_NUMBER:
        return convert_number(value, attribute->least, attribute->most);
    case TYPE_KEYWORD:
        return convert_keyword(value, attribute->words);
    case TYPE_FILE:
        return convert_file(value, defaults);
    case TYPE_LOCATION:
        return convert_location(value, defaults);
    case TYPE_DEVICE:
        return convert_device(value, defaults);
    case TYPE_NODE:
        return convert_node(value);
    case TYPE_SUBVOLUME:
        return convert_subvolume(value, defaults);
    case TYPE_USER:
        return convert_user(value);
    case TYPE_BATCH:
        return convert_batch(value, attribute->most);
    default:
        return convert_list(attribute, value, defaults);
    }
}

short attribute_convert(const struct attribute *attribute, struct span value, const struct defaults *defaults,
                        struct span *converted) {
    value = trimmed(value);
    converted_length = 0;
    if (value.length == 0 || !convert(attribute, value, defaults)) return DEBADVALUE;
    *converted = (struct span){converted_text, converted_length};
    return 0;
}
