/* DEFINEs in a buffer of the program: DEFINESAVE and DEFINERESTORE. */
#include <stdlib.h>

#include "defineset.h"

/* "GDEF", bytes of the whole, checksum of the text, then the text of define_write, filled up to a word. */
enum { MARK = 4, WHOLE = 4, CHECKSUM = 6, TEXT = 8, LARGEST_SAVED = 32766 };
enum save_options { SAVE_WORKING_SET = 1 };
enum restore_options { REPLACE = 1, INTO_WORKING_SET = 2 };

static const char mark[] = "GDEF";

static uint16_t checksum(const char *text, size_t length) {
    uint16_t sum = (uint16_t)length;
    for (size_t i = 0; i < length; i++) sum = (uint16_t)((sum << 1 | sum >> 15) ^ (uint8_t)text[i]);
    return sum;
}

size_t saved_define(const char *text, size_t length, struct span *written) {
    if (length < TEXT || memcmp(text, mark, MARK) != 0) return 0;
    size_t bytes = wire_get((const uint8_t *)text + WHOLE, 2);
    if (bytes < TEXT || bytes > length || bytes > LARGEST_SAVED) return 0;
    *written = (struct span){text + TEXT, (short)(bytes - TEXT)};
    bool whole = checksum(written->text, bytes - TEXT) == wire_get((const uint8_t *)text + CHECKSUM, 2);
    return whole ? bytes : 0;
}

/* Returns the bytes; writes nothing when the room is too small. */
static size_t save(const char *name, const struct attributes *set, uint8_t *into, size_t room) {
    size_t text = (define_write(name, set, NULL, 0) + 1) & ~(size_t)1;
    if (TEXT + text > room || TEXT + text > LARGEST_SAVED) return TEXT + text;
    memset(into, 0, TEXT + text);
    memcpy(into, mark, MARK);
    define_write(name, set, (char *)into + TEXT, text);
    wire_put(into + WHOLE, 2, TEXT + text);
    wire_put(into + CHECKSUM, 2, checksum((const char *)into + TEXT, text));
    return TEXT + text;
}

/* 0, or a warning about the working set, which is saved as it is. */
static short choose(const char *name, bool working, const struct attributes **set) {
    short check;
    const struct define *define = define_named(name, (short)strlen(name));
    *set = working ? &working_set : define ? &define->set : NULL;
    if (!*set) return DENOTFOUND;
    if (!working) return 0;
    if (strcmp(name, defaults_define) == 0 && working_set.class != class_named("DEFAULTS", 8)) return DENOTDEFAULTS;
    return attributes_check(&working_set, &check);
}

static bool is_warning(short error) {
    return error == DEINCOMPLETE || error == DEINCONSISTENT || error == DEINVALID;
}

GUARDIAN_API short guardian_DEFINESAVE(unsigned int present, char *define_name, short *buffer, short buffer_length,
                                       short *define_length, short option) {
    char name[LARGEST_DEFINE + 1];
    const struct attributes *set = NULL;
    require_kernel("DEFINESAVE");
    working_set_prepare();
    if ((present & 15) != 15) return DEMISSING;
    if (!define_name || !buffer || !define_length || buffer_length < 0) return DEBOUNDS;
    if (!PRESENT(4)) option = 0;
    if (option & ~SAVE_WORKING_SET) return DEBADOPTION;
    short error = define_take_name(define_name, name);
    if (!error) error = choose(name, option & SAVE_WORKING_SET, &set);
    if (error && !is_warning(error)) return error;
    size_t bytes = save(name, set, (uint8_t *)buffer, (size_t)buffer_length);
    *define_length = (short)(bytes < LARGEST_SAVED ? bytes : LARGEST_SAVED);
    return bytes > (size_t)buffer_length ? DETOOSMALL : error;
}

static short restore_define(const char *name, struct attributes *set, bool replace, short *check) {
    short error = define_may_put(name, set, replace);
    if (!error) error = attributes_check(set, check);
    if (error) return error;
    define_put(name, set);
    *set = (struct attributes){.class = NULL};
    return 0;
}

static short restore_working_set(struct attributes *set, short *check) {
    short warning = attributes_check(set, check);
    attributes_copy(&working_set, set);
    return warning;
}

GUARDIAN_API short guardian_DEFINERESTORE(unsigned int present, short *buffer, short option, char *define_name,
                                          short *checknum) {
    char name[LARGEST_DEFINE + 1];
    struct span written;
    struct attributes set;
    short error = DENOTSAVED, check = 0;
    require_kernel("DEFINERESTORE");
    working_set_prepare();
    if (!PRESENT(0)) return DEMISSING;
    if (!buffer || (PRESENT(2) && !define_name) || (PRESENT(3) && !checknum)) return DEBOUNDS;
    if (!PRESENT(1)) option = 0;
    if (option & ~(REPLACE | INTO_WORKING_SET)) return DEBADOPTION;
    if (memcmp(buffer, mark, MARK) != 0) return DENOTSAVED;
    size_t bytes = wire_get((const uint8_t *)buffer + WHOLE, 2);
    if (!saved_define((const char *)buffer, bytes, &written)) return DENOTSAVED;
    if (!define_read(written.text, (size_t)written.length, name, &set, &error)) return error;
    error = option & INTO_WORKING_SET ? restore_working_set(&set, &check)
                                      : restore_define(name, &set, option & REPLACE, &check);
    attributes_release(&set);
    if (PRESENT(3)) *checknum = check;
    if (PRESENT(2) && (!error || is_warning(error))) {
        memset(define_name, ' ', LARGEST_DEFINE);
        memcpy(define_name, name, strlen(name));
    }
    return error;
}
