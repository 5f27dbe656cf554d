/* OPEN, as programs of the C-series call it: an internal name, flags, and system messages of their own forms. */
#include "process.h"

enum {
    NO_OPEN_TIME = 0x8000,
    WANTS_SYSTEM_MESSAGES = 0x4000, /* the opposite of FILE_OPEN_ */
    UNSTRUCTURED = 0x2000,
    NOWAIT_OPEN = 0x0080,
    NOWAIT_DEPTH = 0x000f,
    SYSTEM_BUFFERS = 1
};

static short options_of(unsigned short flags) {
    int options = flags & NOWAIT_OPEN ? ZSYS_VAL_OPENOPT_NOWAITOPEN : 0;
    if (flags & NO_OPEN_TIME) options |= ZSYS_VAL_OPENOPT_NOOPENTIME;
    if (flags & UNSTRUCTURED) options |= ZSYS_VAL_OPENOPT_UNSTRUCTACC;
    return (short)options;
}

static struct open_parameters parameters_of(unsigned short flags, short depth) {
    return (struct open_parameters){.access = flags >> 10 & 3,
                                    .exclusion = flags >> 4 & 3,
                                    .nowait_depth = flags & NOWAIT_DEPTH,
                                    .sync_depth = depth,
                                    .options = options_of(flags),
                                    .buffering = SYSTEM_BUFFERS};
}

/* The number comes negative when the backup's open must have the same (C-series -30, word 7). */
static short name_primary(struct open_parameters *parameters, short file, short *process_id, struct handle *primary) {
    short error = CRTPID_TO_PROCESSHANDLE_(process_id, (short *)(void *)primary);
    if (error) return error;
    parameters->primary = (const short *)(const void *)primary;
    parameters->primary_file = (short)(file < 0 ? -file : file);
    if (file >= 0) parameters->options = (short)(parameters->options | ZSYS_VAL_OPENOPT_BACKUPFNUMANY);
    return FEOK;
}

static short open_old_receive(unsigned short flags, const struct open_parameters *parameters, short *file) {
    int options = parameters->options | ZSYS_VAL_OPENOPT_OLDFMTSYSMSG;
    if (!(flags & WANTS_SYSTEM_MESSAGES)) options |= ZSYS_VAL_OPENOPT_NOSYSTEMMSGS;
    short error = receive_open(parameters->nowait_depth, parameters->sync_depth, (short)options);
    if (error == FEOK) *file = 0;
    return error;
}

static short open_old(const short *filename, short *file, unsigned short flags, struct open_parameters *parameters) {
    struct resolved resolved;
    char external[64];
    short error = name_from_old(filename, external, sizeof external);
    if (!error) error = define_resolve(external, (short)strlen(external), &resolved);
    if (error) return error;
    if (strcmp(resolved.name, "$RECEIVE") == 0) return open_old_receive(flags, parameters, file);
    return open_named(&resolved, parameters, file);
}

GUARDIAN_API _cc_status guardian_OPEN(unsigned int present, short *filename, short *filenum, short flags,
                                      short sync_or_receive_depth, short primary_filenum, short *primary_process_id,
                                      short seq_block_buffer_id, short buffer_length, short *primary_define) {
    struct handle primary;
    ENTER(OPEN, 0, (uint16_t)sync_or_receive_depth, (uint16_t)flags);
    (void)seq_block_buffer_id, (void)buffer_length, (void)primary_define; /* disk files and their DEFINEs only */
    if ((present & 3) != 3 || PRESENT(4) != PRESENT(5)) return condition_code(self.last_error = FEMISSPARM);
    if (!filename || !filenum) return condition_code(self.last_error = FEBOUNDSERR);
    *filenum = -1;
    struct open_parameters parameters = parameters_of((unsigned short)flags, sync_or_receive_depth);
    short error = FEOK;
    if (PRESENT(5) && primary_process_id) {
        error = name_primary(&parameters, primary_filenum, primary_process_id, &primary);
    }
    if (!error) error = open_old(filename, filenum, (unsigned short)flags, &parameters);
    return condition_code(self.last_error = error);
}
