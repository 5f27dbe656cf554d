/* FNAMEEXPAND, FNAMECOLLAPSE and FNAMECOMPARE: file names of the C-series (Guardian Procedure Calls Reference Manual).
 */
#include <stdio.h>

#include "oldname.h"

enum { UNKNOWN_NODE = 255, LONGEST_EXTERNAL = 47, SAME = 0, DIFFERENT = -1, SAME_DESTINATION = 1 };

/* Bytes up to the first that can be in no C-series name. */
static short external_length(const char *external) {
    bool define = external[0] == '=';
    short length = define;
    for (; length < LONGEST_EXTERNAL; length++) {
        char c = external[length];
        bool alphanumeric = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        bool other = define ? c == '-' || c == '_' || c == '^' : c == '\\' || c == '$' || c == '#' || c == '.';
        if (!alphanumeric && !other) break;
    }
    return length;
}

/* The node that an expanded name has: the one written, else that of the default names, else none. */
static int node_of(const struct scanned *name, const struct old_name *defaults) {
    struct span written = name->section[SECTION_NODE];
    int32_t node = UNKNOWN_NODE;
    if (!written.length) return defaults->node;
    return old_name_node_number(written, &node) ? UNKNOWN_NODE : node;
}

static bool expand(const char *external, short length, const short *default_names, short *internal) {
    struct scanned name;
    struct defaults values = {.node = ""};
    short words[12];
    memset(words, ' ', sizeof words);
    memcpy(words, default_names, (size_t)(2 * OLD_PART));
    struct old_name defaults = old_name_parse(words);
    if (name_scan_all(external, length, 0, &name)) return false;
    if (name.kind == ZSYS_VAL_FNAME_KIND_DEFINE) {
        old_name_define((struct span){external, length}, internal);
        return true;
    }
    if (name.level == ZSYS_VAL_FNAME_LEVEL_SYSTEM) return false;
    int node = node_of(&name, &defaults);
    snprintf(values.volume, sizeof values.volume, "%s", defaults.destination);
    snprintf(values.subvolume, sizeof values.subvolume, "%s", defaults.first);
    name_complete(&name, &values);
    if (name.section[SECTION_DESTINATION].length == 0) return false;
    bool receive = text_same(external, length, "$RECEIVE", 8);
    return old_name_words(&name, receive ? -1 : node, defaults.node < 0, internal) == FEOK;
}

GUARDIAN_API short guardian_FNAMEEXPAND(unsigned int present, char *external, short *internal, short *default_names) {
    short expanded[12];
    require_kernel("FNAMEEXPAND");
    if ((present & 7) != 7 || !external || !internal || !default_names) return 0;
    short length = external_length(external);
    if (!expand(external, length, default_names, expanded)) return 0;
    memcpy(internal, expanded, sizeof expanded);
    return length;
}

/* The name is not checked: what is in it comes out. */
GUARDIAN_API short guardian_FNAMECOLLAPSE(unsigned int present, short *internal, char *external) {
    char text[96], node[16] = "";
    require_kernel("FNAMECOLLAPSE");
    if ((present & 3) != 3 || !internal || !external) return 0;
    struct old_name name = old_name_parse(internal);
    if (name.define) snprintf(text, sizeof text, "%s", name.define_name);
    if (old_name_node(name.node, node, sizeof node) != FEOK) strcpy(node, "\\??");
    if (!name.define) old_name_text(&name, node, text, sizeof text);
    size_t length = strlen(text);
    memcpy(external, text, length);
    return (short)length;
}

/* ------------------------------------------------------------------------------------------------ FNAMECOMPARE */

/* The file behind a MAP DEFINE in the place of its name; another DEFINE stays. */
static short follow_define(short *words) {
    struct old_name name = old_name_parse(words);
    short length = (short)strlen(name.define_name);
    if (!name.define) return FEOK;
    if (!define_is_name(name.define_name, length) || !defines_enabled()) return FEBADNAME;
    if (!define_exists(name.define_name, length)) return FEMISSDEF;
    const char *file = define_file(name.define_name, length, true);
    return file ? name_to_old(file, strlen(file), words) : FEOK;
}

static short take_compared(const short *given, struct old_name *name) {
    short words[12];
    memcpy(words, given, sizeof words);
    short error = follow_define(words);
    if (error) return error;
    *name = old_name_parse(words);
    if (name->node < 0) name->node = self.node_number;
    bool named = name->define || name->unnamed || name->destination[0] == '$';
    return named ? FEOK : FEBADNAME;
}

static bool same(const char *a, const char *b) {
    return text_same(a, (short)strlen(a), b, (short)strlen(b));
}

static bool same_destination(const struct old_name *a, const struct old_name *b) {
    if (a->unnamed != b->unnamed || a->define != b->define) return false;
    if (a->define) return same(a->define_name, b->define_name);
    if (a->node != b->node) return false;
    if (a->unnamed) return a->created == b->created && a->cpu == b->cpu && a->pin == b->pin;
    return same(a->destination, b->destination);
}

/* Qualifiers of processes are compared as they are, letters of disk files without regard to case. */
static bool same_rest(const struct old_name *a, const struct old_name *b) {
    bool process = old_name_is_process(a) || old_name_is_process(b);
    if (process) return strcmp(a->first, b->first) == 0 && strcmp(a->second, b->second) == 0;
    return same(a->first, b->first) && same(a->second, b->second);
}

GUARDIAN_API short guardian_FNAMECOMPARE(unsigned int present, short *filename1, short *filename2) {
    struct old_name a, b;
    require_kernel("FNAMECOMPARE");
    if ((present & 3) != 3) return -FEMISSPARM;
    if (!filename1 || !filename2) return -FEBOUNDSERR;
    short error = take_compared(filename1, &a);
    if (!error) error = take_compared(filename2, &b);
    if (error) return (short)-error;
    if (!same_destination(&a, &b)) return DIFFERENT;
    return same_rest(&a, &b) ? SAME : SAME_DESTINATION;
}
