/* Taking names apart, changing parts of them, comparing them (Guardian Procedure Calls Reference Manual). */
#include "process.h"

enum part_options { WITH_SUFFIX = 1, WITH_PREFIX = 2, WITHOUT_DEFAULTS = 4 };
enum { DIFFERENT = -1 };

/* ------------------------------------------------------------------- the parts of a destination: $NAME:SEQNO */

/* Where a subpart of the destination stands in it; false when the destination has no such part. */
static bool find_subpart(struct span destination, short subpart, struct span *part) {
    const char *end = destination.text + destination.length;
    struct span field[4] = {{NULL, 0}};
    int fields = 0;
    for (const char *at = destination.text; at <= end && fields < 4; fields++) {
        const char *colon = memchr(at, ':', (size_t)(end - at));
        field[fields] = (struct span){at, (short)((colon ? colon : end) - at)};
        at = (colon ? colon : end) + 1;
    }
    bool unnamed = fields == 4;
    switch (subpart) {
    case ZSYS_VAL_FNAME_SUBPART_CPU:
        *part = field[1];
        return unnamed;
    case ZSYS_VAL_FNAME_SUBPART_PIN:
        *part = field[2];
        return unnamed;
    case ZSYS_VAL_FNAME_SUBPART_SEQNO:
        *part = unnamed ? field[3] : field[1];
        return fields > 1;
    case ZSYS_VAL_FNAME_SUBPART_NAME:
        *part = field[0];
        return !unnamed;
    default:
        *part = destination;
        return true;
    }
}

static bool bad_part(short level, short options, short subpart, short all_options) {
    bool affixes = options & (WITH_PREFIX | WITH_SUFFIX);
    if (level < ZSYS_VAL_FNAME_LEVEL_SYSTEM || level > ZSYS_VAL_FNAME_LEVEL_FILE) return true;
    if (subpart < ZSYS_VAL_FNAME_SUBPART_DEST || subpart > ZSYS_VAL_FNAME_SUBPART_NAME) return true;
    if (subpart && (level != ZSYS_VAL_FNAME_LEVEL_DEVICE || affixes)) return true;
    return options & ~all_options;
}

/* ---------------------------------------------------------------------------------------------- decomposing */

static short decompose(struct scanned *name, short level, short options, short subpart, struct composed *piece) {
    int wanted = level + SECTION_DESTINATION;
    struct span *section = name->section;
    piece->length = 0;
    if (!section[wanted].length) return FEOK;
    if (subpart && !find_subpart(section[wanted], subpart, &section[wanted])) return FEOK;
    for (int i = 0; i < SECTIONS; i++) {
        bool kept = i == wanted || (i < wanted && (options & WITH_PREFIX)) || (i > wanted && (options & WITH_SUFFIX));
        if (!kept) section[i].length = 0;
    }
    name_compose(section, piece);
    return FEOK;
}

GUARDIAN_API short guardian_FILENAME_DECOMPOSE_(unsigned int present, const char *filename, short length, char *piece,
                                                short maxlen, short *piece_length, short level, short options,
                                                short subpart) {
    struct scanned name;
    struct defaults defaults;
    struct composed result;
    if (PRESENT(4) && piece_length) *piece_length = 0;
    if ((present & 63) != 63) return FEMISSPARM;
    if (!filename || !piece || !piece_length) return FEBOUNDSERR;
    if (length < 0 || maxlen < 0) return FEBADCOUNT;
    if (!PRESENT(6)) options = 0;
    if (!PRESENT(7)) subpart = ZSYS_VAL_FNAME_SUBPART_DEST;
    if (bad_part(level, options, subpart, WITH_SUFFIX | WITH_PREFIX | WITHOUT_DEFAULTS)) return FEBADPARMVALUE;
    short error = name_scan_all(filename, length, SCAN_PATTERN | SCAN_EITHER, &name);
    if (error || name.kind == ZSYS_VAL_FNAME_KIND_DEFINE) return FEBADNAME;
    if (!(options & WITHOUT_DEFAULTS)) {
        require_kernel("FILENAME_DECOMPOSE_");
        defines_defaults(NULL, 0, &defaults);
        name_complete(&name, &defaults);
    }
    decompose(&name, level, options, subpart, &result);
    return output_name(result.text, result.length, piece, maxlen, piece_length);
}

