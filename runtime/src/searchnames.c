/* What a search asks the processes themselves: their device type (-106) and their subordinate names (-107). */
#include "search.h"

enum { NAME_REPLY = 14, MATCH = 2 };

/* ------------------------------------------------------------------------------------------- device simulation */

static void device_told(void *context, short error, const uint8_t *reply, uint32_t length) {
    struct search *search = search_of_context(context);
    if (!search) return;
    search->asked = 0;
    error = device_answer(error, reply, length, &search->device);
    search->described = true;
    if (error) search_process_failed(search, error);
    else search_step(search);
}

static bool is_simulator(const struct search *search) {
    return search->subtype == SUBTYPE_SIMULATOR && !(search->options & WITHOUT_SIMULATION);
}

/* What a simulator presents is asked where it is told or chosen by. Returns false when it goes on by itself. */
bool search_has_device(struct search *search) {
    bool chosen = search->device_type != ANY_DEVICE || search->device_subtype != ANY_DEVICE;
    bool wanted = search->wanted.level == ZSYS_VAL_FNAME_LEVEL_DEVICE || chosen;
    if (search->described || search->own || !wanted || !is_simulator(search)) return true;
    struct question question = device_question((struct span){NULL, 0});
    search->asked = inquiry_start(&search->process, &question, device_told, search_context(search));
    return false;
}

/* ----------------------------------------------------------------------------------------------- their qualifiers */

static struct span qualifiers_of(const struct scanned *name) {
    struct span first = name->section[SECTION_FIRST], second = name->section[SECTION_SECOND];
    short length = (short)(second.length ? second.text + second.length - first.text : first.length);
    return (struct span){first.text, length};
}

bool search_has_subnames(const struct search *search) {
    bool left_out = (search->options & WITHOUT_SUBPROCESSES) && !is_simulator(search);
    return search->qualifiers && !search->own && !left_out;
}

/* A name that the pattern has, and not the one before again. */
static bool is_next_name(const struct search *search, struct span name) {
    struct span pattern = qualifiers_of(&search->wanted);
    short set;
    bool again = text_same(name.text, name.length, search->last.text, search->last.length);
    bool fits = name.length > 1 && name.text[0] == '#' &&
                name_match(name.text, name.length, pattern.text, pattern.length, &set) == MATCH;
    return fits && !(again && (search->told || (search->options & SKIP_START)));
}

static void take_name(struct search *search, const uint8_t *reply, uint32_t length) {
    struct span name = {(const char *)reply + NAME_REPLY, length >= NAME_REPLY ? (short)wire_get(reply + 12, 2) : 0};
    bool whole = name.length > 0 && NAME_REPLY + (uint32_t)name.length <= length;
    if (!whole || (short)wire_get(reply, 2) != ZSYS_VAL_SMSG_SUBNAME || !is_next_name(search, name)) {
        search_process_failed(search, FEINVALOP);
        return;
    }
    memcpy(search->last.text, name.text, (size_t)name.length);
    search->last.length = name.length;
    text_upshift(search->last.text, name.length);
    search->told = true;
    short type = is_simulator(search) ? (short)wire_get(reply + 2, 2) : DEVICE_PROCESS;
    short subtype = is_simulator(search) ? (short)wire_get(reply + 4, 2) : search->subtype;
    if (!search_wants(search, type, subtype)) {
        search_step(search);
        return;
    }
    struct scanned process;
    name_scan(search->descriptor, (short)strlen(search->descriptor), 0, &process);
    const char *period = memchr(search->last.text, '.', (size_t)search->last.length);
    short first = (short)(period ? period - search->last.text : search->last.length);
    process.section[SECTION_FIRST] = (struct span){search->last.text, first};
    if (period) process.section[SECTION_SECOND] = (struct span){period + 1, (short)(search->last.length - first - 1)};
    search_put_entity(search, type, subtype);
    search_find_name(search, process.section);
    search_finish(search, FEOK);
}

static void name_told(void *context, short error, const uint8_t *reply, uint32_t length) {
    struct search *search = search_of_context(context);
    if (!search) return;
    search->asked = 0;
    if (error == FEEOF) {
        search_next_process(search);
        search_step(search);
    } else if (error) {
        search_process_failed(search, error);
    } else {
        take_name(search, reply, length);
    }
}

/* The name at which the program wants to begin is asked for at the process that it names. */
static void begin_at_start(struct search *search) {
    struct span start = search->from.section[SECTION_DESTINATION];
    const char *name = search->names[search->at];
    if (search->told || search->start.length == 0) return;
    short length = search_name_length(name, (short)strlen(name));
    if (!text_same(name, length, start.text, search_name_length(start.text, start.length))) return;
    struct span qualifiers = qualifiers_of(&search->from);
    memcpy(search->last.text, qualifiers.text, (size_t)qualifiers.length);
    search->last.length = qualifiers.length;
}

void search_ask_subname(struct search *search) {
    begin_at_start(search);
    bool skip = search->told || (search->options & SKIP_START);
    struct span last = {search->last.text, search->last.length};
    struct question question = name_question(last, last.length && skip, qualifiers_of(&search->wanted));
    search->asked = inquiry_start(&search->process, &question, name_told, search_context(search));
}
