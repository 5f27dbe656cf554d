/* PROCESS_SUSPEND_ and PROCESS_ACTIVATE_ (procedures.md section 2.4). */
#include "process.h"

static short set_suspended(unsigned int present, const short *processhandle, short specifier, bool suspended) {
    struct letter letter;
    short both = PRESENT(1) ? specifier : 0;
    if (!PRESENT(0)) return FEMISSPARM;
    if (!processhandle) return FEBOUNDSERR;
    struct handle handle = handle_at(processhandle);
    short error = handle_check(&handle);
    if (error) return error;
    if (both != 0 && both != 1) return FEBADPARMVALUE;
    uint8_t *body = letter_begin(&letter, WIRE_SUSPEND, WIRE_SUSPEND_SIZE);
    memcpy(wire_suspend_handle(body), &handle, sizeof handle);
    wire_suspend_set_specifier(body, both);
    wire_suspend_set_suspended(body, suspended);
    struct answer answer = kernel_call(&letter);
    answer_release(&answer);
    return answer.error;
}

GUARDIAN_API short guardian_PROCESS_SUSPEND_(unsigned int present, short *processhandle, short specifier) {
    ENTER(PROCESS_SUSPEND_, specifier, 0, 0);
    return set_suspended(present, processhandle, specifier, true);
}

GUARDIAN_API short guardian_PROCESS_ACTIVATE_(unsigned int present, short *processhandle, short specifier) {
    ENTER(PROCESS_ACTIVATE_, specifier, 0, 0);
    return set_suspended(present, processhandle, specifier, false);
}
