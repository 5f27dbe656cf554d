/* Requests that come too early: a requester knows of a death before the survivor does.
 *
 * Kernels hear of a death one after the other. What is sent on to the survivor because its partner died says so, and
 * waits in its link until this process's own kernel has told of its new role; everything behind it waits too, so the
 * requests of an open keep their order (MS-08).
 */
#include "links.h"

uint16_t handle_serial(const struct handle *handle) {
    return (uint16_t)wire_get(handle->byte + 8, 2);
}

bool frame_is_early(const struct link *link, const uint8_t *frame) {
    if (self.role != PAIR_BACKUP || link->state != LINK_UP || wire_frame_kind(frame) != WIRE_FRAME_REQUEST)
        return false;
    uint16_t lost = wire_frame_lost(frame);
    return lost != 0 && lost == handle_serial(&self.partner);
}

/* The link may be over, or become so, by what it brings: the search begins again after each. */
static struct link *early_link(void) {
    struct link *link = link_next(NULL);
    while (link && !link->early) link = link_next(link);
    return link;
}

void links_hear_early(void) {
    struct link *link;
    if (self.role == PAIR_BACKUP) return;
    while ((link = early_link())) {
        link->early = false;
        pressure_apply(link);
        if (!link_take_input(link)) link_broken(link);
    }
}
