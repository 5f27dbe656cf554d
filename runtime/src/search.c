/* FILENAME_FINDSTART_, FILENAME_FINDNEXT_ and FILENAME_FINDFINISH_ (Guardian Procedure Calls Reference Manual). */
#include "search.h"

#include "receive.h"

enum { MOST_SEARCHES = 16, MESSAGE_HEADER = 28, MATCH = 2 };

static struct search *searches[MOST_SEARCHES]; /* by searchid - 1 */
static uint32_t generation;

static struct search *search_at(short searchid) {
    return searchid >= 1 && searchid <= MOST_SEARCHES ? searches[searchid - 1] : NULL;
}

static short id_of(const struct search *search) {
    short at = 0;
    while (searches[at] != search) at++;
    return (short)(at + 1);
}

struct search *search_numbered(uint32_t number) {
    for (int i = 0; i < MOST_SEARCHES; i++) {
        if (searches[i] && searches[i]->number == number) return searches[i];
    }
    return NULL;
}

/* ------------------------------------------------------------------------------------------------- starting */

/* The level of the first section that is generic, or the last level. */
static short first_generic(const struct scanned *pattern) {
    for (int i = 0; i < SECTIONS; i++) {
        if (section_is_generic(pattern->section[i])) return (short)(i - SECTION_DESTINATION);
    }
    return pattern->level;
}

static short take_pattern(struct search *search, const char *pattern, short length) {
    struct defaults defaults;
    defines_defaults(NULL, 0, &defaults);
    short error = name_resolve(pattern, length, SCAN_PATTERN | SCAN_EITHER, &defaults, &search->pattern);
    if (error) return error;
    text_upshift(search->pattern.text, search->pattern.length);
    return name_scan_all(search->pattern.text, search->pattern.length, SCAN_PATTERN | SCAN_EITHER, &search->wanted);
}

/* The name must be one that the pattern has. */
static short take_start(struct search *search, const char *start, short length) {
    struct defaults defaults;
    short set;
    if (length == 0) return FEOK;
    defines_defaults(NULL, 0, &defaults);
    short error = name_resolve(start, length, SCAN_EITHER, &defaults, &search->start);
    if (error) return error;
    text_upshift(search->start.text, search->start.length);
    const struct composed *name = &search->start, *pattern = &search->pattern;
    if (name_match(name->text, name->length, pattern->text, pattern->length, &set) != MATCH) return FEBADPARMVALUE;
    return name_scan_all(name->text, name->length, SCAN_EITHER, &search->from);
}

struct start_parameters {
    struct span pattern, start;
    short resolve_level, device_type, device_subtype, options;
};

static short begin(struct search *search, const struct start_parameters *parameters) {
    search->resolve_level = parameters->resolve_level;
    search->device_type = parameters->device_type;
    search->device_subtype = parameters->device_subtype;
    search->options = parameters->options;
    short error = take_pattern(search, parameters->pattern.text, parameters->pattern.length);
    if (error) return error;
    bool level = search->resolve_level >= ZSYS_VAL_FNAME_LEVEL_SYSTEM;
    if (!level || search->resolve_level > first_generic(&search->wanted)) return FEBADPARMVALUE;
    return take_start(search, parameters->start.text, parameters->start.length);
}

static short start(const struct start_parameters *parameters, short *searchid) {
    short place = 0;
    while (place < MOST_SEARCHES && searches[place]) place++;
    if (place == MOST_SEARCHES) return FENOCBSPACE;
    struct search *search = allocate(sizeof *search);
    memset(search, 0, sizeof *search);
    if (++generation == 0) ++generation;
    search->number = generation;
    short error = begin(search, parameters);
    if (error) {
        search_release(search);
        return error;
    }
    searches[place] = search;
    *searchid = (short)(place + 1);
    return FEOK;
}

static short take_pair(unsigned int present, int n, const char *text, short length, struct span *pair) {
    if (PRESENT(n) != PRESENT(n + 1)) return FEMISSPARM;
    if (!PRESENT(n) || length == 0) return FEOK;
    if (length < 0) return FEBADCOUNT;
    if (!text) return FEBOUNDSERR;
    *pair = (struct span){text, length};
    return FEOK;
}

