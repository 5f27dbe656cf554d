/* A link as the files that make it up share it.
 *
 *   link.c        how it comes to be, gets another socket, and ends
 *   linkoutput.c  what it sends
 *   linkinput.c   what it brings
 */
#ifndef GUARDIAN_LINKS_H
#define GUARDIAN_LINKS_H

#include "process.h"

enum { HEADER = WIRE_FRAME_SIZE };

/* A frame that is not counted and never repeated: ACK or RESUME. One at a time waits for a frame boundary. */
struct control {
    uint8_t byte[HEADER];
    uint32_t at;
    bool pending;
};

struct socketed_link {
    struct link link;
    struct control control;
};

static inline struct control *control_of(struct link *link) {
    return &((struct socketed_link *)link)->control;
}

/* Sends as much as the socket takes. */
void link_pump(struct link *link);
void link_queue_control(struct link *link, uint8_t kind);
/* One read of the socket. 1: something came; 0: nothing now; -1: the stream is over. */
int link_read(struct link *link);
/* The socket failed, which says nothing about the peer: the kernel finds a new one, or declares the peer dead. */
void link_broken(struct link *link);

/* Takes the whole frames that have been read; false when one cannot be. */
bool link_take_input(struct link *link);
/* Whether the frame, the next of its link, tells of a death that this process's kernel has not told of yet. */
bool frame_is_early(const struct link *link, const uint8_t *frame);

#endif
