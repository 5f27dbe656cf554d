/* SETMODE and its nowait forms: functions that this side keeps, and all others for the server (-33). */
#include "process.h"

enum { SETMODE_MESSAGE = 10, SETMODE_REPLY = 6 };

/* What the program gave. */
struct setmode {
    short file, function, parameters[2];
    bool given[2];
    short *last; /* NULL: not wanted */
    bool nowait;
    int64_t tag;
};

/* Functions of the requester's side, with the highest value that the first parameter may have; -1: any value. */
static const struct {
    short function, most;
} kept[MODES] = {[MODE_ORDER] = {30, 3},    [MODE_PRIORITY] = {71, -1}, [MODE_BUFFERING] = {72, 2},
                 [MODE_NO_RETRY] = {73, 1}, [MODE_KEEP] = {74, -1},     [MODE_TRANSID] = {117, 1}};

static int mode_of(short function) {
    int mode = 0;
    while (mode < MODES && kept[mode].function != function) mode++;
    return mode;
}

static bool value_exists(int mode, short value) {
    if (mode == MODE_ORDER && value == 2) return false;
    return kept[mode].most < 0 || (value >= 0 && value <= kept[mode].most);
}

/* A parameter that is left out keeps its value. */
static short keep(struct open *open, int mode, const struct setmode *setting) {
    if (setting->given[0] && !value_exists(mode, setting->parameters[0])) return FEBADPARMVALUE;
    for (int i = 0; i < 2; i++) {
        if (setting->last) setting->last[i] = open->modes[mode][i];
        if (setting->given[i]) open->modes[mode][i] = setting->parameters[i];
    }
    return FEOK;
}

/* {-33, old parameters}. A server that was asked for them and gave none did not do the operation (error 2). */
static short take_last(struct operation *operation, const uint8_t *data, uint32_t length, short error) {
    short *last = (short *)(void *)operation->buffer;
    if (!last || error >= 10) return error;
    bool there = length >= SETMODE_REPLY && (short)wire_get(data, 2) == ZSYS_VAL_SMSG_SETMODE;
    if (!there) return error ? error : FEINVALOP;
    for (int i = 0; i < 2; i++) last[i] = (short)wire_get(data + 2 + 2 * i, 2);
    return error;
}

static void setmode_message(uint8_t *message, const struct setmode *setting) {
    short flags = (short)((setting->given[0] ? ZSYS_MSK_SETMD_PARM1_VALID : 0) |
                          (setting->given[1] ? ZSYS_MSK_SETMD_PARM2_VALID : 0) |
                          (setting->last ? ZSYS_MSK_SETMD_LPARM_VALID : 0));
    wire_put(message, 2, (uint64_t)ZSYS_VAL_SMSG_SETMODE);
    wire_put(message + 2, 2, (uint64_t)setting->function);
    wire_put(message + 4, 2, (uint64_t)setting->parameters[0]);
    wire_put(message + 6, 2, (uint64_t)setting->parameters[1]);
    wire_put(message + 8, 2, (uint64_t)flags);
}

static short setmode_open(struct open *open, const struct setmode *setting) {
    uint8_t message[SETMODE_MESSAGE];
    uint32_t count;
    struct request request = {.io = WIRE_IO_SYSTEM,
                              .message = ZSYS_VAL_SMSG_SETMODE,
                              .waited = !setting->nowait,
                              .data = message,
                              .bytes = sizeof message,
                              .buffer = (char *)setting->last,
                              .read_count = setting->last ? SETMODE_REPLY : 0,
                              .tag = setting->tag,
                              .take_reply = take_last};
    int mode = mode_of(setting->function);
    setmode_message(message, setting);
    if (mode == MODES) return request_perform(open, &request, &count);
    short error = request_allowed(open, request.waited);
    if (error) return note_error(open, error);
    error = keep(open, mode, setting);
    return error ? note_error(open, error) : request_done(open, &request, FEOK, 0);
}

static short setmode(bool complete, const struct setmode *setting) {
    if (!complete) return note_file_error(setting->file, FEMISSPARM);
    if (setting->file == 0 && receive_is_open()) {
        return receive_setmode(setting->function, setting->given[0], setting->parameters[0], setting->given[1],
                               setting->parameters[1], setting->last);
    }
    struct open *open = open_at(setting->file);
    return open ? setmode_open(open, setting) : (self.last_error = FENOTOPEN);
}

static struct setmode setting_of(unsigned int present, short file, short function, short param1, short param2,
                                 short *last_params) {
    return (struct setmode){.file = file,
                            .function = function,
                            .given = {PRESENT(2), PRESENT(3)},
                            .parameters = {PRESENT(2) ? param1 : 0, PRESENT(3) ? param2 : 0},
                            .last = PRESENT(4) ? last_params : NULL};
}

GUARDIAN_API _cc_status guardian_SETMODE(unsigned int present, short filenum, short function, short param1,
                                         short param2, short *last_params) {
    ENTER(SETMODE, filenum, (uint16_t)function, (uint16_t)param1);
    struct setmode setting = setting_of(present, filenum, function, param1, param2, last_params);
    return condition_code(setmode((present & 3) == 3, &setting));
}

GUARDIAN_API _cc_status guardian_SETMODENOWAIT(unsigned int present, short filenum, short function, short param1,
                                               short param2, short *last_params, __int32_t tag) {
    ENTER(SETMODENOWAIT, filenum, (uint16_t)function, (uint16_t)param1);
    struct setmode setting = setting_of(present, filenum, function, param1, param2, last_params);
    setting.nowait = true;
    setting.tag = tag;
    return condition_code(setmode((present & 3) == 3, &setting));
}

GUARDIAN_API short guardian_FILE_SETMODENOWAIT64_(unsigned int present, short filenum, short function, short param1,
                                                  short param2, short *last_params, long long tag) {
    ENTER(FILE_SETMODENOWAIT64_, filenum, (uint16_t)function, (uint16_t)param1);
    struct setmode setting = setting_of(present, filenum, function, param1, param2, last_params);
    setting.nowait = true;
    setting.tag = tag;
    return setmode((present & 3) == 3, &setting);
}