/* -------------------------------------------------------------------------------------------------- editing */

/* The destination with one of its parts replaced; a part that goes takes its colon with it. */
static bool edit_subpart(struct span destination, short subpart, struct span piece, struct composed *edited) {
    struct span part;
    bool there = find_subpart(destination, subpart, &part);
    if (!there && subpart != ZSYS_VAL_FNAME_SUBPART_SEQNO) return false;
    bool appended = !there && piece.length > 0;
    if (!there) part = (struct span){destination.text + destination.length, 0};
    short before = (short)(part.text - destination.text), after = (short)(before + part.length);
    if (there && piece.length == 0 && before > 0) before--;
    if (destination.length + 1 + piece.length > (int)sizeof edited->text) return false;
    memcpy(edited->text, destination.text, (size_t)before);
    short at = before;
    if (appended) edited->text[at++] = ':';
    if (piece.length) memcpy(edited->text + at, piece.text, (size_t)piece.length);
    at = (short)(at + piece.length);
    memcpy(edited->text + at, destination.text + after, (size_t)(destination.length - after));
    edited->length = (short)(at + destination.length - after);
    return true;
}

struct edit {
    struct span piece;
    short level, options, subpart;
};

/* The section that is edited; false when it cannot be. */
static bool edit_section(struct span *section, const struct edit *change, struct composed *destination) {
    struct span edited = change->piece;
    if (change->subpart) {
        if (!edit_subpart(*section, change->subpart, change->piece, destination)) return false;
        edited = (struct span){destination->text, destination->length};
    }
    *section = edited;
    return true;
}

/* Sections that the program did not write come into the name only where one that it wrote stands before them. */
static void drop_leading_defaults(struct span section[SECTIONS], const bool written[SECTIONS]) {
    for (int i = 0; i < SECTIONS && !(written[i] && section[i].length); i++) section[i].length = 0;
}

static short edit(struct scanned *name, const struct edit *change, struct composed *result) {
    struct defaults defaults;
    struct composed destination;
    struct scanned check;
    bool written[SECTIONS];
    struct span *section = name->section;
    int edited = change->level + SECTION_DESTINATION;
    if (change->level > name->level + 1) return FEBADNAME;
    for (int i = 0; i < SECTIONS; i++) written[i] = i == edited || section[i].length > 0;
    defines_defaults(NULL, 0, &defaults);
    name_complete(name, &defaults);
    if (!edit_section(&section[edited], change, &destination)) return FEBADNAME;
    for (int i = 0; i < SECTIONS; i++) {
        bool prefix = i < edited && (change->options & WITH_PREFIX);
        bool suffix = i > edited && (change->options & WITH_SUFFIX);
        if (prefix || suffix) section[i].length = 0;
    }
    drop_leading_defaults(section, written);
    name_compose(section, result);
    return name_scan_all(result->text, result->length, SCAN_PATTERN | SCAN_EITHER, &check);
}

GUARDIAN_API short guardian_FILENAME_EDIT_(unsigned int present, char *filename, short maxlen, short *filename_length,
                                           const char *piece, short piece_length, short level, short options,
                                           short subpart) {
    struct scanned name;
    struct composed result;
    require_kernel("FILENAME_EDIT_");
    if ((present & 63) != 63) return FEMISSPARM;
    if (!filename || !filename_length || (!piece && piece_length)) return FEBOUNDSERR;
    if (*filename_length < 0 || maxlen < 0 || piece_length < 0) return FEBADCOUNT;
    if (!PRESENT(6)) options = 0;
    if (!PRESENT(7)) subpart = ZSYS_VAL_FNAME_SUBPART_DEST;
    if (bad_part(level, options, subpart, WITH_SUFFIX | WITH_PREFIX)) return FEBADPARMVALUE;
    if (piece_length > LARGEST_PATTERN) return FEBADNAME;
    short error = name_scan_all(filename, *filename_length, SCAN_PATTERN | SCAN_EITHER, &name);
    if (error || name.kind == ZSYS_VAL_FNAME_KIND_DEFINE) return FEBADNAME;
    struct edit change = {{piece, piece_length}, level, options, subpart};
    error = edit(&name, &change, &result);
    if (error) return error;
    if (result.length > maxlen) return FEBUFTOOSMALL;
    memcpy(filename, result.text, (size_t)result.length);
    *filename_length = result.length;
    return FEOK;
}

