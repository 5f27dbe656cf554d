/* A link joins two processes and carries everything between them, both ways, as counted frames (XY-02): how it comes
 * to be, gets another socket, and ends.
 */
#include "links.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { INPUT_ROOM = 64 * 1024, DRAIN_LIMIT_MS = 10000 };

static struct link *links;

/* ------------------------------------------------------------------------------------- state of the socket */

static void take_socket(struct link *link, int socket, enum link_state state) {
    link->socket = socket;
    link->state = state;
    link->output_watched = link->output_over = link->deaf = false;
    link->input_have = 0;
    link->early = false; /* that frame comes again */
    link->unsent_at = 0; /* the rest of a frame means nothing on another socket */
    control_of(link)->pending = false;
    wait_watch(socket, link, true, false, false);
    if (pressure_is_on) pressure_apply(link);
}

static void drop_socket(struct link *link) {
    if (link->socket < 0) return;
    wait_forget(link->socket);
    close(link->socket);
    link->socket = -1;
}

void link_broken(struct link *link) {
    struct letter letter;
    drop_socket(link);
    link->state = LINK_BROKEN;
    uint8_t *body = letter_begin(&letter, WIRE_BROKEN, WIRE_BROKEN_SIZE);
    wire_broken_set_link(body, link->identity);
    wire_broken_set_socket(body, link->socket_number);
    kernel_tell(&letter);
}

static struct link *link_new(const struct handle *peer) {
    struct socketed_link *made = allocate(sizeof *made);
    memset(made, 0, sizeof *made);
    made->link.peer = *peer;
    made->link.socket = -1;
    made->link.input_room = INPUT_ROOM;
    made->link.input = allocate(INPUT_ROOM);
    /* The oldest link to a process comes first and is the one that is used: requests keep their order (MS-08). */
    struct link **at = &links;
    while (*at) at = &(*at)->next;
    return *at = &made->link;
}

static void link_free(struct link *link) {
    struct link **at = &links;
    while (*at != link) at = &(*at)->next;
    *at = link->next;
    while (link->first) {
        struct frame *frame = link->first;
        link->first = frame->next;
        frame_release(frame);
    }
    drop_socket(link);
    free(link->input);
    free(link);
}

/* No other member of the pair can be reached either. */
static bool is_of_network(short error) {
    return error == FENETDOWN || error == FESECVIOL;
}

static void linked(void *context, struct answer *answer) {
    struct link *link = context;
    if (answer->error != 0 || answer->descriptor < 0 || answer->length < WIRE_LINKED_SIZE) {
        struct handle peer = link->peer;
        short error = answer->error;
        if (answer->descriptor >= 0) close(answer->descriptor);
        link_free(link);
        requests_link_refused(&peer, error);
        inquiries_peer_down(&peer, &null_handle, is_of_network(error) ? error : FEPATHDOWN);
        check_link_refused(&peer);
        return;
    }
    link->identity = wire_linked_link(answer->body);
    take_socket(link, answer->descriptor, LINK_UP);
    link_pump(link);
}

HOT_INLINE struct link *link_to(const struct handle *peer) {
    struct letter letter;
    for (struct link *link = links; link; link = link->next) {
        if (link->state != LINK_OVER && handle_equal(&link->peer, peer)) return link;
    }
    struct link *link = link_new(peer);
    link->state = LINK_ASKED;
    uint8_t *body = letter_begin(&letter, WIRE_LINK, WIRE_LINK_SIZE);
    memcpy(wire_link_handle(body), peer, sizeof *peer);
    kernel_ask(&letter, linked, link);
    return link;
}

void link_adopt(uint64_t identity, const struct handle *peer, int socket) {
    struct link *link = link_new(peer);
    link->identity = identity;
    take_socket(link, socket, LINK_UP);
}

/* Of a process's link to itself both ends have the identity, and each gets one of the two sockets of that number. */
static struct link *end_without_socket(uint64_t identity, uint32_t number) {
    struct link *found = NULL;
    for (struct link *link = links; link; link = link->next) {
        if (link->identity != identity || link->state == LINK_OVER) continue;
        if (!found || (found->socket_number == number && link->socket_number != number)) found = link;
    }
    return found;
}

void link_resume(uint64_t identity, uint32_t number, int socket) {
    struct link *link = end_without_socket(identity, number);
    if (!link) {
        close(socket);
        return;
    }
    drop_socket(link);
    take_socket(link, socket, LINK_RESUMING);
    link->socket_number = number;
    link_queue_control(link, WIRE_FRAME_RESUME);
    link_pump(link);
}

/* -------------------------------------------------------------------------------------------------- end */

static void read_to_end(struct link *link) {
    struct pollfd end = {.fd = link->socket, .events = POLLIN};
    int got;
    while ((got = link_read(link)) >= 0) {
        if (got == 0 && poll(&end, 1, DRAIN_LIMIT_MS) == 0) {
            fprintf(stderr, "guardian: the link of a dead process did not end; what it may still send is ignored\n");
            return;
        }
    }
}

struct link *link_next(const struct link *link) {
    return link ? link->next : links;
}

/* What the dead had not acknowledged, it had perhaps not heard. */
static void look_at_unheard(const struct link *link) {
    for (const struct frame *frame = link->first; frame; frame = frame->next) {
        serving_reply_unheard(&link->peer, frame->byte);
    }
}

void links_drain(const struct handle *peer, bool processor_down) {
    struct link *next;
    for (struct link *link = links; link; link = next) {
        next = link->next;
        if (link->state == LINK_ASKED || !handle_equal(&link->peer, peer)) continue;
        link->state = LINK_OVER;
        if (link->early) link_take_input(link);
        if (link->socket >= 0) read_to_end(link);
        handover_link_over(link);
        check_link_over(link);
        receive_link_over(link, processor_down);
        if (!processor_down) look_at_unheard(link);
        link_free(link);
    }
}

static bool all_written(void *context) {
    (void)context;
    for (struct link *link = links; link; link = link->next) {
        if (link->state == LINK_UP && link->unsent) return false;
    }
    return true;
}

void links_flush(void) {
    wait_until(all_written, NULL, 2000000);
}
