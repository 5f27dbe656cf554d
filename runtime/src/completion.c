/* Which of the requests that are done completes next (SETMODE 30, procedures.md section 1.11). */
#include "process.h"

static struct operation *first_done, *last_done; /* of the program's and not yet completed, in order of completion */

HOT_INLINE void completion_add(struct operation *operation) {
    operation->done_before = last_done;
    if (last_done) last_done->done_after = operation;
    else first_done = operation;
    last_done = operation;
}

HOT_INLINE void completion_remove(struct operation *operation) {
    struct operation *before = operation->done_before, *after = operation->done_after;
    if (!before && first_done != operation) return;
    if (before) before->done_after = after;
    else first_done = after;
    if (after) after->done_before = before;
    else last_done = before;
}

static struct operation *oldest_done(const struct open *open) {
    struct operation *operation = open->first;
    while (operation && !operation->done) operation = operation->next;
    return operation;
}

static struct operation *first_done_of(const struct open *open) {
    struct operation *operation = first_done;
    while (operation && operation->open != open) operation = operation->done_after;
    return operation;
}

HOT_INLINE struct operation *operation_to_complete(const struct open *open) {
    if (!open->first) return NULL;
    switch (open->modes[MODE_ORDER][0]) {
    case 0:
        return open->first->done ? open->first : NULL;
    case 1:
        return oldest_done(open);
    default:
        return first_done_of(open);
    }
}

struct operation *operation_to_complete_among(selects *chosen) {
    for (struct operation *operation = first_done; operation; operation = operation->done_after) {
        struct operation *found = chosen(operation->open) ? operation_to_complete(operation->open) : NULL;
        if (found) return found;
    }
    return NULL;
}

bool operations_outstanding(selects *chosen) {
    for (struct open *open = open_next(NULL); open; open = open_next(open)) {
        if (open->outstanding && chosen(open)) return true;
    }
    return false;
}
