/* $ZHOME, the home terminal of processes that have no other: what is written to it is the process's own output, a line
 * for each write (c-runtime section 11.1). It has no keyboard: a read meets the end of file.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include "process.h"

enum {
    TERMINAL_RECORD = 132,
    LARGEST_TERMINAL_WRITE = 32755,
    CONTROL_FORMS = 1,
    CONTROL_COMPLETE_ALL = 26,
    SETMODE_SPACING = 6,
    FIRST_TERMINAL_MODE = 5,
    LAST_TERMINAL_MODE = 29,
    BODY = 2 /* of a system message, after its number */
};

/* SETMODE of terminals: functions 5 to 29, the same for all opens. Lines end, and input is echoed, unless told
 * otherwise.
 */
static short modes[LAST_TERMINAL_MODE + 1][2] = {[SETMODE_SPACING] = {1, 0}, [7] = {1, 0}, [20] = {1, 0}};

static bool is_terminal_mode(short function) {
    return function >= FIRST_TERMINAL_MODE && function <= LAST_TERMINAL_MODE;
}

static bool put(const char *bytes, size_t count) {
    while (count) {
        ssize_t written = write(STDOUT_FILENO, bytes, count);
        struct pollfd room = {.fd = STDOUT_FILENO, .events = POLLOUT};
        if (written < 0 && errno == EAGAIN) poll(&room, 1, -1);
        else if (written < 0 && errno != EINTR) return false;
        if (written <= 0) continue;
        bytes += written;
        count -= (size_t)written;
    }
    return true;
}

/* What the program printed before comes before. */
static short write_line(const void *data, uint32_t bytes) {
    char line[1024];
    bool spacing = modes[SETMODE_SPACING][0] != 0, fits = bytes < sizeof line;
    if (bytes > LARGEST_TERMINAL_WRITE) return FEBADCOUNT;
    fflush(stdout);
    if (fits && bytes) memcpy(line, data, bytes);
    if (!fits && !put(data, bytes)) return FENOTRDY;
    size_t rest = fits ? bytes : 0;
    if (spacing) line[rest++] = '\n';
    return put(line, rest) ? FEOK : FENOTRDY;
}

static short set_mode(const struct request *request) {
    const uint8_t *body = (const uint8_t *)request->data + BODY;
    short function = (short)wire_get(body, 2), flags = (short)wire_get(body + 6, 2);
    short *last = (short *)(void *)request->buffer;
    if (!is_terminal_mode(function)) return FEINVALOP;
    if (last) memcpy(last, modes[function], sizeof modes[function]);
    if (flags & ZSYS_MSK_SETMD_PARM1_VALID) modes[function][0] = (short)wire_get(body + 2, 2);
    if (flags & ZSYS_MSK_SETMD_PARM2_VALID) modes[function][1] = (short)wire_get(body + 4, 2);
    return FEOK;
}

static short control(const struct request *request) {
    short operation = (short)wire_get((const uint8_t *)request->data + BODY, 2);
    return operation == CONTROL_FORMS || operation == CONTROL_COMPLETE_ALL ? FEOK : FEINVALOP;
}

static short perform_message(const struct request *request) {
    switch (request->message) {
    case ZSYS_VAL_SMSG_SETMODE:
        return set_mode(request);
    case ZSYS_VAL_SMSG_CONTROL:
        return control(request);
    case ZSYS_VAL_SMSG_RESETSYNC:
        return FEOK;
    default:
        return FEINVALOP;
    }
}

static short perform(struct open *open, const struct request *request, uint32_t *count) {
    (void)open;
    *count = 0;
    if (request->io == WIRE_IO_SYSTEM) return perform_message(request);
    short error = request->io == WIRE_IO_READ ? FEOK : write_line(request->data, request->bytes);
    if (error) return error;
    if (request->io != WIRE_IO_WRITE) return FEEOF;
    *count = request->bytes;
    return FEOK;
}

const struct local_device *terminal_named(const char *name) {
    static const struct local_device terminal = {DEVICE_TERMINAL, 0, TERMINAL_RECORD, perform};
    size_t node = strlen(self.node_name);
    bool here = strncmp(name, self.node_name, node) == 0 && name[node] == '.';
    return here && strcmp(name + node + 1, "$ZHOME") == 0 ? &terminal : NULL;
}
