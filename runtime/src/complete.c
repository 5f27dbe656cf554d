/* FILE_COMPLETE_ and its family: completing what was started on a set of files (procedures.md section 1.12).
 *
 * There is a set that stands until it is changed, and one for a single call. Each has a bit: in the opens, for
 * $RECEIVE, and for any file. A time-out never cancels anything. */
#include "process.h"

enum { STANDING = 1, OF_CALL = 2 };

static uint8_t any_file, receive_listed; /* bits of the sets */
static uint8_t current;                  /* the set that the call at hand is about */

void complete_forget_receive(void) {
    receive_listed = 0;
}

static bool is_listed(const struct open *open) {
    return (any_file | open->listed) & current;
}

static struct selection selected(void) {
    return (struct selection){.opens = is_listed, .receive = (any_file | receive_listed) & current};
}

/* --------------------------------------------------------------------------------------------------------- the sets */

static void change(uint8_t *bits, uint8_t set, bool remove) {
    *bits = (uint8_t)(remove ? *bits & ~set : *bits | set);
}

static void clear(uint8_t set) {
    change(&any_file, set, true);
    change(&receive_listed, set, true);
    for (struct open *open = open_next(NULL); open; open = open_next(open)) change(&open->listed, set, true);
}

/* -1 is any file; to take it out takes everything out. */
static short change_any(uint8_t set, bool remove) {
    if (remove) clear(set);
    else change(&any_file, set, false);
    return FEOK;
}

/* While any file is meant, a single one cannot be taken out. */
static short change_file(int32_t file, uint8_t set, bool remove) {
    struct open *open = file > 0 && file <= INT16_MAX ? open_at((short)file) : NULL;
    if (!open && (file != 0 || !receive_is_open())) return FENOTOPEN;
    if ((open ? open->nowait_depth : receive_nowait_depth()) == 0) return FEWAITFILE;
    if (remove && (any_file & set)) return FEBADPARMVALUE;
    change(open ? &open->listed : &receive_listed, set, remove);
    return FEOK;
}

/* There are no OSS files: none can be added, and all of them are gone already. */
static short change_oss(int32_t descriptor, bool remove) {
    return descriptor == -1 && remove ? FEOK : FENOTOPEN;
}

static short change_element(const zsys_ddl_complete_element_def *element, uint8_t set) {
    bool remove = set == STANDING && element->u_z_options.z_options.z_set_file;
    if (element->u_z_options.z_options.z_filetype) return change_oss(element->z_fnum_fd, remove);
    return element->z_fnum_fd == -1 ? change_any(set, remove) : change_file(element->z_fnum_fd, set, remove);
}

/* `wrong` is the first element that cannot be, or -1; those before it have taken effect. */
static short change_set(const void *list, short count, uint8_t set, short *wrong) {
    const char *at = list;
    *wrong = -1;
    if (count < 0) return FEBADPARMVALUE;
    for (short i = 0; i < count; i++, at += sizeof(zsys_ddl_complete_element_def)) {
        zsys_ddl_complete_element_def element;
        memcpy(&element, at, sizeof element);
        short error = change_element(&element, set);
        if (!error) continue;
        *wrong = i;
        return error;
    }
    return FEOK;
}

GUARDIAN_API short guardian_FILE_COMPLETE_SET_(unsigned int present, void *complete_element_list,
                                               short num_complete_elements, short *error_complete_element) {
    short wrong;
    ENTER(FILE_COMPLETE_SET_, -1, (uint16_t)num_complete_elements, 0);
    if ((present & 3) != 3) return self.last_error = FEMISSPARM;
    if (!complete_element_list) return self.last_error = FEBOUNDSERR;
    short error = change_set(complete_element_list, num_complete_elements, STANDING, &wrong);
    if (PRESENT(2) && error_complete_element) *error_complete_element = wrong;
    return self.last_error = error;
}

/* ----------------------------------------------------------------------------------------------- asking for the set */

struct elements {
    char *at;
    int room, count;
};

/* Counts on beyond the room. */
static void put_element(struct elements *elements, short file) {
    zsys_ddl_complete_element_def element;
    memset(&element, 0, sizeof element);
    element.z_fnum_fd = file;
    if (elements->count < elements->room) {
        memcpy(elements->at + (size_t)elements->count * sizeof element, &element, sizeof element);
    }
    elements->count++;
}

