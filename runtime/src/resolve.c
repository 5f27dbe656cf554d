/* FILENAME_RESOLVE_ and FILENAME_UNRESOLVE_ (Guardian Procedure Calls Reference Manual). */
#include "process.h"

enum resolve_options {
    RESOLVE_UPSHIFT = 1,
    RESOLVE_SUBVOLUME = 2,
    RESOLVE_DEVICE = 4,
    RESOLVE_SIMPLE_DEFINE = 8,
    RESOLVE_DEFINE = 16,
    REJECT_DEFINE = 32,
    SEARCH_OR_FIRST = 64,
    DERIVE_OVERRIDE = 128,
    VALIDATE = 256,
    VOLUME_AND_FILE = 512,
    RESOLVE_OPTIONS = 1023
};

struct resolution {
    struct span partial, override, search, defaults;
    short options;
    struct composed *result;
};

static bool is_simple_file(struct span name) {
    struct scanned found;
    return name_scan_all(name.text, name.length, 0, &found) == FEOK && found.kind == ZSYS_VAL_FNAME_KIND_ENTITY &&
           found.section[SECTION_SECOND].length == name.length;
}

/* The DEFINE that stands in for the name, if the program or the option names one that exists. */
static short apply_override(struct resolution *resolution, struct composed *derived) {
    struct span *name = &resolution->override;
    if (resolution->options & DERIVE_OVERRIDE) {
        if (name->length) return FEBADPARMVALUE;
        if (!is_simple_file(resolution->partial)) return FEOK;
        derived->text[0] = '=';
        memcpy(derived->text + 1, resolution->partial.text, (size_t)resolution->partial.length);
        *name = (struct span){derived->text, (short)(resolution->partial.length + 1)};
    }
    if (name->length == 0) return FEOK;
    if (!define_is_name(name->text, name->length)) return FEBADNAME;
    if (defines_enabled() && define_exists(name->text, name->length)) resolution->partial = *name;
    return FEOK;
}

static short resolve_define(const struct resolution *resolution) {
    struct composed *result = resolution->result;
    struct span name = resolution->partial;
    if (resolution->options & (RESOLVE_DEFINE | RESOLVE_SIMPLE_DEFINE)) {
        if (!defines_enabled()) return FEBADNAME;
        if (!define_exists(name.text, name.length)) return FEMISSDEF;
        const char *file = define_file(name.text, name.length, !(resolution->options & RESOLVE_DEFINE));
        if (file) {
            result->length = (short)strlen(file);
            memcpy(result->text, file, (size_t)result->length);
            return FEOK;
        }
    }
    if (resolution->options & REJECT_DEFINE) return FEBADNAME;
    memcpy(result->text, name.text, (size_t)name.length);
    result->length = name.length;
    text_upshift(result->text, result->length);
    return FEOK;
}

/* options.<7>: what FILENAME_SCAN_ would say; a subvolume has an error of its own. */
static short validate(struct span name, short options) {
    struct scanned found;
    int accepted = SCAN_PATTERN | ((options & RESOLVE_SUBVOLUME) ? SCAN_SUBVOLUME : 0);
    if (name_scan_all(name.text, name.length, accepted, &found) == FEOK) return FEOK;
    bool subvolume = name_scan_all(name.text, name.length, SCAN_PATTERN | SCAN_EITHER, &found) == FEOK;
    return subvolume ? FENOSUCHDEV : FEBADNAME;
}

/* options.<6>: what looks like $VOL.SUBVOL is $VOL.FILE. */
static void take_as_file(struct scanned *name) {
    struct span *first = &name->section[SECTION_FIRST];
    if (name->level != ZSYS_VAL_FNAME_LEVEL_SUBVOL || first->text[0] == '#') return;
    name->section[SECTION_SECOND] = *first;
    first->length = 0;
    name->level = ZSYS_VAL_FNAME_LEVEL_FILE;
}

/* There is no table of logical devices but for the operator's process, which bears its number as its name. */
static bool is_unknown_device(const struct scanned *name) {
    const struct span *destination = &name->section[SECTION_DESTINATION];
    bool numbered = destination->length > 1 && destination->text[1] >= '0' && destination->text[1] <= '9';
    return numbered && !text_same(destination->text, destination->length, "$0", 2);
}

static short resolve_file(const struct resolution *resolution, const struct defaults *defaults) {
    struct scanned name;
    short options = resolution->options;
    int accepted = SCAN_PATTERN | SCAN_EITHER | ((options & RESOLVE_SUBVOLUME) ? SCAN_SUBVOLUME : 0);
    if (options & VALIDATE) {
        short error = validate(resolution->partial, options);
        if (error) return error;
    }
    short error = name_scan_all(resolution->partial.text, resolution->partial.length, accepted, &name);
    if (error) return error;
    if ((options & VOLUME_AND_FILE) && !(options & RESOLVE_SUBVOLUME)) take_as_file(&name);
    if ((options & RESOLVE_DEVICE) && is_unknown_device(&name)) return FENOSUCHDEV;
    name_complete(&name, defaults);
    name_compose(name.section, resolution->result);
    if (options & RESOLVE_UPSHIFT) text_upshift(resolution->result->text, resolution->result->length);
    return FEOK;
}

