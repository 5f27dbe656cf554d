/* SETPARAM: data for the server of a process file and data back, as -37 and its reply. */
#include "process.h"

enum { HEADER = 8, REPLY_HEADER = 4, LARGEST_DATA = 242, NO_TAG = -1 };

/* {-37, count, data}; the data are the program's and stay as they are. */
static short take_last(struct operation *operation, const uint8_t *data, uint32_t length, short error) {
    if (!operation->buffer || error >= 10) return error;
    bool there = length >= REPLY_HEADER && (short)wire_get(data, 2) == ZSYS_VAL_SMSG_SETPARAM;
    if (!there) return error ? error : FEINVALOP;
    uint32_t told = (uint32_t)wire_get(data + 2, 2), came = length - REPLY_HEADER;
    uint32_t count = told < came ? told : came;
    if (count > operation->read_count) count = operation->read_count;
    if (count) memcpy(operation->buffer, data + REPLY_HEADER, count);
    if (operation->reply_count) *operation->reply_count = (short)count;
    operation->count = count;
    return error;
}

/* An array goes with its count. */
static short argument_error(unsigned int present, const short *array, short count, const short *last,
                            const short *last_count, short last_max) {
    if ((present & 3) != 3 || PRESENT(2) != PRESENT(3)) return FEMISSPARM;
    if (PRESENT(4) && (!PRESENT(5) || !PRESENT(6))) return FEMISSPARM;
    if (PRESENT(2) && !array && count) return FEBOUNDSERR;
    if (PRESENT(4) && (!last || !last_count)) return FEBOUNDSERR;
    if (PRESENT(3) && (count < 0 || count > LARGEST_DATA)) return FEBADCOUNT;
    return PRESENT(4) && last_max < 0 ? FEBADCOUNT : FEOK;
}

static uint32_t setparam_message(uint8_t *message, unsigned int present, short function, const short *array,
                                 short count) {
    short bytes = PRESENT(2) ? count : 0;
    short flags = (short)((PRESENT(2) ? ZSYS_MSK_SETPM_PARM_VALID : 0) | (PRESENT(4) ? ZSYS_MSK_SETPM_LPARM_VALID : 0));
    wire_put(message, 2, (uint64_t)ZSYS_VAL_SMSG_SETPARAM);
    wire_put(message + 2, 2, (uint64_t)function);
    wire_put(message + 4, 2, (uint64_t)flags);
    wire_put(message + 6, 2, (uint64_t)bytes);
    if (bytes) memcpy(message + HEADER, array, (size_t)bytes);
    return HEADER + (uint32_t)bytes;
}

GUARDIAN_API _cc_status guardian_SETPARAM(unsigned int present, short filenum, short function, short *param_array,
                                          short param_count, short *last_param_array, short *last_param_count,
                                          short last_param_max, __int32_t tag) {
    uint8_t message[HEADER + LARGEST_DATA];
    uint32_t count;
    ENTER(SETPARAM, filenum, (uint16_t)function, (uint16_t)param_count);
    short error = argument_error(present, param_array, param_count, last_param_array, last_param_count, last_param_max);
    if (error) return condition_code(note_file_error(filenum, error));
    struct open *open = open_at(filenum);
    if (!open)
        return condition_code(note_file_error(filenum, filenum == 0 && receive_is_open() ? FEINVALOP : FENOTOPEN));
    bool last_wanted = PRESENT(4);
    struct request request = {.io = WIRE_IO_SYSTEM,
                              .message = ZSYS_VAL_SMSG_SETPARAM,
                              .waited = !PRESENT(7) || tag == NO_TAG,
                              .data = message,
                              .bytes = setparam_message(message, present, function, param_array, param_count),
                              .buffer = last_wanted ? (char *)last_param_array : NULL,
                              .read_count = last_wanted ? (uint32_t)last_param_max : 0,
                              .tag = tag,
                              .take_reply = take_last,
                              .reply_count = last_wanted ? last_param_count : NULL};
    return condition_code(request_perform(open, &request, &count));
}