GUARDIAN_API short guardian_FILE_COMPLETE_GETINFO_(unsigned int present, void *info_list, short maxnum_info_elements,
                                                   short *num_info_elements) {
    ENTER(FILE_COMPLETE_GETINFO_, -1, (uint16_t)maxnum_info_elements, 0);
    if ((present & 3) != 3) return self.last_error = FEMISSPARM;
    if (!info_list) return self.last_error = FEBOUNDSERR;
    if (maxnum_info_elements < 0) return self.last_error = FEBADPARMVALUE;
    struct elements elements = {.at = info_list, .room = maxnum_info_elements};
    if (any_file & STANDING) put_element(&elements, -1);
    if (receive_listed & STANDING) put_element(&elements, 0);
    for (struct open *open = open_above(-1); open; open = open_above(open->number)) {
        if (open->listed & STANDING) put_element(&elements, open->number);
    }
    if (PRESENT(2) && num_info_elements) *num_info_elements = (short)elements.count;
    return self.last_error = elements.count > elements.room ? FEBUFTOOSMALL : FEOK;
}

/* ------------------------------------------------------------------------------------------------------- completing */

static bool something_outstanding(const struct selection *among) {
    return (among->receive && receive_has_read()) || operations_outstanding(among->opens);
}

/* For ever nobody waits for what was never started (error 26). */
static short wait_among(const struct selection *among, int32_t limit, struct completion *completion) {
    if (limit < -1) return FEBADPARMVALUE;
    if (limit == -1 && !something_outstanding(among)) return FENONEOUT;
    if (!completion_wait(among, limit_of(limit))) return FETIMEDOUT;
    *completion = completion_take(among);
    return FEOK;
}

/* A list is for this call only, instead of the set that stands. */
static short complete(unsigned int present, int32_t timelimit, const void *list, short count, short *wrong,
                      struct completion *completion) {
    short first_wrong = -1;
    bool listed = PRESENT(2) && list;
    if (!PRESENT(0) || (listed && !PRESENT(3))) return FEMISSPARM;
    short error = listed ? change_set(list, count, OF_CALL, &first_wrong) : FEOK;
    if (PRESENT(4) && wrong) *wrong = first_wrong;
    current = listed ? OF_CALL : STANDING;
    struct selection among = selected();
    if (!error) error = wait_among(&among, PRESENT(1) ? timelimit : -1, completion);
    if (listed) clear(OF_CALL);
    return error;
}

GUARDIAN_API short guardian_FILE_COMPLETE_(unsigned int present, void *completion_info, __int32_t timelimit,
                                           void *complete_element_list, short num_complete_elements,
                                           short *error_complete_element) {
    struct completion completion;
    ENTER(FILE_COMPLETE_, -1, (uint32_t)timelimit, 0);
    if (PRESENT(0) && !completion_info) return self.last_error = FEBOUNDSERR;
    short error =
        complete(present, timelimit, complete_element_list, num_complete_elements, error_complete_element, &completion);
    if (error) return self.last_error = error;
    zsys_ddl_completion_info_def info = {.z_error = completion.error,
                                         .z_fnum_fd = completion.file,
                                         .u_z_return_value.z_count_transferred = (__int32_t)completion.count,
                                         .z_tag = (__int32_t)completion.tag};
    memcpy(completion_info, &info, sizeof info);
    return FEOK;
}

GUARDIAN_API short guardian_FILE_COMPLETEL_(unsigned int present, void *completion_info, __int32_t timelimit,
                                            void *complete_element_list, short num_complete_elements,
                                            short *error_complete_element) {
    struct completion completion;
    ENTER(FILE_COMPLETEL_, -1, (uint32_t)timelimit, 0);
    if (PRESENT(0) && !completion_info) return self.last_error = FEBOUNDSERR;
    short error =
        complete(present, timelimit, complete_element_list, num_complete_elements, error_complete_element, &completion);
    if (error) return self.last_error = error;
    zsys_ddl_completion_info2_def info = {.z_error = completion.error,
                                          .z_fnum_fd = completion.file,
                                          .u_z_return_value.z_count_transferred = (__int32_t)completion.count,
                                          .z_tag = completion.tag};
    memcpy(completion_info, &info, sizeof info);
    return FEOK;
}
