/* PROCESS_CREATE_ (procedures.md section 2.1). */
#include "process.h"

/* All three are there or none, and the name of any process fits. */
static short check_descriptor(unsigned int present, const char *descriptor, short room, const short *length,
                              short *field) {
    if (!(present >> 15 & 7u)) return 0;
    *field = FIELD_DESCRIPTOR;
    if (!PRESENT(15) || !PRESENT(16) || room < ZSYS_VAL_LEN_PROCESSDESCR) return CREATION_PARAMETER;
    if (!descriptor) return CREATION_BOUNDS;
    *field = FIELD_DESCRIPTOR_LENGTH;
    if (!PRESENT(17)) return CREATION_PARAMETER;
    return length ? 0 : CREATION_BOUNDS;
}

static short told(short *error_detail, short error, short detail) {
    if (error_detail) *error_detail = detail;
    return error;
}

GUARDIAN_API short guardian_PROCESS_CREATE_(unsigned int present, const char *program_file, short program_length,
                                            const char *library_file, short library_length, const char *swap_file,
                                            short swap_length, const char *ext_swap_file, short ext_swap_length,
                                            short priority, short processor, short *processhandle, short *error_detail,
                                            short name_option, const char *name, short name_length, char *process_descr,
                                            short descr_maxlen, short *process_descr_len, __int32_t nowait_tag,
                                            const char *hometerm, short hometerm_length, short memory_pages,
                                            short jobid, short create_options, const char *defines,
                                            short defines_length, short debug_options, __int32_t pfs_size) {
    struct letter letter;
    struct creation creation = creation_default();
    short detail = 0;
    ENTER(PROCESS_CREATE_, processor, (uint16_t)name_option, 0);
    short *telling = PRESENT(11) ? error_detail : NULL;
    creation.program = argument_of(PRESENT(0), program_file, PRESENT(1), program_length);
    creation.library = argument_of(PRESENT(2), library_file, PRESENT(3), library_length);
    creation.swap = argument_of(PRESENT(4), swap_file, PRESENT(5), swap_length);
    creation.extended_swap = argument_of(PRESENT(6), ext_swap_file, PRESENT(7), ext_swap_length);
    creation.name = argument_of(PRESENT(13), name, PRESENT(14), name_length);
    creation.home_terminal = argument_of(PRESENT(19), hometerm, PRESENT(20), hometerm_length);
    creation.defines = argument_of(PRESENT(24), defines, PRESENT(25), defines_length);
    if (PRESENT(8)) creation.priority = priority;
    if (PRESENT(9)) creation.cpu = processor;
    if (PRESENT(12)) creation.name_option = name_option;
    if (PRESENT(21)) creation.memory_pages = memory_pages;
    if (PRESENT(22)) creation.job = jobid;
    if (PRESENT(23)) creation.create_options = create_options;
    if (PRESENT(26)) creation.debug_options = debug_options;
    if (PRESENT(27)) creation.pfs_size = pfs_size;
    if (PRESENT(10) && !processhandle) return told(telling, CREATION_BOUNDS, FIELD_HANDLE);
    if (PRESENT(11) && !error_detail) return CREATION_BOUNDS;
    creation.own_error = check_descriptor(present, process_descr, descr_maxlen, process_descr_len, &creation.own_field);
    short error = creation_letter(&letter, &creation, &detail);
    if (PRESENT(18) && nowait_tag != NOWAIT_NEVER) {
        if (!error) creation_nowait(&letter, nowait_tag, creation_tell);
        return told(telling, error, detail);
    }
    struct created created = {.error = error, .detail = detail, .handle = null_handle};
    if (!error) created = creation_wait(&letter);
    if (PRESENT(10)) memcpy(processhandle, &created.handle, sizeof created.handle);
    if (PRESENT(15) && !created.error) {
        output_string(created.descriptor, process_descr, descr_maxlen, process_descr_len);
    }
    return told(telling, created.error, created.detail);
}
