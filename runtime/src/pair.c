/* Process pairs: who is who, in the system's current view (R-01 to R-07, MO-09). */
#include <stdio.h>

#include "process.h"

enum {
    RESERVED_NAMES_TOO = 4, /* options.<13> */
    NODE_OF_CALLER = 2,     /* options.<14> */
    IO_PROCESSES_TOO = 1,   /* options.<15> */
    ALL_OPTIONS = 7,
    NO_INDEX = -1,
    DETAIL_HANDLE = 1,
    DETAIL_PAIR = 2,
    DETAIL_INDEX = 6,
    DETAIL_NODE = 8,
    DETAIL_OPTIONS = 9,
    DETAIL_ANCESTOR = 10,
    LAST_PARAMETER = 15
};

static short ask(uint16_t by, const struct handle *handle, const char *name, uint32_t index, struct pair *pair) {
    struct letter letter;
    size_t at = WIRE_PAIR_SIZE;
    uint8_t *body = letter_begin(&letter, WIRE_PAIR_INFO, WIRE_PAIR_INFO_SIZE);
    wire_pair_info_set_by(body, by);
    wire_pair_info_set_index(body, index);
    memcpy(wire_pair_info_handle(body), handle, sizeof *handle);
    letter_string(&letter, name, strlen(name));
    struct answer answer = kernel_call(&letter);
    answer_holds(&answer, WIRE_PAIR_SIZE);
    pair->result = wire_pair_result(answer.body);
    pair->primary = handle_at(wire_pair_primary(answer.body));
    pair->backup = handle_at(wire_pair_backup(answer.body));
    pair->ancestor = handle_at(wire_pair_ancestor(answer.body));
    pair->sequence = wire_pair_sequence(answer.body);
    pair->next = wire_pair_next(answer.body);
    body_string(&answer, &at, pair->name, sizeof pair->name);
    body_string(&answer, &at, pair->ancestor_name, sizeof pair->ancestor_name);
    answer_release(&answer);
    return pair->result;
}

short pair_of(uint16_t by, const struct handle *handle, const char *name, struct pair *pair) {
    return ask(by, handle, name, 0, pair);
}

short pair_at(uint32_t index, struct pair *pair) {
    return ask(WIRE_BY_INDEX, &null_handle, "", index, pair);
}

/* --------------------------------------------------------------------------------------------- PROCESS_GETPAIRINFO_ */

/* The error detail of each parameter, counted as in TAL. */
static const uint8_t detail_of[LAST_PARAMETER] = {1, 2, 2, 3, 4, 5, 6, 7, 8, 8, 9, 10, 10, 11, 12};

/* What is asked about. */
struct subject {
    bool search, by_name;
    struct handle handle; /* null: the caller */
    uint32_t index;
    short options;
};

static short wrong(short *detail, short number) {
    *detail = number;
    return PAIR_PARAMETER;
}

static short check(unsigned int present, const void *const *given, const struct subject *subject, short room,
                   short node_length, short ancestor_room, short *detail) {
    for (int i = 0; i < LAST_PARAMETER; i++) {
        *detail = detail_of[i];
        if (PRESENT(i) && !given[i]) return PAIR_BOUNDS;
    }
    *detail = 0;
    if (PRESENT(1) != PRESENT(2) || room < 0) return wrong(detail, DETAIL_PAIR);
    if (subject->by_name && room == 0) return wrong(detail, DETAIL_PAIR);
    if (PRESENT(1) && room && !subject->by_name && !PRESENT(3)) return wrong(detail, detail_of[3]);
    if (PRESENT(8) != PRESENT(9) || node_length < 0) return wrong(detail, DETAIL_NODE);
    if (subject->options & ~ALL_OPTIONS) return wrong(detail, DETAIL_OPTIONS);
    if (!all_or_none(present, 11) || ancestor_room < 0) return wrong(detail, DETAIL_ANCESTOR);
    return 0;
}

static short look_up_name(const struct subject *subject, const char *name, short length, struct pair *pair,
                          short *detail) {
    struct resolved resolved;
    char with_node[80];
    if (length > LARGEST_FILE_NAME) return wrong(detail, DETAIL_PAIR);
    bool own_node = subject->options & NODE_OF_CALLER && name[0] == '$';
    snprintf(with_node, sizeof with_node, "%s%s%.*s", own_node ? self.node_name : "", own_node ? "." : "", length,
             name);
    short error = define_resolve(with_node, (short)strlen(with_node), &resolved);
    if (error == FENOSUCHSYS) return PAIR_NO_NODE;
    if (error) return wrong(detail, DETAIL_PAIR);
    short result = pair_of(WIRE_BY_NAME, &null_handle, resolved.name, pair);
    return result == PAIR_PARAMETER ? wrong(detail, DETAIL_PAIR) : result;
}

