/* SETMODE of $RECEIVE: what it delivers, and in which order. The modes last until it is closed. */
#include "receive.h"

enum {
    ANY_ORDER = 30,
    BY_PRIORITY = 36,
    BUFFERS = 72,
    TIMEOUTS_KEEP = 74,
    WANTED_MESSAGES = 80,
    ALL_WANTED = WANTED_CANCELLATIONS | WANTED_SETPARAM | WANTED_LAST_PARAMETERS
};

static short *mode_of(short function) {
    switch (function) {
    case ANY_ORDER:
        return &receive.modes.any_order;
    case BY_PRIORITY:
        return &receive.modes.by_priority;
    case BUFFERS:
        return &receive.modes.buffers;
    case TIMEOUTS_KEEP:
        return &receive.modes.timeouts_keep;
    case WANTED_MESSAGES:
        return &receive.modes.wanted;
    default:
        return NULL;
    }
}

static bool fits(short function, short value) {
    switch (function) {
    case ANY_ORDER:
        return value == 0 || value == 1 || value == 3;
    case BUFFERS:
        return value >= 0 && value <= 2;
    case TIMEOUTS_KEEP:
        return value >= -1 && value <= 1;
    case WANTED_MESSAGES:
        return (value & ~ALL_WANTED) == 0;
    default:
        return value == 0 || value == 1;
    }
}

short receive_setmode(short function, bool p1_given, short p1, bool p2_given, short p2, short *last) {
    if (!receive.open) return self.last_error = FENOTOPEN;
    short *mode = mode_of(function);
    if (!mode) return receive.last_error = FEINVALOP;
    if (p1_given && !fits(function, p1)) return receive.last_error = FEBADPARMVALUE;
    if (p2_given && p2 != 0) return receive.last_error = FEBADPARMVALUE;
    if (last) {
        last[0] = *mode;
        last[1] = 0;
    }
    bool newly_ordered = function == BY_PRIORITY && p1_given && p1 && !*mode;
    if (p1_given) *mode = p1;
    if (newly_ordered) arriving_sort_out();
    return receive.last_error = FEOK;
}

bool receive_timeout_cancels(void) {
    return receive.modes.timeouts_keep == 0;
}
