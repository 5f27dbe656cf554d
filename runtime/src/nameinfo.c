/* What a file of some name is, open or not: FILE_GETINFOBYNAME_ (procedures.md section 1.17). */
#include <stdlib.h>

#include "process.h"

enum { NO_ANSWER_WANTED = 1, TIME_LIMIT = 2, NOWAIT = 4, TYPE_WORDS = 5, INFORMATION_MESSAGE = 22 };

struct inquiry {
    int32_t tag;
};

/* -108 in wire order (system-messages.md section 3). */
static void tell_information(void *context, short error, const struct device *device) {
    struct inquiry *inquiry = context;
    uint8_t message[INFORMATION_MESSAGE] = {0};
    short words[TYPE_WORDS] = {0};
    if (!error) device_type_words(device, words);
    wire_put(message, 2, (uint64_t)ZSYS_VAL_SMSG_FILEINFO);
    wire_put(message + 2, 4, (uint64_t)inquiry->tag);
    wire_put(message + 6, 2, (uint64_t)error);
    for (int i = 0; i < TYPE_WORDS; i++) wire_put(message + 8 + 2 * i, 2, (uint64_t)words[i]);
    wire_put(message + 18, 2, (uint64_t)(error ? 0 : device->reclen));
    free(inquiry);
    receive_system(message, sizeof message, &null_handle, -1, -1);
}

static short inquire_nowait(const char *name, int32_t tag) {
    struct inquiry *inquiry = allocate(sizeof *inquiry);
    inquiry->tag = tag;
    inquire_device_nowait(name, tell_information, inquiry);
    return FEOK;
}

static short options_error(short options, bool value_given, int32_t value) {
    bool nowait = options & NOWAIT, limited = options & TIME_LIMIT;
    if (options & ~(NOWAIT | TIME_LIMIT | NO_ANSWER_WANTED)) return FEBADPARMVALUE;
    if (nowait && limited) return FEBADPARMVALUE;
    if ((nowait || limited) && !value_given) return FEMISSPARM;
    return limited && value < -1 ? FEBADPARMVALUE : FEOK;
}

GUARDIAN_API short guardian_FILE_GETINFOBYNAME_(unsigned int present, const char *filename, short length,
                                                short *type_info, short *physical_reclen, short options,
                                                __int32_t tag_or_timeout, short *flags) {
    struct resolved resolved;
    struct device device;
    ENTER(FILE_GETINFOBYNAME_, -1, (uint16_t)options, (uint32_t)tag_or_timeout);
    if ((present & 3) != 3) return self.last_error = FEMISSPARM;
    if (!filename) return self.last_error = FEBOUNDSERR;
    short error = options_error(options, PRESENT(5), tag_or_timeout);
    if (!error) error = define_resolve(filename, length, &resolved);
    if (error) return self.last_error = error;
    if (options & NOWAIT) return self.last_error = inquire_nowait(resolved.name, tag_or_timeout);
    int64_t limit = options & NO_ANSWER_WANTED ? INQUIRE_NEVER : options & TIME_LIMIT ? limit_of(tag_or_timeout) : -1;
    error = inquire_device(resolved.name, limit, &device);
    if (error) return self.last_error = error;
    if (PRESENT(2) && type_info) device_type_words(&device, type_info);
    if (PRESENT(3) && physical_reclen) *physical_reclen = device.reclen;
    if (PRESENT(6) && flags) *flags = 0;
    return self.last_error = FEOK;
}
