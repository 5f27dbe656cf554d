/* How a search goes from process to process. Nothing in it waits: each step goes on when the kernel or the process has
 * answered. */
#include <stdlib.h>

#include "search.h"

enum { FIRST_OFFLINE_DEVICE = 62, LAST_OFFLINE_DEVICE = 66, NODE_DOWN = 250 };

void *search_context(const struct search *search) {
    return (void *)(uintptr_t)search->number;
}

struct search *search_of_context(void *context) {
    return search_numbered((uint32_t)(uintptr_t)context);
}

/* ------------------------------------------------------------------------------------------------- results */

/* The name from the level on at which the program wants it to begin. */
void search_find_name(struct search *search, const struct span section[SECTIONS]) {
    struct span shown[SECTIONS] = {{NULL, 0}};
    for (int i = search->resolve_level + SECTION_DESTINATION; i < SECTIONS; i++) shown[i] = section[i];
    name_compose(shown, &search->find.name);
}

void search_finish(struct search *search, short error) {
    search->find.error = error;
    search->running = false;
    search->done = true;
    search_done(search);
}

void search_finish_without_name(struct search *search, short error) {
    search->find.name.length = 0;
    for (int i = 0; i < ENTITY_WORDS; i++) search->find.entity[i] = -1;
    search_finish(search, error);
}

void search_next_process(struct search *search) {
    search->at++;
    search->known = search->described = search->told = false;
    search->last.length = 0;
}

static bool is_offline(short error) {
    bool device = error >= FIRST_OFFLINE_DEVICE && error <= LAST_OFFLINE_DEVICE;
    return device || error == NODE_DOWN || error == FEPATHDOWN;
}

/* What one process answers wrongly ends the search for its names only: the error comes with the name of the process. A
 * process that is not there any more is passed over where the pattern names no certain one. */
void search_process_failed(struct search *search, short error) {
    bool generic = section_is_generic(search->wanted.section[SECTION_DESTINATION]);
    bool passed_over = generic && is_offline(error) && !(search->options & REPORT_OFFLINE);
    struct scanned name;
    if (passed_over) {
        search_next_process(search);
        search_step(search);
        return;
    }
    name_scan(search->descriptor, (short)strlen(search->descriptor), 0, &name);
    name_compose(name.section, &search->find.name);
    search_next_process(search);
    search_finish(search, error);
}

/* Type and subtype are of the entity or of the process behind it. */
bool search_wants(const struct search *search, short type, short subtype) {
    const struct device *parent = &search->device;
    bool same_type = type == search->device_type || parent->type == search->device_type;
    bool same_subtype = subtype == search->device_subtype || parent->subtype == search->device_subtype;
    bool type_good = search->device_type == ANY_DEVICE || same_type != !!(search->options & NOT_TYPE);
    bool subtype_good = search->device_subtype == ANY_DEVICE || same_subtype != !!(search->options & NOT_SUBTYPE);
    return type_good && subtype_good;
}

void search_put_entity(struct search *search, short type, short subtype) {
    const short entity[ENTITY_WORDS] = {type, subtype, -1, -1, -1};
    memcpy(search->find.entity, entity, sizeof entity);
}

/* ------------------------------------------------------------------------------------------------- going on */

static void tell_process(struct search *search) {
    struct scanned name;
    name_scan(search->descriptor, (short)strlen(search->descriptor), 0, &name);
    short type = search->device.type, subtype = search->device.subtype;
    bool wanted = search_wants(search, type, subtype);
    if (wanted) {
        search_put_entity(search, type, subtype);
        search_find_name(search, name.section);
    }
    search_next_process(search);
    if (wanted) search_finish(search, FEOK);
    else search_step(search);
}

/* There is one node. */
static void tell_node(struct search *search) {
    if (search->node_told) {
        search_finish_without_name(search, FEEOF);
        return;
    }
    struct span section[SECTIONS] = {{self.node_name, (short)strlen(self.node_name)}};
    search->node_told = true;
    for (int i = 0; i < ENTITY_WORDS; i++) search->find.entity[i] = -1;
    search_find_name(search, section);
    search_finish(search, FEOK);
}

/* A destination without a process in it, where the pattern names one: a device of the library's, or nothing. */
static bool tell_local_device(struct search *search) {
    struct composed name;
    struct span section[SECTIONS] = {search->wanted.section[SECTION_NODE], search->wanted.section[SECTION_DESTINATION]};
    name_compose(section, &name);
    name.text[name.length] = 0;
    const struct local_device *device = local_device_named(name.text);
    if (!device || search->wanted.level != ZSYS_VAL_FNAME_LEVEL_DEVICE) return false;
    search->device = (struct device){device->type, device->subtype, device->reclen};
    strcpy(search->descriptor, name.text);
    tell_process(search);
    return true;
}

short search_name_length(const char *text, short length) {
    const char *colon = memchr(text, ':', (size_t)length);
    return colon ? (short)(colon - text) : length;
}

/* The names are in order, and a start between two of them is one as well. */
static bool is_before_start(const struct search *search) {
    struct span start = search->from.section[SECTION_DESTINATION];
    const char *name = search->names[search->at];
    if (search->start.length == 0) return false;
    short length = search_name_length(name, (short)strlen(name)),
          start_length = search_name_length(start.text, start.length);
    short shorter = length < start_length ? length : start_length;
    int order = memcmp(name, start.text, (size_t)shorter);
    if (order == 0) order = length - start_length;
    bool process = search->wanted.level == ZSYS_VAL_FNAME_LEVEL_DEVICE;
    return order < 0 || (order == 0 && process && (search->options & SKIP_START));
}

/* 0 when the pattern has the own node: there is no other. */
static short node_error(const struct search *search) {
    struct span node = search->wanted.section[SECTION_NODE], own = {self.node_name, (short)strlen(self.node_name)};
    if (section_matches(own, node)) return FEOK;
    return section_is_generic(node) ? FEEOF : FENOSUCHSYS;
}

static void step_in_process(struct search *search) {
    bool certain = !section_is_generic(search->wanted.section[SECTION_DESTINATION]);
    if (!search->known) {
        if (!certain || !tell_local_device(search)) search_ask_process(search);
        return;
    }
    if (!search_has_device(search)) return;
    if (search->wanted.level == ZSYS_VAL_FNAME_LEVEL_DEVICE) {
        tell_process(search);
    } else if (search_has_subnames(search)) {
        search_ask_subname(search);
    } else {
        search_next_process(search);
        search_step(search);
    }
}

void search_step(struct search *search) {
    short error = node_error(search);
    if (error) {
        search_finish_without_name(search, error);
        return;
    }
    if (search->wanted.level == ZSYS_VAL_FNAME_LEVEL_SYSTEM) {
        tell_node(search);
        return;
    }
    if (!search_has_names(search)) return;
    while (search->at < search->count && is_before_start(search)) search->at++;
    if (search->at == search->count) search_finish_without_name(search, FEEOF);
    else step_in_process(search);
}

void search_go_on(struct search *search) {
    search->running = true;
    search->done = false;
    search_step(search);
}

void search_release(struct search *search) {
    if (search->asked) inquiry_cancel(search->asked);
    free(search->names);
    free(search);
}
