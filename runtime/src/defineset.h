/* Classes and attributes of DEFINEs; for the files about DEFINEs only. */
#ifndef GUARDIAN_DEFINESET_H
#define GUARDIAN_DEFINESET_H

#include "process.h"

enum define_error {
    DEBADNAME = 2049,
    DEEXISTS = 2050,
    DENOTFOUND = 2051,
    DEBOUNDS = 2054,
    DEBADATTRIBUTE = 2055,
    DEINCOMPLETE = 2057,
    DEINCONSISTENT = 2058,
    DEINVALID = 2059,
    DENOMORE = 2060,
    DENOMOREATTRIBUTES = 2061,
    DELONGATTRIBUTE = 2062,
    DEBADDEFAULTS = 2063,
    DEREQUIRED = 2064,
    DEMISSING = 2066,
    DEBADVALUE = 2067,
    DEBADCLASS = 2068,
    DEBADMODE = 2069,
    DEBADREPLACE = 2073,
    DENODELETE = 2074,
    DEBADOPTION = 2075,
    DETOOSMALL = 2076,
    DENOTSAVED = 2078,
    DENOTDEFAULTS = 2079
};

enum {
    MOST_ATTRIBUTES = 42, /* of class SEARCH */
    LARGEST_VALUE = 512,
    ATTRIBUTE_NAME = 16,
    CLASS_NAME = 16
};

enum attribute_need { OPTIONAL, DEFAULTED, REQUIRED }; /* as info-word.<14:15> of DEFINEREADATTR */

enum attribute_type {
    TYPE_TEXT,     /* most: characters */
    TYPE_NUMBER,   /* least, most */
    TYPE_KEYWORD,  /* one of `words` */
    TYPE_FILE,     /* resolved */
    TYPE_LOCATION, /* a process and what is behind it */
    TYPE_DEVICE,
    TYPE_NODE,
    TYPE_SUBVOLUME, /* resolved */
    TYPE_USER,
    TYPE_BATCH,              /* letters, digits and hyphens */
    TYPE_NUMBERS,            /* a list: least, most of each */
    TYPE_VOLUMES,            /* a list of patterns of volume names */
    TYPE_REELS,              /* a list of tape volumes, or SCRATCH */
    TYPE_DEFINES,            /* a list of names of DEFINEs */
    TYPE_SUBVOLUMES,         /* a list of subvolumes or DEFINEs of class DEFAULTS, resolved */
    TYPE_RELATIVE_SUBVOLUMES /* the same, resolved when it is used */
};

struct attribute {
    const char *name;
    enum attribute_type type;
    enum attribute_need need;
    const char *words; /* keywords, a blank after each; of a defaulted attribute the first is the default */
    int64_t least, most;
};

struct class {
    const char *name;
    const char *shown; /* the attribute that DEFINEINFO gives */
    const struct attribute *attributes;
    int count;
};

/* NULL when there is none. */
const struct class *class_named(const char *name, short length);
/* Its index, or -1. */
int attribute_named(const struct class *class, const char *name, short length);

/* A class and the values of its attributes, the working set or a DEFINE. */
struct attributes {
    const struct class *class;
    char *value[MOST_ATTRIBUTES]; /* NULL: absent */
    uint64_t inconsistent;        /* bit n: attribute n, at the last check */
};

/* The class with its default values; what was there is given up. */
void attributes_begin(struct attributes *set, const struct class *class);
void attributes_copy(struct attributes *into, const struct attributes *from);
void attributes_release(struct attributes *set);
const char *attributes_value(const struct attributes *set, const char *name);
void attributes_put(struct attributes *set, int index, const char *value, size_t length);
/* Back to its default, or away. Error 2064. */
short attributes_reset(struct attributes *set, int index);

/* Checks a value, and puts it in its canonical form. Error 2067. */
short attribute_convert(const struct attribute *attribute, struct span value, const struct defaults *defaults,
                        struct span *converted);

/* 0, 2057, 2058, or 2059 for both. The check that failed, or 0 (defineconsistency.c). */
short attributes_check(struct attributes *set, short *check);

/* ------------------------------------------------------------------------------- the DEFINEs of this process */

struct define {
    struct define *next;
    char name[LARGEST_DEFINE + 1];
    struct attributes set;
};

extern const char defaults_define[];

/* In order of their names. */
struct define *define_first(void);
struct define *define_named(const char *name, short length);
/* A 24-byte name without its blanks, in upper case; error 2049. */
short define_take_name(const char *given, char name[LARGEST_DEFINE + 1]);
/* Adds, or replaces the one of that name; takes the set over. */
void define_put(const char *name, struct attributes *set);
void define_remove(struct define *define);

/* One DEFINE in text: name, then names and values of its attributes, each ended by NUL, then a NUL. Returns the bytes
 * that it takes, whether or not the room is enough. */
size_t define_write(const char *name, const struct attributes *set, char *into, size_t room);
/* The same backwards: the bytes taken, 0 when that is no DEFINE; the error tells why (2055, 2067, 2068, 2078). */
size_t define_read(const char *text, size_t length, char name[LARGEST_DEFINE + 1], struct attributes *set,
                   short *error);

/* What DEFINESAVE made of a DEFINE: its bytes, 0 when it is none (definesave.c). */
size_t saved_define(const char *text, size_t length, struct span *written);

/* Takes what defines_serial wrote, and the DEFINE mode; false when it is not that. */
bool defines_adopt(const char *text, size_t length, bool *enabled);

/* Whether a DEFINE may be added, or replace the one of that name: 2050, 2051, 2069, 2073. */
short define_may_put(const char *name, const struct attributes *set, bool replace);

extern struct attributes working_set;
void working_set_prepare(void);

#endif
