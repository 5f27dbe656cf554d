/* The DEFINEs of this process, and the procedures that name one or go through them. */
#include <stdio.h>
#include <stdlib.h>

#include "defineset.h"

const char defaults_define[] = "=_DEFAULTS";
static const char usual_volume[] = "$SYSTEM.NOSUBVOL";

static struct define *defines; /* in order of their names; =_DEFAULTS is always there */
static bool enabled = true, loaded;
static unsigned short changes;

/* --------------------------------------------------------------------------------------------------- the list */

static void begin_with_defaults(void) {
    char volume[LARGEST_FILE_NAME + 1];
    struct attributes set = {.class = NULL};
    int length = snprintf(volume, sizeof volume, "%s.%s", self.node_name, usual_volume);
    attributes_begin(&set, class_named("DEFAULTS", 8));
    attributes_put(&set, 0, volume, (size_t)length);
    define_put(defaults_define, &set);
}

/* The creator's DEFINEs are there from the first use on. */
static void load(void) {
    if (loaded) return;
    loaded = true;
    begin_with_defaults();
    if (self.defines_length && !defines_adopt(self.defines, self.defines_length, &enabled)) {
        fail("the DEFINEs in the kernel's welcome are none");
    }
    changes = 0;
}

struct define *define_first(void) {
    load();
    return defines;
}

struct define *define_named(const char *name, short length) {
    struct define *define = define_first();
    while (define && !text_same(define->name, (short)strlen(define->name), name, length)) define = define->next;
    return define;
}

void define_put(const char *name, struct attributes *set) {
    struct define **at = &defines;
    load();
    while (*at && strcmp((*at)->name, name) < 0) at = &(*at)->next;
    if (!*at || strcmp((*at)->name, name) != 0) {
        struct define *added = allocate(sizeof *added);
        memset(added, 0, sizeof *added);
        strcpy(added->name, name);
        added->next = *at;
        *at = added;
    }
    attributes_release(&(*at)->set);
    (*at)->set = *set;
    changes++;
}

void define_remove(struct define *define) {
    struct define **at = &defines;
    while (*at != define) at = &(*at)->next;
    *at = define->next;
    attributes_release(&define->set);
    free(define);
    changes++;
}

bool defines_enabled(void) {
    load();
    return enabled;
}

unsigned short defines_changes(void) {
    load();
    return changes;
}

bool define_is_name(const char *name, short length) {
    struct scanned found;
    return name_scan_all(name, length, 0, &found) == FEOK && found.kind == ZSYS_VAL_FNAME_KIND_DEFINE;
}

short define_take_name(const char *given, char name[LARGEST_DEFINE + 1]) {
    short length = LARGEST_DEFINE;
    while (length > 0 && given[length - 1] == ' ') length--;
    if (!define_is_name(given, length)) return DEBADNAME;
    memcpy(name, given, (size_t)length);
    name[length] = 0;
    text_upshift(name, length);
    return 0;
}

/* ------------------------------------------------------------------------------------------------- procedures */

GUARDIAN_API short guardian_DEFINEDELETE(unsigned int present, char *define_name) {
    char name[LARGEST_DEFINE + 1];
    require_kernel("DEFINEDELETE");
    if (!PRESENT(0)) return DEMISSING;
    if (!define_name) return DEBOUNDS;
    short error = define_take_name(define_name, name);
    if (error) return error;
    if (strcmp(name, defaults_define) == 0) return DENODELETE;
    struct define *define = define_named(name, (short)strlen(name));
    if (!define) return DENOTFOUND;
    define_remove(define);
    return 0;
}

/* =_DEFAULTS stays. */
GUARDIAN_API short guardian_DEFINEDELETEALL(unsigned int present) {
    struct define *next;
    (void)present;
    require_kernel("DEFINEDELETEALL");
    for (struct define *define = define_first(); define; define = next) {
        next = define->next;
        if (strcmp(define->name, defaults_define) != 0) define_remove(define);
    }
    return 0;
}

static bool is_blank(const char *name) {
    for (short i = 0; i < LARGEST_DEFINE; i++) {
        if (name[i] != ' ') return false;
    }
    return true;
}

GUARDIAN_API short guardian_DEFINENEXTNAME(unsigned int present, char *define_name) {
    char name[LARGEST_DEFINE + 1] = "";
    require_kernel("DEFINENEXTNAME");
    if (!PRESENT(0)) return DEMISSING;
    if (!define_name) return DEBOUNDS;
    short error = is_blank(define_name) ? 0 : define_take_name(define_name, name);
    if (error) return error;
    struct define *define = define_first();
    while (define && strcmp(define->name, name) <= 0) define = define->next;
    if (!define) return DENOMORE;
    memset(define_name, ' ', LARGEST_DEFINE);
    memcpy(define_name, define->name, strlen(define->name));
    return 0;
}

GUARDIAN_API short guardian_DEFINEMODE(unsigned int present, short new_mode, short *old_mode) {
    require_kernel("DEFINEMODE");
    load();
    if (PRESENT(0) && new_mode != 0 && new_mode != 1) return DEBADVALUE;
    if (PRESENT(1) && !old_mode) return DEBOUNDS;
    if (PRESENT(1)) *old_mode = enabled;
    if (PRESENT(0) && enabled != new_mode) {
        enabled = new_mode;
        changes++;
    }
    return 0;
}
