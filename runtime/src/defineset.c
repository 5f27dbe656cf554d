/* The working set, from which DEFINEs are made, and what is in a DEFINE. */
#include "defineset.h"

enum { RESET = -1, INCONSISTENT = 4 };
enum read_modes { READ_PRESENT, READ_REQUIRED, READ_ALL };

struct attributes working_set;

void working_set_prepare(void) {
    if (!working_set.class) attributes_begin(&working_set, class_named("MAP", 3));
}

/* A blank-padded name of an attribute. */
static short name_length(const char *name, short most) {
    short length = 0;
    while (length < most && name[length] != ' ' && name[length] != 0) length++;
    return length;
}

static bool is_class_attribute(const char *name, short length) {
    return text_same(name, length, "CLASS", 5);
}

/* -------------------------------------------------------------------------------------------------- setting */

static short set_class(const char *value, short length) {
    while (length > 0 && value[length - 1] == ' ') length--;
    const struct class *class = class_named(value, length);
    if (!class) return DEBADCLASS;
    attributes_begin(&working_set, class);
    return 0;
}

struct attribute_setting {
    const char *name;
    short name_length;
    bool reset;
    struct span value;
    const short *default_names;
};

static short set_attribute(const struct attribute_setting *setting) {
    struct defaults defaults;
    struct span converted;
    int index = attribute_named(working_set.class, setting->name, setting->name_length);
    if (index < 0) return DEBADATTRIBUTE;
    if (setting->reset) return attributes_reset(&working_set, index);
    short error = setting->default_names ? defaults_from_old(setting->default_names, &defaults)
                                         : defines_defaults(NULL, 0, &defaults);
    if (error) return DEBADDEFAULTS;
    error = attribute_convert(&working_set.class->attributes[index], setting->value, &defaults, &converted);
    if (!error) attributes_put(&working_set, index, converted.text, (size_t)converted.length);
    return error;
}

GUARDIAN_API short guardian_DEFINESETATTR(unsigned int present, char *attribute_name, const char *value,
                                          short value_len, short *default_names) {
    require_kernel("DEFINESETATTR");
    working_set_prepare();
    bool reset = !PRESENT(1) || (PRESENT(2) && value_len == RESET);
    if (!PRESENT(0) || (!reset && !PRESENT(2))) return DEMISSING;
    if (!attribute_name || (!reset && !value) || (PRESENT(3) && !default_names)) return DEBOUNDS;
    short length = name_length(attribute_name, ATTRIBUTE_NAME);
    if (length == ATTRIBUTE_NAME) return DELONGATTRIBUTE;
    if (length == 0) return DEBADNAME;
    if (!reset && (value_len <= 0 || value_len > LARGEST_VALUE + 2)) return DEBADVALUE;
    if (is_class_attribute(attribute_name, length)) return reset ? set_class("MAP", 3) : set_class(value, value_len);
    struct attribute_setting setting = {
        attribute_name, length, reset, {value, value_len}, PRESENT(3) ? default_names : NULL};
    return set_attribute(&setting);
}

GUARDIAN_API short guardian_DEFINESETLIKE(unsigned int present, char *define_name) {
    char name[LARGEST_DEFINE + 1];
    require_kernel("DEFINESETLIKE");
    if (!PRESENT(0)) return DEMISSING;
    if (!define_name) return DEBOUNDS;
    short error = define_take_name(define_name, name);
    if (error) return error;
    const struct define *define = define_named(name, (short)strlen(name));
    if (!define) return DENOTFOUND;
    attributes_copy(&working_set, &define->set);
    return 0;
}

/* --------------------------------------------------------------------------------------------------- adding */

/* Whether a DEFINE of that class may come to that name. DEFINE mode is about all but =_DEFAULTS. */
short define_may_put(const char *name, const struct attributes *set, bool replace) {
    bool is_defaults = strcmp(name, defaults_define) == 0;
    bool exists = define_exists(name, (short)strlen(name));
    if (!defines_enabled() && !is_defaults) return DEBADMODE;
    if (exists && !replace) return DEEXISTS;
    if (!exists && replace) return DENOTFOUND;
    return is_defaults && set->class != class_named("DEFAULTS", 8) ? DEBADREPLACE : 0;
}

GUARDIAN_API short guardian_DEFINEADD(unsigned int present, char *define_name, short replace, short *checknum) {
    char name[LARGEST_DEFINE + 1];
    struct attributes added = {.class = NULL};
    short check;
    require_kernel("DEFINEADD");
    working_set_prepare();
    if (!PRESENT(0)) return DEMISSING;
    if (!define_name || (PRESENT(2) && !checknum)) return DEBOUNDS;
    short error = define_take_name(define_name, name);
    if (!error) error = define_may_put(name, &working_set, PRESENT(1) && replace == 1);
    if (error) return error;
    error = attributes_check(&working_set, &check);
    if (PRESENT(2)) *checknum = check;
    if (error) return error;
    attributes_copy(&added, &working_set);
    define_put(name, &added);
    return 0;
}

/* -------------------------------------------------------------------------------------------------- reading */

