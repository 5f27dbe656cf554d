/* How DEFINEs come from the creator of a process and go to the processes that it creates (Guardian Procedure Calls
 * Reference Manual, PROCESS_CREATE_, DEFINE considerations). */
#include <stdlib.h>

#include "defineset.h"

enum { TOO_MANY = 2 };

/* A text with its NUL, or only what it would take. */
static size_t put_text(char *into, size_t room, size_t at, const char *text, size_t length) {
    if (at + length + 1 <= room) {
        memcpy(into + at, text, length);
        into[at + length] = 0;
    }
    return at + length + 1;
}

static size_t put_pair(char *into, size_t room, size_t at, const char *name, const char *value) {
    at = put_text(into, room, at, name, strlen(name));
    return put_text(into, room, at, value, strlen(value));
}

size_t define_write(const char *name, const struct attributes *set, char *into, size_t room) {
    size_t at = put_text(into, room, 0, name, strlen(name));
    at = put_pair(into, room, at, "CLASS", set->class->name);
    for (int i = 0; i < set->class->count; i++) {
        if (set->value[i]) at = put_pair(into, room, at, set->class->attributes[i].name, set->value[i]);
    }
    return put_text(into, room, at, "", 0);
}

/* The next text; NULL when it does not end. */
static const char *take_text(const char *text, size_t length, size_t *at) {
    const char *start = text + *at;
    const char *end = *at < length ? memchr(start, 0, length - *at) : NULL;
    if (!end) return NULL;
    *at = (size_t)(end - text) + 1;
    return start;
}

/* A text is kept as it is: it may have quotes of its own. */
static short put_value(struct attributes *set, const char *name, const char *value) {
    struct defaults defaults;
    int index = attribute_named(set->class, name, (short)strlen(name));
    if (index < 0) return DEBADATTRIBUTE;
    if (strlen(value) > LARGEST_VALUE) return DEBADVALUE;
    struct span converted = {value, (short)strlen(value)};
    defines_defaults(NULL, 0, &defaults);
    bool text = set->class->attributes[index].type == TYPE_TEXT;
    short error = text ? 0 : attribute_convert(&set->class->attributes[index], converted, &defaults, &converted);
    if (!error) attributes_put(set, index, converted.text, (size_t)converted.length);
    return error;
}

static short read_attributes(const char *text, size_t length, size_t *at, struct attributes *set) {
    for (;;) {
        const char *name = take_text(text, length, at);
        if (!name) return DENOTSAVED;
        if (!*name) return set->class ? 0 : DENOTSAVED;
        const char *value = take_text(text, length, at);
        if (!value) return DENOTSAVED;
        if (set->class) {
            short error = put_value(set, name, value);
            if (error) return error;
        } else {
            set->class = strcmp(name, "CLASS") == 0 ? class_named(value, (short)strnlen(value, CLASS_NAME + 1)) : NULL;
            if (!set->class) return DEBADCLASS;
        }
    }
}

size_t define_read(const char *text, size_t length, char name[LARGEST_DEFINE + 1], struct attributes *set,
                   short *error) {
    size_t at = 0;
    const char *given = take_text(text, length, &at);
    memset(set, 0, sizeof *set);
    *error = DENOTSAVED;
    if (!given || strlen(given) > LARGEST_DEFINE || !define_is_name(given, (short)strlen(given))) return 0;
    strcpy(name, given);
    text_upshift(name, (short)strlen(name));
    *error = read_attributes(text, length, &at, set);
    if (!*error) return at;
    attributes_release(set);
    return 0;
}

bool defines_adopt(const char *text, size_t length, bool *enabled) {
    size_t at = 0;
    const char *mode = take_text(text, length, &at);
    if (!mode || (strcmp(mode, "ON") != 0 && strcmp(mode, "OFF") != 0)) return false;
    *enabled = strcmp(mode, "ON") == 0;
    while (at < length) {
        char name[LARGEST_DEFINE + 1];
        struct attributes set;
        short error;
        size_t taken = define_read(text + at, length - at, name, &set, &error);
        if (!taken) return false;
        define_put(name, &set);
        at += taken;
    }
    return true;
}

/* ------------------------------------------------------------------------------------------------- to children */

struct passing {
    char *into;
    size_t room, length; /* the length goes on beyond the room */
};

static void pass_mode(struct passing *passing, bool enabled) {
    const char *mode = enabled ? "ON" : "OFF";
    passing->length = put_text(passing->into, passing->room, 0, mode, strlen(mode));
}

static void pass(struct passing *passing, const char *name, const struct attributes *set) {
    bool fits = passing->length < passing->room;
    char *into = fits ? passing->into + passing->length : NULL;
    passing->length += define_write(name, set, into, fits ? passing->room - passing->length : 0);
}

size_t defines_serial(char *into, size_t room) {
    struct passing passing = {into, room, 0};
    pass_mode(&passing, defines_enabled());
    for (struct define *define = define_first(); define; define = define->next)
        pass(&passing, define->name, &define->set);
    return passing.length <= room ? passing.length : 0;
}

/* Calls back for each saved DEFINE of a list; what it returns, other than 0, ends it. */
typedef short for_each(void *context, const char *name, struct attributes *set);

static short read_list(const char *list, size_t length, for_each *each, void *context) {
    for (size_t at = 0; at < length;) {
        char name[LARGEST_DEFINE + 1];
        struct attributes set;
        struct span written;
        short error = DENOTSAVED;
        size_t taken = saved_define(list + at, length - at, &written);
        if (!taken || !define_read(written.text, (size_t)written.length, name, &set, &error)) return error;
        error = each(context, name, &set);
        attributes_release(&set);
        if (error) return error;
        at += taken;
    }
    return 0;
}

struct look_up {
    const char *name;
    bool found;
};

static short note_name(void *context, const char *name, struct attributes *set) {
    struct look_up *look_up = context;
    (void)set;
    look_up->found = look_up->found || strcmp(name, look_up->name) == 0;
    return 0;
}

struct list_passing {
    struct passing *passing;
    bool all; /* or =_DEFAULTS alone */
};

static short pass_listed(void *context, const char *name, struct attributes *set) {
    struct list_passing *of = context;
    if (of->all || strcmp(name, defaults_define) == 0) pass(of->passing, name, set);
    return 0;
}

short defines_for_child(short create_options, const char *list, size_t list_length, char *into, size_t room,
                        size_t *length) {
    bool own_mode = create_options & ZSYS_VAL_PCREATOPT_DEFOVERRIDE;
    bool mode = own_mode ? create_options & ZSYS_VAL_PCREATOPT_DEFENABLED : defines_enabled();
    bool listed = create_options & (ZSYS_VAL_PCREATOPT_DEFINELIST | ZSYS_VAL_PCREATOPT_ALLDEFINES);
    bool callers = !(create_options & ZSYS_VAL_PCREATOPT_DEFINELIST);
    struct passing passing = {into, room, 0};
    pass_mode(&passing, mode);
    for (struct define *define = define_first(); define; define = define->next) {
        bool is_defaults = strcmp(define->name, defaults_define) == 0;
        struct look_up look_up = {define->name, false};
        short error = read_list(list, list_length, note_name, &look_up);
        if (error) return error;
        bool replaced = look_up.found && (listed || is_defaults);
        if (!replaced && (is_defaults || (callers && mode))) pass(&passing, define->name, &define->set);
    }
    struct list_passing of = {&passing, listed && mode};
    short error = read_list(list, list_length, pass_listed, &of);
    if (error) return error;
    *length = passing.length;
    return passing.length <= room ? 0 : TOO_MANY;
}
