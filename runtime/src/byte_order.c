/* System messages travel big-endian; host programs see them in their own order (DESIGN section 5). */
#include "process.h"

struct number_place {
    short message;
    uint8_t offset, size;
};

#include "byte_order_table.h"

static void reverse(uint8_t *at, uint8_t size) {
    for (uint8_t i = 0; i < size / 2; i++) {
        uint8_t kept = at[i];
        at[i] = at[size - 1 - i];
        at[size - 1 - i] = kept;
    }
}

void system_message_to_program(uint8_t *message, uint32_t length) {
    if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ || length < 2) return;
    short number = (short)wire_get(message, 2);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        const struct number_place *place = &places[i];
        if (place->message == number && (uint32_t)place->offset + place->size <= length) {
            reverse(message + place->offset, place->size);
        }
    }
}
