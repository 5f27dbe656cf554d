/* The processes that a search looks at: their names, and what the kernel knows of them. */
#include <stdlib.h>

#include "search.h"

enum { NO_MORE_PAIRS = 8 };

static int by_name(const void *a, const void *b) {
    return strcmp(a, b);
}

static void collect(struct search *search, struct span name) {
    if (name.length >= LONGEST_PROCESS) return;
    search->names = realloc(search->names, sizeof *search->names * (size_t)(search->count + 1));
    if (!search->names) fail("out of memory");
    memset(search->names[search->count], 0, LONGEST_PROCESS);
    memcpy(search->names[search->count], name.text, (size_t)name.length);
    text_upshift(search->names[search->count++], name.length);
}

/* $NAME of \NODE.$NAME:SEQNO. */
static struct span short_name(const char *descriptor) {
    const char *dollar = strchr(descriptor, '$');
    return dollar ? (struct span){dollar, (short)strcspn(dollar, ":")} : (struct span){NULL, 0};
}

static void ask_pair(struct search *search, uint32_t index);

static void pair_told(void *context, struct answer *answer) {
    struct search *search = search_of_context(context);
    char name[64];
    size_t at = WIRE_PAIR_SIZE;
    if (!search) return;
    answer_holds(answer, WIRE_PAIR_SIZE);
    if (wire_pair_result(answer->body) == NO_MORE_PAIRS) {
        if (search->count) qsort(search->names, (size_t)search->count, sizeof *search->names, by_name);
        search->collected = true;
        search_step(search);
        return;
    }
    struct handle primary = handle_at(wire_pair_primary(answer->body));
    body_string(answer, &at, name, sizeof name);
    struct span shown = short_name(name);
    struct span wanted = search->wanted.section[SECTION_DESTINATION];
    if (!handle_is_null(&primary) && shown.length && section_matches(shown, wanted)) collect(search, shown);
    ask_pair(search, wire_pair_next(answer->body));
}

static void ask_pair(struct search *search, uint32_t index) {
    struct letter letter;
    uint8_t *body = letter_begin(&letter, WIRE_PAIR_INFO, WIRE_PAIR_INFO_SIZE);
    wire_pair_info_set_by(body, WIRE_BY_INDEX);
    memcpy(wire_pair_info_handle(body), &null_handle, sizeof null_handle);
    wire_pair_info_set_index(body, index);
    letter_string(&letter, "", 0);
    kernel_ask(&letter, pair_told, search_context(search));
}

/* Returns false when it goes on by itself. */
bool search_has_names(struct search *search) {
    struct span destination = search->wanted.section[SECTION_DESTINATION];
    if (search->collected) return true;
    if (section_is_generic(destination)) {
        ask_pair(search, 0);
        return false;
    }
    collect(search, destination);
    search->collected = true;
    return true;
}

/* One that a generic destination had matched has ended meanwhile; one that was named does not exist. */
static void process_gone(struct search *search) {
    if (!section_is_generic(search->wanted.section[SECTION_DESTINATION])) {
        search_finish_without_name(search, FENOSUCHDEV);
        return;
    }
    search_next_process(search);
    search_step(search);
}

static void info_told(void *context, struct answer *answer) {
    struct search *search = search_of_context(context);
    if (!search) return;
    if (answer->error != 0 || answer->length < WIRE_INFO_SIZE) {
        process_gone(search);
        return;
    }
    search->subtype = wire_info_subtype(answer->body);
    search->qualifiers = wire_info_qualifiers(answer->body);
    search->device = (struct device){DEVICE_PROCESS, search->subtype, PROCESS_RECORD};
    search->known = true;
    search_step(search);
}

static void process_found(struct search *search, const struct handle *process, const char *descriptor) {
    search->process = *process;
    search->own = handle_equal(process, &self.handle);
    strcpy(search->descriptor, descriptor);
    ask_info(process, info_told, search_context(search));
}

static void named_told(void *context, struct answer *answer) {
    struct search *search = search_of_context(context);
    char descriptor[64];
    size_t at = WIRE_PAIR_SIZE;
    if (!search) return;
    answer_holds(answer, WIRE_PAIR_SIZE);
    struct handle primary = handle_at(wire_pair_primary(answer->body));
    if (wire_pair_result(answer->body) > PAIR_BACKUP || handle_is_null(&primary)) {
        process_gone(search);
        return;
    }
    body_string(answer, &at, descriptor, sizeof descriptor);
    process_found(search, &primary, descriptor);
}

static void unnamed_told(void *context, struct answer *answer) {
    struct search *search = search_of_context(context);
    char descriptor[64];
    size_t at = WIRE_FOUND_SIZE;
    if (!search) return;
    if (answer->error != 0) {
        process_gone(search);
        return;
    }
    answer_holds(answer, WIRE_FOUND_SIZE);
    struct handle process = handle_at(wire_found_handle(answer->body));
    body_string(answer, &at, descriptor, sizeof descriptor);
    process_found(search, &process, descriptor);
}

void search_ask_process(struct search *search) {
    struct letter letter;
    struct composed name;
    const char *text = search->names[search->at];
    struct span section[SECTIONS] = {{self.node_name, (short)strlen(self.node_name)}, {text, (short)strlen(text)}};
    bool unnamed = text[1] == ':';
    name_compose(section, &name);
    uint8_t *body = unnamed ? letter_begin(&letter, WIRE_FIND, WIRE_FIND_SIZE)
                            : letter_begin(&letter, WIRE_PAIR_INFO, WIRE_PAIR_INFO_SIZE);
    if (!unnamed) {
        wire_pair_info_set_by(body, WIRE_BY_NAME);
        memcpy(wire_pair_info_handle(body), &null_handle, sizeof null_handle);
    }
    letter_string(&letter, name.text, (size_t)name.length);
    kernel_ask(&letter, unnamed ? unnamed_told : named_told, search_context(search));
}
