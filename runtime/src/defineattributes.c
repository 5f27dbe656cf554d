/* Classes of DEFINEs: their attributes (Guardian Procedure Calls Reference Manual, appendix E; TACL Reference Manual,
 * SET DEFINE) and the values that these take. */
#include <stdlib.h>

#include "defineset.h"

#define ON_OFF "ON OFF "

static const struct attribute map[] = {{"FILE", TYPE_FILE, REQUIRED, NULL, 0, 0}};

static const struct attribute defaults_class[] = {{"VOLUME", TYPE_SUBVOLUME, REQUIRED, NULL, 0, 0},
                                                  {"SWAP", TYPE_FILE, OPTIONAL, NULL, 0, 0},
                                                  {"CATALOG", TYPE_SUBVOLUME, OPTIONAL, NULL, 0, 0}};

static const struct attribute catalog[] = {{"SUBVOL", TYPE_SUBVOLUME, REQUIRED, NULL, 0, 0}};

#define SEARCHED(n) \
    {"SUBVOL" #n, TYPE_SUBVOLUMES, OPTIONAL, NULL, 0, 0}, { \
        "RELSUBVOL" #n, TYPE_RELATIVE_SUBVOLUMES, OPTIONAL, NULL, 0, 0 \
    }
static const struct attribute search[] = {
    SEARCHED(0),  SEARCHED(1),  SEARCHED(2),  SEARCHED(3),  SEARCHED(4),  SEARCHED(5),  SEARCHED(6),
    SEARCHED(7),  SEARCHED(8),  SEARCHED(9),  SEARCHED(10), SEARCHED(11), SEARCHED(12), SEARCHED(13),
    SEARCHED(14), SEARCHED(15), SEARCHED(16), SEARCHED(17), SEARCHED(18), SEARCHED(19), SEARCHED(20)};
#undef SEARCHED

static const struct attribute spool[] = {{"LOC", TYPE_LOCATION, REQUIRED, NULL, 0, 0},
                                         {"BATCHNAME", TYPE_BATCH, OPTIONAL, NULL, 0, 31},
                                         {"COPIES", TYPE_NUMBER, OPTIONAL, NULL, 1, 32767},
                                         {"FORM", TYPE_TEXT, OPTIONAL, NULL, 0, 16},
                                         {"HOLD", TYPE_KEYWORD, OPTIONAL, ON_OFF, 0, 0},
                                         {"HOLDAFTER", TYPE_KEYWORD, OPTIONAL, ON_OFF, 0, 0},
                                         {"MAXPRINTLINES", TYPE_NUMBER, OPTIONAL, NULL, 1, 65534},
                                         {"MAXPRINTPAGES", TYPE_NUMBER, OPTIONAL, NULL, 1, 65534},
                                         {"OWNER", TYPE_USER, OPTIONAL, NULL, 0, 0},
                                         {"REPORT", TYPE_TEXT, OPTIONAL, NULL, 0, 16},
                                         {"SELPRI", TYPE_NUMBER, OPTIONAL, NULL, 0, 7}};

static const struct attribute tape[] = {
    {"BLOCKLEN", TYPE_NUMBER, OPTIONAL, NULL, 1, 32767},
    {"DENSITY", TYPE_KEYWORD, OPTIONAL, "800 1600 6250 ", 0, 0},
    {"DEVICE", TYPE_DEVICE, OPTIONAL, NULL, 0, 0},
    {"EBCDIC", TYPE_KEYWORD, OPTIONAL, "IN OUT ON OFF ", 0, 0},
    {"EXPIRATION", TYPE_TEXT, OPTIONAL, NULL, 0, 20},
    {"FILEID", TYPE_TEXT, OPTIONAL, NULL, 0, 17},
    {"FILESECT", TYPE_NUMBER, OPTIONAL, NULL, 1, 9999},
    {"FILESEQ", TYPE_NUMBER, OPTIONAL, NULL, 1, 9999},
    {"GEN", TYPE_NUMBER, OPTIONAL, NULL, 1, 9999},
    {"LABELS", TYPE_KEYWORD, DEFAULTED, "OMITTED ANSI IBM BYPASS BACKUP IBMBACKUP ", 0, 0},
    {"MOUNTMSG", TYPE_TEXT, OPTIONAL, NULL, 0, 80},
    {"OWNER", TYPE_TEXT, OPTIONAL, NULL, 0, 14},
    {"RECFORM", TYPE_KEYWORD, OPTIONAL, "F U ", 0, 0},
    {"RECLEN", TYPE_NUMBER, OPTIONAL, NULL, 0, 32767},
    {"REELS", TYPE_NUMBER, OPTIONAL, NULL, 0, 255},
    {"RETENTION", TYPE_NUMBER, OPTIONAL, NULL, 0, 32767},
    {"SYSTEM", TYPE_NODE, OPTIONAL, NULL, 0, 0},
    {"TAPEMODE", TYPE_KEYWORD, OPTIONAL, "STARTSTOP STREAM ", 0, 0},
    {"USE", TYPE_KEYWORD, OPTIONAL, "IN OUT EXTEND OPENFLAG ", 0, 0},
    {"VERSION", TYPE_NUMBER, OPTIONAL, NULL, 0, 99},
    {"VOLUME", TYPE_REELS, OPTIONAL, NULL, 0, 61}};

