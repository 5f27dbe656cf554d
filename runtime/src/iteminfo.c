/* FILE_GETINFOLIST_ and FILE_GETINFOLISTBYNAME_: items of a file, as many as are asked for (zsys.md section 12). */
#include "process.h"

enum { FIRST_BY_NAME = 30, NO_DEVICE = -1, NOT_DISK = -1 };

/* The file that the items are about. */
struct subject {
    short file;
    const struct open *open; /* NULL: $RECEIVE, the process itself for -1, or a
                                file that is only named */
    const struct device *device;
};

struct result {
    char *at;
    short room, used; /* bytes */
};

/* ------------------------------------------------------------------------------------------------------- the result */

static short put(struct result *result, const void *bytes, size_t count) {
    size_t padded = (count + 1) & ~(size_t)1;
    if ((size_t)result->used + padded > (size_t)result->room) return FEBUFTOOSMALL;
    memcpy(result->at + result->used, bytes, count);
    if (padded > count) result->at[result->used + (short)count] = 0;
    result->used = (short)(result->used + (short)padded);
    return FEOK;
}

static short put_word(struct result *result, int value) {
    short word = (short)value;
    return put(result, &word, sizeof word);
}

/* ------------------------------------------------------------------------------------------------- items of an open */

static const char *name_of(const struct subject *subject) {
    return subject->open ? subject->open->name : "$RECEIVE";
}

static const char *define_of(const struct subject *subject) {
    return subject->open ? subject->open->define : "";
}

static const char *text_of(short item, const struct subject *subject) {
    return item >= ZSYS_VAL_FINF_DEFINENAMELEN ? define_of(subject) : name_of(subject);
}

static short highest_number(void) {
    short highest = receive_is_open() ? 0 : -1;
    for (struct open *open = open_above(-1); open; open = open_above(open->number)) highest = open->number;
    return highest;
}

static short number_after(short file) {
    if (file < 0 && receive_is_open()) return 0;
    struct open *open = open_above(file);
    return open ? open->number : -1;
}

static short last_error_of(const struct subject *subject) {
    if (subject->open) return subject->open->last_error;
    return subject->file == 0 ? receive_last_error() : self.last_error;
}

/* Items that the process itself has, asked for with file number -1. */
static bool put_process_item(short item, const struct subject *subject, struct result *result, short *error) {
    switch (item) {
    case ZSYS_VAL_FINF_LASTERROR:
        *error = put_word(result, last_error_of(subject));
        return true;
    case ZSYS_VAL_FINF_LASTERRORDETAIL:
        *error = put_word(result, subject->open ? subject->open->last_detail : 0);
        return true;
    case ZSYS_VAL_FINF_HIGHOPENFILENUM:
        *error = put_word(result, highest_number());
        return true;
    case ZSYS_VAL_FINF_NEXTOPENFILENUM:
        *error = put_word(result, number_after(subject->file));
        return true;
    default:
        return false;
    }
}

static short put_open_word(short item, const struct open *open, struct result *result) {
    switch (item) {
    case ZSYS_VAL_FINF_OPENACCESSMODE:
        return put_word(result, open ? open->access : 0);
    case ZSYS_VAL_FINF_OPENEXCLUSMODE:
        return put_word(result, open ? open->exclusion : 0);
    case ZSYS_VAL_FINF_OPENNOWAITDEPTH:
        return put_word(result, open ? open->nowait_depth : receive_nowait_depth());
    case ZSYS_VAL_FINF_OPENSYNCDEPTH:
        return put_word(result, open ? open->sync_depth : receive_depth());
    case ZSYS_VAL_FINF_OPENOPTS:
        return put_word(result, open ? open->options : receive_options());
    default: /* ZSYS_VAL_FINF_OPERATIONINFO */
        return put_word(result, open ? open->outstanding : receive_has_read());
    }
}

static short put_open_item(short item, const struct subject *subject, struct result *result) {
    short error;
    if (put_process_item(item, subject, result, &error)) return error;
    if (subject->file == -1) return FENOTOPEN;
    switch (item) {
    case ZSYS_VAL_FINF_FILENAMELEN:
    case ZSYS_VAL_FINF_CURRFILENAMELEN:
    case ZSYS_VAL_FINF_DEFINENAMELEN:
        return put_word(result, (int)strlen(text_of(item, subject)));
    case ZSYS_VAL_FINF_FILENAME:
    case ZSYS_VAL_FINF_CURRFILENAME:
    case ZSYS_VAL_FINF_DEFINENAME:
        return put(result, text_of(item, subject), strlen(text_of(item, subject)));
    default:
        if (item < ZSYS_VAL_FINF_OPENACCESSMODE || item > ZSYS_VAL_FINF_OPERATIONINFO) return FEINVALOP;
        return put_open_word(item, subject->open, result);
    }
}

/* ---------------------------------------------------------------------------------------------- items of any object */

/* Of an object that is no disk file. */
static short put_object_item(short item, const struct device *device, struct result *result) {
    switch (item) {
    case ZSYS_VAL_FINF_DEVICETYPE:
        return put_word(result, device->type);
    case ZSYS_VAL_FINF_DEVICESUBTYPE:
        return put_word(result, device->subtype);
    case ZSYS_VAL_FINF_PHYSICALRECLEN:
        return put_word(result, device->reclen);
    case ZSYS_VAL_FINF_LOGICALDEVICENUM:
    case ZSYS_VAL_FINF_SUBDEVICENUM:
        return put_word(result, NO_DEVICE);
    case ZSYS_VAL_FINF_SQLTYPE:
    case ZSYS_VAL_FINF_FILETYPE:
    case ZSYS_VAL_FINF_FILECODE:
        return put_word(result, NOT_DISK);
    case ZSYS_VAL_FINF_OSSFILE:
        return put_word(result, 0);
    default:
        return FEINVALOP;
    }
}

