/* What a passive backup does with files because its primary did it: the other side of checkopen.c. */
#include <stdlib.h>

#include "process.h"

/* A nowait open of the backup: it completes here, and the primary awaits it there. */
struct nowait_open {
    struct nowait_open *next;
    short file;
    struct check_request *request;
};

static struct nowait_open *nowait_opens;

struct opening {
    short file, nowait_depth, options;
    char name[LARGEST_NAME_OF_OPEN + 1];
    const uint8_t *modes;
    int mode_count;
};

static bool read_opening(const struct check_request *request, struct opening *opening) {
    const uint8_t *body = request->body;
    if (request->length < WIRE_CHECK_OPEN_SIZE + 2) return false;
    uint64_t length = wire_get(body + WIRE_CHECK_OPEN_SIZE, 2);
    opening->mode_count = wire_check_open_modes(body);
    uint64_t names_end = WIRE_CHECK_OPEN_SIZE + 2 + length;
    if (length > LARGEST_NAME_OF_OPEN || names_end > request->length) return false;
    if (request->length - names_end != (uint64_t)opening->mode_count * WIRE_CHECK_MODE_SIZE) return false;
    opening->file = wire_check_open_file(body);
    opening->nowait_depth = wire_check_open_nowait_depth(body);
    opening->options = wire_check_open_options(body);
    opening->modes = body + names_end;
    memcpy(opening->name, body + WIRE_CHECK_OPEN_SIZE + 2, length);
    opening->name[length] = 0;
    return true;
}

static struct check_mode mode_at(const uint8_t *body) {
    return (struct check_mode){.function = wire_check_mode_function(body),
                               .parameters = {wire_check_mode_param1(body), wire_check_mode_param2(body)}};
}

static short open_here(const struct check_request *request, const struct opening *opening) {
    enum { GIVEN = 1 | 2 | 4 | 8 | 16 | 32 | 64 | 128 | 1024 };
    short primary[10], file = opening->file;
    const uint8_t *body = request->body;
    memcpy(primary, &request->from, sizeof request->from);
    short error =
        guardian_FILE_OPEN_(GIVEN, opening->name, (short)strlen(opening->name), &file, wire_check_open_access(body),
                            wire_check_open_exclusion(body), opening->nowait_depth, wire_check_open_sync_depth(body),
                            opening->options, 0, 0, primary, 0);
    return error;
}

static void set_modes(const struct opening *opening) {
    for (int i = 0; i < opening->mode_count; i++) {
        struct check_mode mode = mode_at(opening->modes + (size_t)i * WIRE_CHECK_MODE_SIZE);
        check_mode_set(opening->file, &mode);
    }
}

static bool is_nowait(const struct opening *opening) {
    struct open *open = open_at(opening->file);
    return open && open->first && (opening->options & ZSYS_VAL_OPENOPT_NOWAITOPEN);
}

static void await_open(struct check_request *request, short file) {
    struct nowait_open *waiting = allocate(sizeof *waiting);
    *waiting = (struct nowait_open){.next = nowait_opens, .file = file, .request = request};
    nowait_opens = waiting;
}

static void apply_open(struct check_request *request) {
    struct opening opening;
    if (!read_opening(request, &opening)) {
        check_request_answer(request, FEBADPARMVALUE);
        return;
    }
    /* A process whose primary has gone would open the file for nobody. */
    short error = request->link || opening.file == 0 ? open_here(request, &opening) : FEPATHDOWN;
    if (error < 10) {
        set_modes(&opening);
        if (is_nowait(&opening)) {
            await_open(request, opening.file);
            return;
        }
        check_file_mirrored(opening.file, true);
    }
    check_request_answer(request, error);
}

static short apply_close(const struct check_request *request) {
    if (request->length != WIRE_CHECK_CLOSE_SIZE) return FEBADPARMVALUE;
    short file = wire_check_close_file(request->body);
    check_file_mirrored(file, false);
    return guardian_FILE_CLOSE_(3u, file, wire_check_close_disposition(request->body));
}

static short apply_mode(const struct check_request *request) {
    if (request->length != WIRE_CHECK_MODE_SIZE) return FEBADPARMVALUE;
    struct check_mode mode = mode_at(request->body);
    return check_mode_set(wire_check_mode_file(request->body), &mode);
}

void check_file_apply(struct check_request *request) {
    if (request->kind == WIRE_CHECK_OPEN) apply_open(request);
    else check_request_answer(request, request->kind == WIRE_CHECK_CLOSE ? apply_close(request) : apply_mode(request));
}

/* -------------------------------------------------------------------------------------- nowait opens of the backup */

static bool is_answered(const struct nowait_open *waiting) {
    struct open *open = open_at(waiting->file);
    return !open || (open->first && open->first->done);
}

bool check_opens_answered(void) {
    struct nowait_open *waiting = nowait_opens;
    while (waiting && !is_answered(waiting)) waiting = waiting->next;
    return waiting != NULL;
}

/* What the server refused is closed again. */
static void complete(const struct nowait_open *waiting) {
    short file = waiting->file;
    short error = guardian_FILE_AWAITIO64_(1u | 16u, &file, NULL, NULL, NULL, 0, NULL);
    if (error < 10) check_file_mirrored(waiting->file, true);
    else guardian_FILE_CLOSE_(1u, waiting->file, 0);
    check_request_answer(waiting->request, error);
}

static void unlink_open(struct nowait_open **at) {
    struct nowait_open *waiting = *at;
    *at = waiting->next;
    free(waiting);
}

void check_opens_complete(void) {
    for (struct nowait_open **at = &nowait_opens; *at;) {
        if (!is_answered(*at)) {
            at = &(*at)->next;
            continue;
        }
        complete(*at);
        unlink_open(at);
    }
}

void check_opens_abandon(void) {
    while (nowait_opens) {
        guardian_FILE_CLOSE_(1u, nowait_opens->file, 0);
        check_request_answer(nowait_opens->request, FEPATHDOWN);
        unlink_open(&nowait_opens);
    }
}
