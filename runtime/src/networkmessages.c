/* Messages about other nodes: what the kernel says in their reserved words, and the form that the C-series has for all
 * of them (system-messages.md section 3, -8, -100, -110, -111, -113).
 */
#include "receive.h"

enum {
    NETWORK_STATUS = -8,
    OF_PROCESSOR = 10, /* where the kernel's three words are: how many processors, who is up, who was */
    OF_NODE = 2,
    WORDS = 3,
    NUMBER_OF_PROCESSOR = 2, /* where the node's number is */
    NUMBER_OF_NODE = 8,
    SHORTEST = 16
};

struct places {
    int words, number;
};

static bool places_in(const struct message *message, struct places *places) {
    bool processor = message->number == ZSYS_VAL_SMSG_REMOTECPUDOWN || message->number == ZSYS_VAL_SMSG_REMOTECPUUP;
    bool node = message->number == ZSYS_VAL_SMSG_NODEDOWN || message->number == ZSYS_VAL_SMSG_NODEUP;
    if ((!processor && !node) || message->link || message->length < SHORTEST) return false;
    *places = processor ? (struct places){OF_PROCESSOR, NUMBER_OF_PROCESSOR} : (struct places){OF_NODE, NUMBER_OF_NODE};
    return true;
}

static short word_of(const struct message *message, int place) {
    return (short)wire_get(message->data + place, 2);
}

void network_message_cleared(struct message *message) {
    struct places places;
    if (places_in(message, &places)) memset(message->data + places.words, 0, 2 * WORDS);
}

bool network_message_says_nothing_new(const struct message *message) {
    struct places places;
    if (message->number != ZSYS_VAL_SMSG_REMOTECPUUP || !places_in(message, &places)) return false;
    return word_of(message, places.words + 2) == word_of(message, places.words + 4);
}

uint32_t network_message_old(const struct message *message, uint8_t *into) {
    struct places places;
    if (!places_in(message, &places)) return 0;
    uint32_t node = (uint32_t)wire_get(message->data + places.number, 4);
    const short words[] = {NETWORK_STATUS, (short)(node << 8 | (uint16_t)word_of(message, places.words)),
                           word_of(message, places.words + 2), word_of(message, places.words + 4)};
    memcpy(into, words, sizeof words);
    return sizeof words;
}