/* The codes that there are; all others are unknown (error 561). */
static bool exists(short item) {
    static const short runs[][2] = {{1, 26},    {30, 36},   {40, 47},   {50, 54},   {56, 63},   {65, 85},
                                    {90, 96},   {100, 105}, {110, 119}, {136, 137}, {140, 145}, {161, 169},
                                    {191, 206}, {212, 212}, {216, 218}, {221, 221}, {223, 236}};
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        if (item >= runs[i][0] && item <= runs[i][1]) return true;
    }
    return false;
}

/* The length of a string stands before it: the caller's list has its item (procedures.md section 1.17). */
static bool lacks_length(const short *items, short at) {
    short item = items[at];
    if (item != ZSYS_VAL_FINF_FILENAME && item != ZSYS_VAL_FINF_CURRFILENAME && item != ZSYS_VAL_FINF_DEFINENAME) {
        return false;
    }
    for (short before = 0; before < at; before++) {
        if (items[before] == item - 1) return false;
    }
    return true;
}

static short put_item(const short *items, short at, const struct subject *subject, struct result *result) {
    short item = items[at];
    if (!exists(item)) return FEBADITEM;
    if (item >= FIRST_BY_NAME) {
        return subject->device ? put_object_item(item, subject->device, result) : FENOTOPEN;
    }
    return lacks_length(items, at) ? FEBADPARMVALUE : put_open_item(item, subject, result);
}

/* ------------------------------------------------------------------------------------------------------- procedures */

struct list {
    const short *items;
    short count;
    short *result;
    short result_max;
    short *result_length, *error_item; /* NULL: not wanted */
};

static short list_error(bool complete, const struct list *list) {
    if (!complete) return FEMISSPARM;
    if (!list->items || !list->result) return FEBOUNDSERR;
    return list->count < 0 || list->result_max < 0 ? FEBADPARMVALUE : FEOK;
}

static bool wants_device(const struct list *list) {
    for (short i = 0; i < list->count; i++) {
        if (list->items[i] >= FIRST_BY_NAME) return true;
    }
    return false;
}

static short put_items(const struct list *list, const struct subject *subject) {
    struct result result = {.at = (char *)list->result, .room = list->result_max};
    short error = FEOK, at = 0;
    while (at < list->count && (error = put_item(list->items, at, subject, &result)) == FEOK) at++;
    if (list->error_item) *list->error_item = error ? at : -1;
    if (list->result_length) *list->result_length = result.used;
    return error;
}

GUARDIAN_API short guardian_FILE_GETINFOLIST_(unsigned int present, short filenum, short *item_list,
                                              short number_of_items, short *result, short result_max,
                                              short *result_length, short *error_item) {
    struct device device;
    ENTER(FILE_GETINFOLIST_, filenum, (uint16_t)number_of_items, 0);
    struct list list = {.items = item_list,
                        .count = number_of_items,
                        .result = result,
                        .result_max = result_max,
                        .result_length = PRESENT(5) ? result_length : NULL,
                        .error_item = PRESENT(6) ? error_item : NULL};
    short error = list_error((present & 31) == 31, &list);
    if (error) return error;
    struct subject subject = {.file = filenum, .open = open_at(filenum)};
    if (!subject.open && filenum != -1 && !(filenum == 0 && receive_is_open())) return FENOTOPEN;
    if (filenum != -1 && wants_device(&list)) {
        device = device_of_open(subject.open);
        subject.device = &device;
    }
    return put_items(&list, &subject);
}

/* An item of an open is none of a name. */
static short first_of_open(const struct list *list) {
    short at = 0;
    while (at < list->count && list->items[at] >= FIRST_BY_NAME) at++;
    return at < list->count ? at : -1;
}

GUARDIAN_API short guardian_FILE_GETINFOLISTBYNAME_(unsigned int present, const char *filename, short length,
                                                    short *item_list, short number_of_items, short *result,
                                                    short result_max, short *result_length, short *error_item) {
    struct resolved resolved;
    struct device device;
    ENTER(FILE_GETINFOLISTBYNAME_, -1, (uint16_t)number_of_items, 0);
    struct list list = {.items = item_list,
                        .count = number_of_items,
                        .result = result,
                        .result_max = result_max,
                        .result_length = PRESENT(6) ? result_length : NULL,
                        .error_item = PRESENT(7) ? error_item : NULL};
    short error = list_error((present & 63) == 63, &list);
    if (error) return self.last_error = error;
    if (!filename) return self.last_error = FEBOUNDSERR;
    short wrong = first_of_open(&list);
    if (list.error_item) *list.error_item = wrong;
    if (wrong >= 0) return self.last_error = FEBADPARMVALUE;
    error = define_resolve(filename, length, &resolved);
    if (!error) error = inquire_device(resolved.name, -1, &device);
    if (error) return self.last_error = error;
    struct subject subject = {.file = -1, .device = &device};
    return self.last_error = put_items(&list, &subject);
}
