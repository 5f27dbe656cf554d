/* The startup, ASSIGN and PARAM messages of this process (system-messages.md section 5, c-runtime section 9.3).
 *
 * They lie one behind the other as the kernel's welcome brought them or as the creator sent them, numbers in wire
 * order.
 */
#include <stdlib.h>
#include <strings.h>

#include "process.h"

enum {
    LENGTH_BYTES = 2,
    CODE_BYTES = 2,
    PARAM_FIXED = 4,
    ASSIGN_MASK = 66,
    ASSIGN_NUMBERS = 94 /* 16-bit numbers from here to the end */
};

/* ------------------------------------------------------------------------------------------------ finding them */

/* Every message here was checked when it was kept. */
static const uint8_t *next_message(size_t *at, uint32_t *length) {
    bool none = self.startup_by == WIRE_STARTUP_NOBODY; /* argument words then, if anything */
    if (none || *at >= self.startup_length) return NULL;
    const uint8_t *here = (const uint8_t *)self.startup + *at;
    *length = (uint32_t)wire_get(here, LENGTH_BYTES);
    *at += LENGTH_BYTES + *length;
    return here + LENGTH_BYTES;
}

static short code_of(const uint8_t *message) {
    return (short)wire_get(message, CODE_BYTES);
}

const uint8_t *startup_message(short code, int ordinal, uint32_t *length) {
    const uint8_t *message;
    size_t at = 0;
    while ((message = next_message(&at, length))) {
        if (code_of(message) == code && ordinal-- == 0) return message;
    }
    return NULL;
}

int startup_count(short code) {
    uint32_t length;
    int count = 0;
    while (startup_message(code, count, &length)) count++;
    return count;
}

/* --------------------------------------------------------------------------------------------------- byte order */

static void swap(uint8_t *bytes, int count) {
    for (int i = 0; i < count / 2; i++) {
        uint8_t byte = bytes[i];
        bytes[i] = bytes[count - 1 - i];
        bytes[count - 1 - i] = byte;
    }
}

/* The numbers of a message from one byte order to the other. */
static void swap_numbers(short code, uint8_t *message, uint32_t length) {
    swap(message, CODE_BYTES);
    if (code == PARAM_CODE && length >= PARAM_FIXED) swap(message + CODE_BYTES, 2);
    if (code != ASSIGN_CODE || length < ASSIGN_BYTES) return;
    swap(message + ASSIGN_MASK, 4);
    for (int at = ASSIGN_NUMBERS; at < ASSIGN_BYTES; at += 2) swap(message + at, 2);
}

uint32_t startup_copy(const uint8_t *message, uint32_t length, void *into, uint32_t room) {
    uint32_t count = length < room ? length : room;
    uint8_t whole[LARGEST_PARAM];
    memcpy(whole, message, length);
    if (__BYTE_ORDER__ != __ORDER_BIG_ENDIAN__) swap_numbers(code_of(message), whole, length);
    memcpy(into, whole, count);
    return count;
}

/* -------------------------------------------------------------------------------------------------- keeping them */

static bool records_fit(const uint8_t *message, uint32_t length) {
    uint32_t at = PARAM_FIXED;
    for (int left = 2 * (int)wire_get(message + CODE_BYTES, 2); left > 0; left--) {
        if (at >= length || at + 1u + message[at] > length) return false;
        at += 1u + message[at];
    }
    return true;
}

static bool length_is_right(short code, const uint8_t *message, uint32_t length) {
    if (code == STARTUP_CODE) return length >= STARTUP_FIXED && length <= LARGEST_STARTUP;
    if (code == ASSIGN_CODE) return length == ASSIGN_BYTES;
    return length >= PARAM_FIXED && length <= LARGEST_PARAM && records_fit(message, length);
}

/* One startup message comes first, one PARAM message at most. */
static bool in_turn(short code) {
    if (code == ASSIGN_CODE) return startup_count(STARTUP_CODE) == 1;
    if (code == PARAM_CODE) return startup_count(STARTUP_CODE) == 1 && startup_count(PARAM_CODE) == 0;
    return code == STARTUP_CODE && startup_count(STARTUP_CODE) == 0;
}