/* Names that are only reserved count when the caller says so. */
static short search(struct subject *subject, struct pair *pair) {
    short result;
    do {
        result = pair_at(subject->index, pair);
        subject->index = pair->next;
    } while (result == PAIR_RESERVED && !(subject->options & RESERVED_NAMES_TOO));
    return result;
}

static short look_up(struct subject *subject, const char *name, short length, struct pair *pair, short *detail) {
    if (subject->search) return search(subject, pair);
    if (subject->by_name) return look_up_name(subject, name, length, pair, detail);
    if (handle_is_null(&subject->handle)) return pair_of(WIRE_BY_CALLER, &null_handle, "", pair);
    short error = handle_check(&subject->handle);
    if (error) return error == FENOSUCHSYS ? PAIR_NO_NODE : wrong(detail, DETAIL_HANDLE);
    return pair_of(WIRE_BY_HANDLE, &subject->handle, "", pair);
}

static void give(bool wanted, short *into, const struct handle *handle) {
    if (wanted) memcpy(into, handle, sizeof *handle);
}

static short told(short *error_detail, short result, short detail) {
    if (error_detail) *error_detail = detail;
    return result;
}

/* Without parameters: the caller's role as of this call, from what the kernel has told. */
static short own_role(void) {
    while (kernel_input()) continue;
    return self.role;
}

GUARDIAN_API short guardian_PROCESS_GETPAIRINFO_(unsigned int present, short *processhandle, char *pair_name,
                                                 short maxlen, short *pair_length, short *primary_processhandle,
                                                 short *backup_processhandle, __int32_t *search_index,
                                                 short *ancst_processhandle, const char *search_nodename,
                                                 short search_length, short options, char *ancst, short ancst_maxlen,
                                                 short *ancst_length, short *error_detail) {
    static const char there[1];
    const void *const given[LAST_PARAMETER] = {processhandle,
                                               pair_name,
                                               there,
                                               pair_length,
                                               primary_processhandle,
                                               backup_processhandle,
                                               search_index,
                                               ancst_processhandle,
                                               search_nodename,
                                               there,
                                               there,
                                               ancst,
                                               there,
                                               ancst_length,
                                               error_detail};
    struct subject subject = {.handle = null_handle, .options = PRESENT(10) ? options : 0};
    struct pair pair;
    short detail = 0;
    require_kernel("PROCESS_GETPAIRINFO_");
    if (!present) return own_role();
    short *telling = PRESENT(14) ? error_detail : NULL;
    subject.search = PRESENT(6) && search_index && *search_index != NO_INDEX;
    if (PRESENT(0) && processhandle && !subject.search) subject.handle = handle_at(processhandle);
    subject.by_name = !subject.search && handle_is_null(&subject.handle) && PRESENT(1) && !PRESENT(3);
    if (subject.search) subject.index = (uint32_t)*search_index;
    short result = check(present, given, &subject, PRESENT(2) ? maxlen : 0, PRESENT(9) ? search_length : 0,
                         PRESENT(12) ? ancst_maxlen : 0, &detail);
    if (!result && subject.search && PRESENT(8) && search_length) {
        short bad_node = node_is_own(search_nodename, (size_t)search_length);
        if (bad_node) result = bad_node == FENOSUCHSYS ? PAIR_NO_NODE : wrong(&detail, DETAIL_NODE);
    }
    if (result) return told(telling, result, detail);
    result = look_up(&subject, pair_name, maxlen, &pair, &detail);
    if (subject.search) *search_index = (__int32_t)subject.index;
    if (result == PAIR_RESERVED && !(subject.options & RESERVED_NAMES_TOO)) result = PAIR_NOT_THERE;
    bool found = result == PAIR_OTHERS || result == PAIR_RESERVED || (result >= PAIR_SINGLE && result <= PAIR_BACKUP);
    if (!found) return told(telling, result, detail);
    give(PRESENT(4), primary_processhandle, &pair.primary);
    give(PRESENT(5), backup_processhandle, &pair.backup);
    give(PRESENT(7), ancst_processhandle, &pair.ancestor);
    bool pair_wanted = PRESENT(1) && maxlen && !subject.by_name;
    if (pair_wanted && output_string(pair.name, pair_name, maxlen, pair_length)) {
        return told(telling, PAIR_PARAMETER, DETAIL_PAIR);
    }
    if (PRESENT(11) && ancst_maxlen && output_string(pair.ancestor_name, ancst, ancst_maxlen, ancst_length)) {
        return told(telling, PAIR_PARAMETER, DETAIL_ANCESTOR);
    }
    return told(telling, result, 0);
}
