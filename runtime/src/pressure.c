/* Back-pressure: a process whose $RECEIVE is full stops reading from those who fill it, until half of it is read.
 * Then their sockets fill up, their requests wait, and nobody's memory grows.
 *
 * It goes on reading where it waits for a reply itself: two processes that fill each other do not come to a stop.
 */
#include "process.h"

bool pressure_is_on;

static bool is_under_way(const struct operation *operation, const struct handle *peer) {
    return operation && !operation->done && handle_equal(&operation->sent_to, peer);
}

static bool awaits_reply_of(const struct handle *peer) {
    for (struct open *open = open_next(NULL); open; open = open_next(open)) {
        if (is_under_way(open->own, peer)) return true;
        for (struct operation *operation = open->first; operation; operation = operation->next) {
            if (is_under_way(operation, peer)) return true;
        }
    }
    return inquiry_awaits(peer) || check_awaits(peer);
}

void pressure_apply(struct link *link) {
    bool resuming = link->state == LINK_RESUMING; /* the other end's RESUME must be read first */
    link_listen(link, !link->early && (!pressure_is_on || resuming || awaits_reply_of(&link->peer)));
}

static void apply_to_all(void) {
    for (struct link *link = link_next(NULL); link; link = link_next(link)) pressure_apply(link);
}

void pressure_begin(void) {
    if (pressure_is_on) return;
    pressure_is_on = true;
    apply_to_all();
}

void pressure_end(void) {
    pressure_is_on = false;
    apply_to_all();
}