static void append(const uint8_t *message, uint32_t length) {
    char *longer = realloc(self.startup, self.startup_length + LENGTH_BYTES + length);
    if (!longer) fail("out of memory");
    self.startup = longer;
    wire_put((uint8_t *)longer + self.startup_length, LENGTH_BYTES, length);
    memcpy(longer + self.startup_length + LENGTH_BYTES, message, length);
    self.startup_length += LENGTH_BYTES + length;
}

/* -2 and -3 as a little-endian program writes them; -1 is the same in either order. */
static bool is_little_endian(short code) {
    return code == (short)0xfeff || code == (short)0xfdff;
}

short startup_keep(const uint8_t *message, uint32_t length) {
    uint8_t whole[LARGEST_PARAM];
    if (length < CODE_BYTES) return FEBADCOUNT;
    short code = code_of(message);
    bool little = is_little_endian(code);
    if (little) code = (short)(code >> 8 | (short)0xff00);
    if (!in_turn(code)) return FEINVALOP;
    if (length > LARGEST_PARAM) return FEBADCOUNT;
    memcpy(whole, message, length);
    if (little) swap_numbers(code, whole, length);
    if (!length_is_right(code, whole, length)) return FEBADCOUNT;
    if (self.startup_length + LENGTH_BYTES + length > MOST_STARTUP_BYTES) return FENOBUFSPACE;
    append(whole, length);
    return FEOK;
}

bool startup_adopt(const uint8_t *messages, size_t length) {
    size_t at = 0;
    while (at < length) {
        uint32_t bytes = at + LENGTH_BYTES <= length ? (uint32_t)wire_get(messages + at, LENGTH_BYTES) : 0;
        at += LENGTH_BYTES;
        if (!bytes || at + bytes > length || startup_keep(messages + at, bytes) != FEOK) return false;
        at += bytes;
    }
    return true;
}

/* -------------------------------------------------------------------------------------------- what stands in them */

const char *param_value(const char *name, uint32_t *length) {
    uint32_t bytes, at = PARAM_FIXED;
    const uint8_t *message = startup_message(PARAM_CODE, 0, &bytes);
    if (!message) return NULL;
    for (int left = (int)wire_get(message + CODE_BYTES, 2); left > 0; left--) {
        uint32_t name_length = message[at], value = at + 1 + name_length;
        *length = message[value];
        bool found = strlen(name) == name_length && strncasecmp(name, (const char *)message + at + 1, name_length) == 0;
        if (found) return (const char *)message + value + 1;
        at = value + 1 + *length;
    }
    return NULL;
}

static size_t copy_part(char *into, const uint8_t *part, size_t length) {
    while (length && (part[length - 1] == ' ' || part[length - 1] == 0)) length--;
    memcpy(into, part, length);
    return length;
}

/* Three parts of eight characters, or a DEFINE. A name of another node begins with \ and that node's number. */
bool startup_file(const uint8_t *internal, char *name, size_t room) {
    size_t length = 0;
    if (room < INTERNAL_NAME + 3) return false;
    if (internal[0] == '=') {
        name[copy_part(name, internal, INTERNAL_NAME)] = 0;
        return true;
    }
    if (internal[0] != '$') return false;
    for (int part = 0; part < 3; part++) {
        char text[8];
        size_t bytes = copy_part(text, internal + 8 * part, sizeof text);
        if (!bytes) break;
        if (part) name[length++] = '.';
        memcpy(name + length, text, bytes);
        length += bytes;
    }
    name[length] = 0;
    return length > 1;
}

GUARDIAN_API int guardian_startup_messages(char *into, int room) {
    size_t length = self.startup_by == WIRE_STARTUP_NOBODY ? 0 : self.startup_length;
    if (into && room > 0 && length) memcpy(into, self.startup, length < (size_t)room ? length : (size_t)room);
    return (int)length;
}