static const struct attribute sort[] = {{"BLOCK", TYPE_NUMBER, OPTIONAL, NULL, 512, 57344},
                                        {"CPU", TYPE_NUMBER, OPTIONAL, NULL, 0, 15},
                                        {"CPUS", TYPE_NUMBERS, OPTIONAL, NULL, 0, 15},
                                        {"MODE", TYPE_KEYWORD, OPTIONAL, "AUTOMATIC MINSPACE MINTIME ", 0, 0},
                                        {"NOSCRATCHON", TYPE_VOLUMES, OPTIONAL, NULL, 0, 32},
                                        {"NOTCPUS", TYPE_NUMBERS, OPTIONAL, NULL, 0, 15},
                                        {"PRI", TYPE_NUMBER, OPTIONAL, NULL, 1, 199},
                                        {"PROGRAM", TYPE_FILE, OPTIONAL, NULL, 0, 0},
                                        {"SCRATCH", TYPE_FILE, OPTIONAL, NULL, 0, 0},
                                        {"SCRATCHON", TYPE_VOLUMES, OPTIONAL, NULL, 0, 32},
                                        {"SEGMENT", TYPE_NUMBER, OPTIONAL, NULL, 64, 62255},
                                        {"SUBSORTS", TYPE_DEFINES, OPTIONAL, NULL, 0, 0},
                                        {"SWAP", TYPE_FILE, OPTIONAL, NULL, 0, 0}};

static const struct attribute subsort[] = {
    {"SCRATCH", TYPE_FILE, REQUIRED, NULL, 0, 0}, {"BLOCK", TYPE_NUMBER, OPTIONAL, NULL, 512, 57344},
    {"CPU", TYPE_NUMBER, OPTIONAL, NULL, 0, 15},  {"PRI", TYPE_NUMBER, OPTIONAL, NULL, 1, 199},
    {"PROGRAM", TYPE_FILE, OPTIONAL, NULL, 0, 0}, {"SEGMENT", TYPE_NUMBER, OPTIONAL, NULL, 64, 62255},
    {"SWAP", TYPE_FILE, OPTIONAL, NULL, 0, 0}};

#define CLASS(name, shown, attributes) \
    { name, shown, attributes, (int)(sizeof attributes / sizeof *attributes) }
static const struct class classes[] = {CLASS("MAP", "FILE", map),           CLASS("DEFAULTS", "VOLUME", defaults_class),
                                       CLASS("CATALOG", "SUBVOL", catalog), CLASS("SEARCH", "SUBVOL0", search),
                                       CLASS("SPOOL", "LOC", spool),        CLASS("TAPE", "VOLUME", tape),
                                       CLASS("SORT", "SCRATCH", sort),      CLASS("SUBSORT", "SCRATCH", subsort)};
#undef CLASS

const struct class *class_named(const char *name, short length) {
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        if (text_same(name, length, classes[i].name, (short)strlen(classes[i].name))) return &classes[i];
    }
    return NULL;
}

int attribute_named(const struct class *class, const char *name, short length) {
    for (int i = 0; i < class->count; i++) {
        const char *known = class->attributes[i].name;
        if (text_same(name, length, known, (short)strlen(known))) return i;
    }
    return -1;
}

/* ----------------------------------------------------------------------------------------- sets of attributes */

void attributes_release(struct attributes *set) {
    for (int i = 0; i < MOST_ATTRIBUTES; i++) free(set->value[i]);
    memset(set, 0, sizeof *set);
}

void attributes_put(struct attributes *set, int index, const char *value, size_t length) {
    char *kept = allocate(length + 1);
    memcpy(kept, value, length);
    kept[length] = 0;
    free(set->value[index]);
    set->value[index] = kept;
}

static void put_default(struct attributes *set, int index) {
    const struct attribute *attribute = &set->class->attributes[index];
    if (attribute->need == DEFAULTED) attributes_put(set, index, attribute->words, strcspn(attribute->words, " "));
}

void attributes_begin(struct attributes *set, const struct class *class) {
    attributes_release(set);
    set->class = class;
    for (int i = 0; i < class->count; i++) put_default(set, i);
}

void attributes_copy(struct attributes *into, const struct attributes *from) {
    attributes_release(into);
    into->class = from->class;
    into->inconsistent = from->inconsistent;
    for (int i = 0; i < from->class->count; i++) {
        if (from->value[i]) attributes_put(into, i, from->value[i], strlen(from->value[i]));
    }
}

const char *attributes_value(const struct attributes *set, const char *name) {
    int index = attribute_named(set->class, name, (short)strlen(name));
    return index < 0 ? NULL : set->value[index];
}

short attributes_reset(struct attributes *set, int index) {
    if (set->class->attributes[index].need == REQUIRED) return DEREQUIRED;
    free(set->value[index]);
    set->value[index] = NULL;
    put_default(set, index);
    return 0;
}
