/* How many messages a process may have (procedures.md section 3.8). */
#include "receive.h"

enum {
    INCOMING_LIMIT = 0,
    OUTGOING_LIMIT = 1,
    INCOMING_NOW = 4,
    OUTGOING_NOW = 5,
    MOST_MESSAGES = 4095 /* MS-06 */
};

int outgoing_limit = MOST_MESSAGES;

/* Beyond the limit senders get error 30. Without one they wait instead (pressure.c). */
GUARDIAN_API short guardian_CONTROLMESSAGESYSTEM(unsigned int present, short actioncode, short value) {
    require_kernel("CONTROLMESSAGESYSTEM");
    if ((present & 3) != 3) return FEMISSPARM;
    if (actioncode != INCOMING_LIMIT && actioncode != OUTGOING_LIMIT) return FEINVALOP;
    if (value < 1 || value > MOST_MESSAGES) return FEBADCOUNT;
    if (actioncode == INCOMING_LIMIT) receive.incoming_limit = (uint32_t)value;
    else outgoing_limit = value;
    return FEOK;
}

static short outgoing_now(void) {
    short count = 0;
    for (struct open *open = open_next(NULL); open; open = open_next(open)) {
        if (open->own && !open->own->done) count++;
        for (struct operation *operation = open->first; operation; operation = operation->next) {
            if (!operation->done) count++;
        }
    }
    return count;
}

GUARDIAN_API short guardian_MESSAGESYSTEMINFO(unsigned int present, short itemcode, short *value) {
    require_kernel("MESSAGESYSTEMINFO");
    if ((present & 3) != 3) return FEMISSPARM;
    if (!value) return FEBOUNDSERR;
    uint32_t incoming = receive.waiting + receive.unreplied;
    switch (itemcode) {
    case INCOMING_LIMIT:
        *value = (short)(receive.incoming_limit ? receive.incoming_limit : MOST_MESSAGES);
        return FEOK;
    case OUTGOING_LIMIT:
        *value = (short)outgoing_limit;
        return FEOK;
    case INCOMING_NOW:
        *value = (short)(incoming > INT16_MAX ? INT16_MAX : incoming);
        return FEOK;
    case OUTGOING_NOW:
        *value = outgoing_now();
        return FEOK;
    default:
        return FEINVALOP;
    }
}