GUARDIAN_API short guardian_FILENAME_FINDSTART_(unsigned int present, short *searchid, const char *search_pattern,
                                                short length, short resolve_level, short device_type,
                                                short device_subtype, short options, const char *startname,
                                                short startname_length) {
    ENTER(FILENAME_FINDSTART_, 0, (uint16_t)options, 0);
    struct start_parameters parameters = {.pattern = {"*", 1},
                                          .resolve_level = PRESENT(3) ? resolve_level : ZSYS_VAL_FNAME_LEVEL_SYSTEM,
                                          .device_type = PRESENT(4) ? device_type : ANY_DEVICE,
                                          .device_subtype = PRESENT(5) ? device_subtype : ANY_DEVICE,
                                          .options = PRESENT(6) ? options : 0};
    if (!PRESENT(0)) return FEMISSPARM;
    if (!searchid) return FEBOUNDSERR;
    short error = take_pair(present, 1, search_pattern, length, &parameters.pattern);
    if (!error) error = take_pair(present, 7, startname, startname_length, &parameters.start);
    if (!error && (parameters.options & ~SEARCH_OPTIONS)) error = FEBADPARMVALUE;
    return error ? error : start(&parameters, searchid);
}

/* --------------------------------------------------------------------------------------------------- going on */

/* -109 in wire order (system-messages.md section 3). */
static void tell_find(const struct search *search) {
    const struct find *find = &search->find;
    uint8_t message[MESSAGE_HEADER + sizeof find->name.text] = {0};
    wire_put(message, 2, (uint64_t)ZSYS_VAL_SMSG_FILENAMENEXT);
    wire_put(message + 2, 2, (uint64_t)id_of(search));
    wire_put(message + 4, 2, (uint64_t)find->error);
    for (int i = 0; i < ENTITY_WORDS; i++) wire_put(message + 6 + 2 * i, 2, (uint64_t)find->entity[i]);
    wire_put(message + 16, 2, (uint64_t)find->name.length);
    wire_put(message + 18, 4, (uint64_t)search->tag);
    memcpy(message + MESSAGE_HEADER, find->name.text, (size_t)find->name.length);
    receive_system(message, (uint32_t)(MESSAGE_HEADER + find->name.length), &null_handle, -1, -1);
}

void search_done(struct search *search) {
    if (!(search->options & SEARCH_NOWAIT)) return;
    search->done = false;
    tell_find(search);
}

/* The message about the call before is still to be read. */
static bool is_unread(short searchid) {
    for (const struct message *message = receive.first; message; message = message->next) {
        bool about_search = message->number == ZSYS_VAL_SMSG_FILENAMENEXT;
        if (about_search && (short)wire_get(message->data + 2, 2) == searchid) return true;
    }
    return false;
}

static bool is_done(void *search) {
    return ((struct search *)search)->done;
}

static short go_on_nowait(struct search *search, short searchid, int32_t tag) {
    if (search->running || is_unread(searchid)) return FETOOMANY;
    search->tag = tag;
    search_go_on(search);
    return FEOK;
}

/* A name for which the buffer was too small is found again by the next call. */
static short give(struct search *search, bool named, char *name, short maxlen, short *length) {
    const struct composed *found = &search->find.name;
    short error = FEOK;
    if (named) error = output_name(found->text, found->length, name, maxlen, length);
    if (error) return error;
    search->done = false;
    return search->find.error;
}

GUARDIAN_API short guardian_FILENAME_FINDNEXT_(unsigned int present, short searchid, char *name, short maxlen,
                                               short *name_length, short *entity_info, __int32_t tag) {
    ENTER(FILENAME_FINDNEXT_, searchid, (uint32_t)tag, 0);
    struct search *search = search_at(searchid);
    bool named = PRESENT(1);
    if (!PRESENT(0) || PRESENT(2) != named || PRESENT(3) != named) return FEMISSPARM;
    if (!search) return FENOTOPEN;
    if (search->options & SEARCH_NOWAIT) return go_on_nowait(search, searchid, PRESENT(5) ? tag : 0);
    if (named && (!name || !name_length)) return FEBOUNDSERR;
    if (named && maxlen < 0) return FEBADCOUNT;
    if (PRESENT(4) && !entity_info) return FEBOUNDSERR;
    if (!search->done) search_go_on(search);
    wait_until(is_done, search, -1);
    if (PRESENT(4)) memcpy(entity_info, search->find.entity, sizeof search->find.entity);
    return give(search, named, name, maxlen, name_length);
}

GUARDIAN_API short guardian_FILENAME_FINDFINISH_(unsigned int present, short searchid) {
    ENTER(FILENAME_FINDFINISH_, searchid, 0, 0);
    struct search *search = search_at(searchid);
    if (!PRESENT(0)) return FEMISSPARM;
    if (!search) return FENOTOPEN;
    searches[searchid - 1] = NULL;
    search_release(search);
    return FEOK;
}
