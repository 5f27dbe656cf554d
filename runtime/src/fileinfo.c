/* What an open file is: FILE_GETINFO_ (procedures.md section 1.17). */
#include "process.h"

short output_string(const char *text, char *into, short room, short *length) {
    size_t bytes = strlen(text);
    if (!into || !length) return FEMISSPARM;
    if (room < 0 || bytes > (size_t)room) return FEBUFTOOSMALL;
    memcpy(into, text, bytes);
    *length = (short)bytes;
    return FEOK;
}

struct device device_of_open(const struct open *open) {
    struct device device = {.type = DEVICE_PROCESS, .reclen = PROCESS_RECORD};
    if (!open) return (struct device){.type = DEVICE_RECEIVE, .reclen = PROCESS_RECORD};
    if (open->device) {
        return (struct device){open->device->type, open->device->subtype, open->device->reclen};
    }
    /* A process that is gone is a process still; what it simulated nobody can say. */
    if (open->state == OPEN_UP) inquire_device(open->name, INQUIRE_NEVER, &device);
    return device;
}

/* Object type, file type and file code are of disk files. */
void device_type_words(const struct device *device, short *words) {
    words[0] = device->type;
    words[1] = device->subtype;
    words[2] = words[3] = words[4] = -1;
}

/* ---------------------------------------------------------------------------------------------------- FILE_GETINFO_ */

static short last_error_of(short file) {
    struct open *open = open_at(file);
    return open ? open->last_error : file == 0 ? receive_last_error() : self.last_error;
}

/* The call's own result stays apart from the last error of the file. */
GUARDIAN_API short guardian_FILE_GETINFO_(unsigned int present, short filenum, short *last_error, char *filename,
                                          short maxlen, short *filename_length, short *type_info, short *flags) {
    ENTER(FILE_GETINFO_, filenum, 0, 0);
    if (!PRESENT(0)) return FEMISSPARM;
    struct open *open = open_at(filenum);
    if (!open && filenum != -1 && !(filenum == 0 && receive_is_open())) return FENOTOPEN;
    if (PRESENT(1) && last_error) *last_error = last_error_of(filenum);
    if (PRESENT(5) && type_info && filenum != -1) {
        struct device device = device_of_open(open);
        device_type_words(&device, type_info);
    }
    if (PRESENT(6) && flags) *flags = 0;
    if (!all_or_none(present, 2)) return FEMISSPARM;
    const char *name = open ? open->name : filenum == 0 ? "$RECEIVE" : "";
    return PRESENT(2) ? output_string(name, filename, maxlen, filename_length) : FEOK;
}