static void give_name(const char *name, char *into, short room) {
    memset(into, ' ', (size_t)room);
    memcpy(into, name, strlen(name));
}

/* What does not fit is left away, but counted. */
static void give_value(const char *value, char *into, short room, short *length) {
    *length = value ? (short)strlen(value) : -1;
    if (value) memcpy(into, value, (size_t)(*length < room ? *length : room));
}

/* A DEFINE's attributes, or for NULL the working set; error 2049, 2051. */
static short find_set(const char *define_name, const struct attributes **set) {
    char name[LARGEST_DEFINE + 1];
    *set = &working_set;
    if (!define_name) return 0;
    short error = define_take_name(define_name, name);
    if (error) return error;
    const struct define *define = define_named(name, (short)strlen(name));
    if (!define) return DENOTFOUND;
    *set = &define->set;
    return 0;
}

/* The cursor counts CLASS as 0 and the attributes from 1. */
static bool is_read(const struct attributes *set, short cursor, short mode) {
    if (cursor == 0 || mode == READ_ALL || set->value[cursor - 1]) return true;
    return mode == READ_REQUIRED && set->class->attributes[cursor - 1].need == REQUIRED;
}

static short next_read(const struct attributes *set, short cursor, short mode) {
    while (cursor <= set->class->count && !is_read(set, cursor, mode)) cursor++;
    return cursor;
}

struct reading {
    char *name;
    char *value;
    short room;
    short *length, *info;
};

static void read_attribute(const struct attributes *set, short cursor, const struct reading *reading) {
    bool class = cursor == 0;
    short need = class ? DEFAULTED : (short)set->class->attributes[cursor - 1].need;
    bool inconsistent = !class && (set->inconsistent >> (cursor - 1) & 1);
    give_value(class ? set->class->name : set->value[cursor - 1], reading->value, reading->room, reading->length);
    if (reading->info) *reading->info = (short)(need | (inconsistent ? INCONSISTENT : 0));
}

static short read_named(const struct attributes *set, const struct reading *reading) {
    short length = name_length(reading->name, ATTRIBUTE_NAME);
    bool class = is_class_attribute(reading->name, length);
    int index = class ? 0 : attribute_named(set->class, reading->name, length);
    if (index < 0) return DEBADATTRIBUTE;
    read_attribute(set, (short)(class ? 0 : index + 1), reading);
    return 0;
}

/* 2061 comes with the last attribute, not after it. */
static short read_next(const struct attributes *set, short *cursor, short mode, const struct reading *reading) {
    short at = next_read(set, *cursor, mode);
    if (at < 0 || at > set->class->count) {
        *reading->length = -1;
        return DENOMOREATTRIBUTES;
    }
    give_name(at == 0 ? "CLASS" : set->class->attributes[at - 1].name, reading->name, ATTRIBUTE_NAME);
    read_attribute(set, at, reading);
    *cursor = next_read(set, (short)(at + 1), mode);
    return *cursor > set->class->count ? DENOMOREATTRIBUTES : 0;
}

GUARDIAN_API short guardian_DEFINEREADATTR(unsigned int present, const char *define_name, char *attribute_name,
                                           short *cursor, char *value_buf, short value_buf_len, short *value_len,
                                           short read_mode, short *info_word) {
    const struct attributes *set;
    require_kernel("DEFINEREADATTR");
    working_set_prepare();
    if (!PRESENT(1) || !PRESENT(3) || !PRESENT(4) || !PRESENT(5)) return DEMISSING;
    bool missing = (PRESENT(0) && !define_name) || (PRESENT(2) && !cursor) || (PRESENT(7) && !info_word);
    if (missing || !attribute_name || !value_buf || !value_len || value_buf_len < 0) return DEBOUNDS;
    if (!PRESENT(6)) read_mode = READ_PRESENT;
    if (read_mode < READ_PRESENT || read_mode > READ_ALL) return DEBADVALUE;
    if (PRESENT(2) && *cursor < 0) return DEBOUNDS;
    short error = find_set(PRESENT(0) ? define_name : NULL, &set);
    if (error) return error;
    struct reading reading = {attribute_name, value_buf, value_buf_len, value_len, PRESENT(7) ? info_word : NULL};
    return PRESENT(2) ? read_next(set, cursor, read_mode, &reading) : read_named(set, &reading);
}

GUARDIAN_API short guardian_DEFINEINFO(unsigned int present, char *define_name, char *define_class,
                                       char *attribute_name, char *value_buf, short value_buf_len, short *value_len) {
    const struct attributes *set;
    require_kernel("DEFINEINFO");
    if ((present & 63) != 63) return DEMISSING;
    if (!define_name || !define_class || !attribute_name || !value_buf || !value_len) return DEBOUNDS;
    if (value_buf_len < 0) return DEBOUNDS;
    short error = find_set(define_name, &set);
    if (error) return error;
    give_name(set->class->name, define_class, CLASS_NAME);
    give_name(set->class->shown, attribute_name, ATTRIBUTE_NAME);
    give_value(attributes_value(set, set->class->shown), value_buf, value_buf_len, value_len);
    return 0;
}
