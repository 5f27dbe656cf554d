/* FILEINFO, as programs of the C-series ask (procedures.md section 1.17). */
#include "process.h"

enum { INTERNAL_WORDS = 12, DEVICE_TYPE_SHIFT = 6, NOWAIT_OPEN = 0x0080, NO_LOGICAL_DEVICE = -1 };

/* What is told of a file, open or only named. */
struct information {
    short error; /* the file's last */
    const struct open *open;
    const char *name;
    struct device device;
    short nowait_depth, sync_depth, next_open;
};

/* The flags of OPEN. */
static short open_flags(const struct information *information) {
    const struct open *open = information->open;
    if (!open) return information->nowait_depth;
    bool nowait = open->options & ZSYS_VAL_OPENOPT_NOWAITOPEN;
    return (short)(open->access << 10 | open->exclusion << 4 | (nowait ? NOWAIT_OPEN : 0) | open->nowait_depth);
}

static short information_of_file(short file, struct information *information) {
    struct open *open = open_at(file), *above = open_above(file);
    if (!open && !(file == 0 && receive_is_open())) return FENOTOPEN;
    *information = (struct information){.error = open ? open->last_error : receive_last_error(),
                                        .open = open,
                                        .name = open ? open->name : "$RECEIVE",
                                        .device = device_of_open(open),
                                        .nowait_depth = open ? open->nowait_depth : receive_nowait_depth(),
                                        .sync_depth = open ? open->sync_depth : receive_depth(),
                                        .next_open = above ? above->number : -1};
    return FEOK;
}

static short information_of_name(const short *internal, char *external, size_t room, struct information *information) {
    struct resolved resolved;
    short error = name_from_old(internal, external, room);
    *information = (struct information){.name = external, .next_open = -1};
    if (!error) error = define_resolve(external, (short)strlen(external), &resolved);
    return error ? error : inquire_device(resolved.name, -1, &information->device);
}

static void put(unsigned int present, int parameter, short *into, int value) {
    if (PRESENT(parameter) && into) *into = (short)value;
}

static void put_long(unsigned int present, int parameter, __int32_t *into, __int32_t value) {
    if (PRESENT(parameter) && into) *into = value;
}

/* What only disk files have is 0. */
GUARDIAN_API _cc_status guardian_FILEINFO(unsigned int present, short filenum, short *error, short *filename,
                                          short *ldevnum, short *devtype, short *extent_size, __int32_t *eof_location,
                                          __int32_t *next_record, short *last_mod_time, short *filecode,
                                          short *secondary_extent, __int32_t *current_record, short *open_flag_word,
                                          short *subdevice, short *owner, short *file_security, short *num_extents,
                                          short *max_extents, short *unstruct_buffer_size, short *sync_depth,
                                          short *next_open_fnum) {
    struct information information = {.error = self.last_error};
    char external[64];
    short result = FEOK;
    ENTER(FILEINFO, PRESENT(0) ? filenum : -1, 0, 0);
    bool of_process = PRESENT(0) && filenum == -1, by_name = !PRESENT(0) && PRESENT(2) && filename;
    if (!PRESENT(0) && !by_name) result = FEMISSPARM;
    else if (by_name) result = information_of_name(filename, external, sizeof external, &information);
    else if (!of_process) result = information_of_file(filenum, &information);
    put(present, 1, error, result ? result : information.error);
    if (result || of_process) return condition_code(result);
    if (PRESENT(2) && filename && !by_name) {
        result = name_to_old(information.name, strlen(information.name), filename);
        if (result) return condition_code(result);
    }
    put(present, 3, ldevnum, NO_LOGICAL_DEVICE);
    put(present, 4, devtype, information.device.type << DEVICE_TYPE_SHIFT | information.device.subtype);
    put(present, 5, extent_size, information.device.reclen);
    put_long(present, 6, eof_location, 0);
    put_long(present, 7, next_record, 0);
    if (PRESENT(8) && last_mod_time) memset(last_mod_time, 0, 3 * sizeof *last_mod_time);
    put(present, 9, filecode, 0);
    put(present, 10, secondary_extent, 0);
    put_long(present, 11, current_record, 0);
    put(present, 12, open_flag_word, open_flags(&information));
    put(present, 13, subdevice, 0);
    put(present, 14, owner, 0);
    put(present, 15, file_security, 0);
    put(present, 16, num_extents, 0);
    put(present, 17, max_extents, 0);
    put(present, 18, unstruct_buffer_size, 0);
    put(present, 19, sync_depth, information.sync_depth);
    put(present, 20, next_open_fnum, information.next_open);
    return condition_code(FEOK);
}
