/* What DEFINEs stand for where a program names a file, a default or a search list. */
#include <stdio.h>

#include "defineset.h"

enum { SEARCHED_SUBVOLUMES = 21 };

bool define_exists(const char *name, short length) {
    return define_named(name, length) != NULL;
}

static bool is_of_class(const struct define *define, const char *class) {
    return define && strcmp(define->set.class->name, class) == 0;
}

const char *define_file(const char *name, short length, bool only_map) {
    const struct define *define = define_named(name, length);
    if (is_of_class(define, "MAP")) return attributes_value(&define->set, "FILE");
    if (only_map) return NULL;
    if (is_of_class(define, "SPOOL")) return attributes_value(&define->set, "LOC");
    return is_of_class(define, "TAPE") ? attributes_value(&define->set, "DEVICE") : NULL;
}

/* ---------------------------------------------------------------------------------------- names for an operation */

static short file_of_define(const char *name, short length, struct resolved *into) {
    if (!define_is_name(name, length) || !defines_enabled()) return FEBADNAME;
    if (!define_exists(name, length)) return FEMISSDEF;
    const char *file = define_file(name, length, false);
    if (!file) return FEBADDEFUSE;
    memcpy(into->define, name, (size_t)length);
    text_upshift(into->define, length);
    strcpy(into->name, file);
    return FEOK;
}

short define_resolve(const char *name, short length, struct resolved *into) {
    struct defaults defaults;
    struct composed resolved;
    memset(into, 0, sizeof *into);
    while (length > 0 && name[length - 1] == ' ') length--;
    if (length <= 0) return FEBADNAME;
    if (name[0] == '=') return file_of_define(name, length, into);
    short error = defines_defaults(NULL, 0, &defaults);
    if (!error) error = name_resolve(name, length, 0, &defaults, &resolved);
    if (error) return error;
    bool node_alone = !memchr(resolved.text, '$', (size_t)resolved.length);
    if (node_alone || resolved.length > LARGEST_FILE_NAME) return FEBADNAME;
    memcpy(into->name, resolved.text, (size_t)resolved.length);
    text_upshift(into->name, resolved.length);
    return FEOK;
}

/* ------------------------------------------------------------------------------------------------- defaults */

const char *defines_volume(void) {
    const struct define *define = define_named(defaults_define, (short)strlen(defaults_define));
    return attributes_value(&define->set, "VOLUME");
}

static void take_section(struct span section, char *into) {
    if (section.length == 0) return;
    memcpy(into, section.text, (size_t)section.length);
    into[section.length] = 0;
    text_upshift(into, section.length);
}

/* Puts in what the text has; false when that is no subvolume. */
static bool take_defaults(const char *text, short length, struct defaults *defaults) {
    struct scanned found;
    if (name_scan_all(text, length, SCAN_SUBVOLUME, &found) != FEOK) return false;
    if (found.kind != ZSYS_VAL_FNAME_KIND_ENTITY || found.level != ZSYS_VAL_FNAME_LEVEL_SUBVOL) return false;
    if (found.section[SECTION_FIRST].text[0] == '#') return false;
    if (found.section[SECTION_DESTINATION].length > LARGEST_VOLUME_NAME) return false;
    take_section(found.section[SECTION_NODE], defaults->node);
    take_section(found.section[SECTION_DESTINATION], defaults->volume);
    take_section(found.section[SECTION_FIRST], defaults->subvolume);
    return true;
}

static short volume_of_define(const char *name, short length, const char **volume) {
    if (!define_is_name(name, length) || !defines_enabled()) return FEBADNAME;
    const struct define *define = define_named(name, length);
    if (!define) return FEMISSDEF;
    if (!is_of_class(define, "DEFAULTS")) return FEBADDEFUSE;
    *volume = attributes_value(&define->set, "VOLUME");
    return FEOK;
}

short defines_defaults(const char *given, short length, struct defaults *defaults) {
    const char *volume = defines_volume();
    memset(defaults, 0, sizeof *defaults);
    take_defaults(volume, (short)strlen(volume), defaults);
    if (length == 0) return FEOK;
    if (given[0] == '=') {
        short error = volume_of_define(given, length, &given);
        if (error) return error;
        length = (short)strlen(given);
    }
    return take_defaults(given, length, defaults) ? FEOK : FEBADNAME;
}

void defines_take_startup(const void *default_names) {
    struct defaults defaults;
    char volume[LARGEST_FILE_NAME + 1];
    if (defaults_from_old(default_names, &defaults) != FEOK) return;
    struct define *define = define_named(defaults_define, (short)strlen(defaults_define));
    int length = snprintf(volume, sizeof volume, "%s.%s.%s", defaults.node, defaults.volume, defaults.subvolume);
    attributes_put(&define->set, attribute_named(define->set.class, "VOLUME", 6), volume, (size_t)length);
}

/* --------------------------------------------------------------------------------------------- search lists */

/* A file in that subvolume would be on a disk volume, and there are none: a search finds nothing. */
static bool holds_file(const struct defaults *defaults) {
    (void)defaults;
    return false;
}

struct searching {
    struct defaults base, first;
    bool any;
};

static bool search_element(struct searching *searching, struct span element) {
    struct defaults here = searching->base;
    const char *text = element.text;
    short length = element.length;
    if (length && text[0] == '=') {
        if (volume_of_define(text, length, &text) != FEOK) return false;
        length = (short)strlen(text);
    }
    if (!take_defaults(text, length, &here)) return false;
    if (!searching->any) searching->first = here;
    searching->any = true;
    return holds_file(&here);
}

/* From left to right through (A,B,C), or what stands alone. */
static bool search_value(struct searching *searching, const char *value) {
    value += *value == '(';
    while (*value && *value != ')') {
        short length = (short)strcspn(value, ",)");
        if (search_element(searching, (struct span){value, length})) return true;
        value += length + (value[length] == ',');
    }
    return false;
}

static bool search_list(const struct attributes *set, struct searching *searching) {
    for (int i = 0; i < SEARCHED_SUBVOLUMES; i++) {
        char name[24];
        snprintf(name, sizeof name, "RELSUBVOL%d", i);
        const char *fixed = attributes_value(set, name + 3), *relative = attributes_value(set, name);
        if (fixed && search_value(searching, fixed)) return true;
        if (relative && search_value(searching, relative)) return true;
    }
    return false;
}

short define_search(const char *name, short length, bool or_first, struct defaults *defaults) {
    const struct define *define = defines_enabled() ? define_named(name, length) : NULL;
    if (!is_of_class(define, "SEARCH")) return FEOK;
    struct searching searching = {.base = *defaults};
    if (search_list(&define->set, &searching)) return FEOK;
    if (!or_first || !searching.any) return FENOTFOUND;
    *defaults = searching.first;
    return FEOK;
}