/* ------------------------------------------------------------------------------------------------ comparing */

/* The file of a MAP DEFINE; the name of another DEFINE; else the name with its defaults. */
static short prepare(const char *text, short length, struct composed *name) {
    struct defaults defaults;
    if (length > 0 && text[0] == '=') {
        if (!define_is_name(text, length) || !defines_enabled()) return FEBADNAME;
        if (!define_exists(text, length)) return FEMISSDEF;
        const char *file = define_file(text, length, true);
        if (file) length = (short)strlen(text = file);
        memcpy(name->text, text, (size_t)length);
        name->length = length;
        return FEOK;
    }
    defines_defaults(NULL, 0, &defaults);
    return name_resolve(text, length, 0, &defaults, name);
}

static bool same_span(struct span a, struct span b) {
    return text_same(a.text, a.length, b.text, b.length);
}

/* Whether the process that runs now under the name is the one with that number: 0, -1, or an error. */
static short runs_now(const struct scanned *numbered) {
    struct letter letter;
    struct composed descriptor;
    struct span section[SECTIONS] = {numbered->section[SECTION_NODE], numbered->section[SECTION_DESTINATION]};
    name_compose(section, &descriptor);
    letter_begin(&letter, WIRE_FIND, WIRE_FIND_SIZE);
    letter_string(&letter, descriptor.text, (size_t)descriptor.length);
    struct answer answer = kernel_call(&letter);
    /* Naming one's own pair is no error of the name, though it has no other member. */
    bool own = answer.length >= WIRE_FOUND_SIZE && wire_found_own_pair(answer.body);
    short error = answer.error;
    answer_release(&answer);
    return error == FEOK || own ? 0 : error == FENOSUCHDEV ? DIFFERENT : error;
}

/* $NAME and $NAME:SEQNO, whose other sections are the same. */
static short compare_numbered(const struct scanned *a, const struct scanned *b) {
    struct span a_name, b_name, a_number, b_number;
    struct span a_whole = a->section[SECTION_DESTINATION], b_whole = b->section[SECTION_DESTINATION];
    bool named = find_subpart(a_whole, ZSYS_VAL_FNAME_SUBPART_NAME, &a_name) &&
                 find_subpart(b_whole, ZSYS_VAL_FNAME_SUBPART_NAME, &b_name);
    if (!named || !same_span(a_name, b_name)) return DIFFERENT;
    bool a_numbered = find_subpart(a_whole, ZSYS_VAL_FNAME_SUBPART_SEQNO, &a_number);
    bool b_numbered = find_subpart(b_whole, ZSYS_VAL_FNAME_SUBPART_SEQNO, &b_number);
    if (a_numbered == b_numbered) return DIFFERENT;
    return runs_now(a_numbered ? a : b);
}

static short compare(const struct composed *a, const struct composed *b) {
    struct scanned left, right;
    if (text_same(a->text, a->length, b->text, b->length)) return 0;
    if (a->text[0] == '=' || b->text[0] == '=') return DIFFERENT;
    name_scan(a->text, a->length, 0, &left);
    name_scan(b->text, b->length, 0, &right);
    for (int i = 0; i < SECTIONS; i++) {
        if (i != SECTION_DESTINATION && !same_span(left.section[i], right.section[i])) return DIFFERENT;
    }
    return compare_numbered(&left, &right);
}

GUARDIAN_API short guardian_FILENAME_COMPARE_(unsigned int present, const char *filename1, short length1,
                                              const char *filename2, short length2) {
    struct composed a, b;
    ENTER(FILENAME_COMPARE_, 0, (uint16_t)length1, (uint16_t)length2);
    if ((present & 15) != 15) return FEMISSPARM;
    if (!filename1 || !filename2) return FEBOUNDSERR;
    if (length1 < 0 || length2 < 0) return FEBADCOUNT;
    short error = prepare(filename1, length1, &a);
    if (!error) error = prepare(filename2, length2, &b);
    return error ? error : compare(&a, &b);
}
