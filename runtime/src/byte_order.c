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

static void reverse_numbers(const struct number_place *table, size_t count, short number, uint8_t *message,
                            uint32_t length) {
    if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__) return;
    for (size_t i = 0; i < count; i++) {
        const struct number_place *place = &table[i];
        if (place->message == number && (uint32_t)place->offset + place->size <= length) {
            reverse(message + place->offset, place->size);
        }
    }
}

void system_message_to_program(uint8_t *message, uint32_t length) {
    if (length < 2) return;
    reverse_numbers(places, sizeof places / sizeof *places, (short)wire_get(message, 2), message, length);
}

void system_reply_to_wire(short number, uint8_t *reply, uint32_t length) {
    reverse_numbers(reply_places, sizeof reply_places / sizeof *reply_places, number, reply, length);
}
