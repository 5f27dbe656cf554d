/* System messages that one process may send another. Whoever reads them relies on what is checked here. */
#include "process.h"

enum {
    OPEN_BYTES = 60,
    MOST_OPEN_BYTES = 512,
    CONTROLBUF_HEADER = 6,
    SETPARAM_HEADER = 8,
    MOST_CONTROLBUF = 244,
    MOST_SETPARAM = 242,
    DEVINFO_HEADER = 10,
    MOST_QUALIFIER = 32,
    SUBNAME_HEADER = 16,
    MOST_SUBNAME = 250
};

static uint32_t word_at(const uint8_t *body, int offset) {
    return (uint32_t)wire_get(body + offset, 2);
}

/* An offset and a length, from the start of the message. */
static bool string_fits(const uint8_t *body, int place, uint32_t length) {
    return word_at(body, place + 2) == 0 || word_at(body, place) + word_at(body, place + 2) <= length;
}

static bool open_fits(const uint8_t *body, uint32_t length) {
    return length >= OPEN_BYTES && length <= MOST_OPEN_BYTES && OPEN_BYTES + word_at(body, 36) <= length &&
           string_fits(body, 38, length) && string_fits(body, 46, length);
}

static bool counted_fits(const uint8_t *body, uint32_t length, uint32_t header, uint32_t most) {
    return length >= header && length - header <= most && word_at(body, (int)header - 2) == length - header;
}

static bool device_inquiry_fits(const uint8_t *body, uint32_t length) {
    return length >= DEVINFO_HEADER && length - DEVINFO_HEADER <= MOST_QUALIFIER &&
           word_at(body, 8) <= length - DEVINFO_HEADER;
}

static bool name_inquiry_fits(const uint8_t *body, uint32_t length) {
    return length >= SUBNAME_HEADER && length <= MOST_SUBNAME && SUBNAME_HEADER + word_at(body, 4) <= length &&
           string_fits(body, 6, length);
}

bool link_message_fits(short number, const uint8_t *body, uint32_t length) {
    if (length < 2 || (short)wire_get(body, 2) != number) return false;
    switch (number) {
    case ZSYS_VAL_SMSG_CONTROL:
        return length == 6;
    case ZSYS_VAL_SMSG_SETMODE:
        return length == 10;
    case ZSYS_VAL_SMSG_RESETSYNC:
        return length == 2;
    case ZSYS_VAL_SMSG_CONTROLBUF:
        return counted_fits(body, length, CONTROLBUF_HEADER, MOST_CONTROLBUF);
    case ZSYS_VAL_SMSG_SETPARAM:
        return counted_fits(body, length, SETPARAM_HEADER, MOST_SETPARAM);
    case ZSYS_VAL_SMSG_OPEN:
        return open_fits(body, length);
    case ZSYS_VAL_SMSG_CLOSE:
        return length == 4;
    case ZSYS_VAL_SMSG_DEVINFO:
        return device_inquiry_fits(body, length);
    case ZSYS_VAL_SMSG_SUBNAME:
        return name_inquiry_fits(body, length);
    default:
        return false;
    }
}