static short resolve(struct resolution *resolution) {
    struct composed derived;
    struct defaults defaults;
    short error = apply_override(resolution, &derived);
    if (error) return error;
    if (resolution->partial.text[0] == '=') {
        if (!define_is_name(resolution->partial.text, resolution->partial.length)) return FEBADNAME;
        return resolve_define(resolution);
    }
    error = defines_defaults(resolution->defaults.text, resolution->defaults.length, &defaults);
    if (error) return error;
    if (resolution->search.length && is_simple_file(resolution->partial)) {
        bool first = resolution->options & SEARCH_OR_FIRST;
        error = define_search(resolution->search.text, resolution->search.length, first, &defaults);
        if (error) return error;
    }
    return resolve_file(resolution, &defaults);
}

/* An optional pair of a name and its length, n and n + 1: both are there, or neither is. */
static short take_pair(unsigned int present, int n, const char *text, short length, struct span *pair) {
    *pair = (struct span){NULL, 0};
    if (PRESENT(n) != PRESENT(n + 1)) return FEMISSPARM;
    if (!PRESENT(n) || length == 0) return FEOK;
    if (length < 0) return FEBADCOUNT;
    if (!text) return FEBOUNDSERR;
    *pair = (struct span){text, length};
    return FEOK;
}

GUARDIAN_API short guardian_FILENAME_RESOLVE_(unsigned int present, const char *partialname, short length,
                                              char *fullname, short maxlen, short *fullname_length, short options,
                                              const char *override_name, short override_length, const char *search,
                                              short search_length, const char *defaults, short defaults_length) {
    struct composed result;
    require_kernel("FILENAME_RESOLVE_");
    if (PRESENT(4) && fullname_length) *fullname_length = 0;
    if ((present & 31) != 31) return FEMISSPARM;
    if (!partialname || !fullname || !fullname_length) return FEBOUNDSERR;
    if (length < 0 || maxlen < 0) return FEBADCOUNT;
    if (length == 0 || length > LARGEST_PATTERN) return FEBADNAME;
    if (!PRESENT(5)) options = 0;
    if (options & ~RESOLVE_OPTIONS) return FEBADPARMVALUE;
    struct resolution resolution = {.partial = {partialname, length}, .options = options, .result = &result};
    short error = take_pair(present, 6, override_name, override_length, &resolution.override);
    if (!error) error = take_pair(present, 8, search, search_length, &resolution.search);
    if (!error) error = take_pair(present, 10, defaults, defaults_length, &resolution.defaults);
    if (!error) error = resolve(&resolution);
    return error ? error : output_name(result.text, result.length, fullname, maxlen, fullname_length);
}

/* --------------------------------------------------------------------------------------------- unresolving */

static bool is_default(struct span section, const char *text) {
    return section.length == 0 || text_same(section.text, section.length, text, (short)strlen(text));
}

/* The section at which the short name begins: not beyond `level`, nor beyond its own last section. The destination of a
 * process stays before its qualifiers. */
static int first_kept(const struct scanned *name, short level, const struct defaults *defaults) {
    const char *values[] = {defaults->node, defaults->volume, defaults->subvolume};
    struct span first = name->section[SECTION_FIRST];
    int most = (level < name->level ? level : name->level) + SECTION_DESTINATION, at = 0;
    if (section_is_qualifier(first)) most = SECTION_DESTINATION;
    while (at < most && at < SECTION_SECOND && is_default(name->section[at], values[at])) at++;
    return at;
}

static short unresolve(struct span longname, short level, struct span defaults, struct composed *result) {
    struct scanned name;
    struct defaults values;
    short error = defines_defaults(defaults.text, defaults.length, &values);
    if (!error) error = name_scan_all(longname.text, longname.length, SCAN_PATTERN | SCAN_EITHER, &name);
    if (error) return error;
    if (name.kind == ZSYS_VAL_FNAME_KIND_DEFINE) name.section[SECTION_DESTINATION] = longname;
    int kept = first_kept(&name, level, &values);
    for (int i = 0; i < kept; i++) name.section[i].length = 0;
    name_compose(name.section, result);
    return FEOK;
}

GUARDIAN_API short guardian_FILENAME_UNRESOLVE_(unsigned int present, const char *longname, short length,
                                                char *shortname, short maxlen, short *shortname_length, short level,
                                                const char *defaults, short defaults_length) {
    struct span given;
    struct composed result;
    require_kernel("FILENAME_UNRESOLVE_");
    if (PRESENT(4) && shortname_length) *shortname_length = 0;
    if ((present & 31) != 31) return FEMISSPARM;
    if (!longname || !shortname || !shortname_length) return FEBOUNDSERR;
    if (length < 0 || maxlen < 0) return FEBADCOUNT;
    if (!PRESENT(5)) level = ZSYS_VAL_FNAME_LEVEL_DEVICE;
    if (level < ZSYS_VAL_FNAME_LEVEL_SYSTEM || level > ZSYS_VAL_FNAME_LEVEL_FILE) return FEBADPARMVALUE;
    short error = take_pair(present, 6, defaults, defaults_length, &given);
    if (!error) error = unresolve((struct span){longname, length}, level, given, &result);
    return error ? error : output_name(result.text, result.length, shortname, maxlen, shortname_length);
}
