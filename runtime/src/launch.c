/* PROCESS_LAUNCH_ (procedures.md section 2.2, zsys.md section 8). */
#include "process.h"

/* A string is left out when its address is the null extended address, or its length is 0. */
static struct argument field(const char *at, int32_t length) {
    struct argument argument = {at, (intptr_t)at == ZSYS_VAL_NULL_ADDRESS ? 0 : length};
    return argument;
}

static struct creation asked_for(const zsys_ddl_plaunch_parms_def *parameters) {
    struct creation creation = creation_default();
    creation.program = field(parameters->z_program_name, parameters->z_program_name_len);
    creation.library = field(parameters->z_library_name, parameters->z_library_name_len);
    creation.swap = field(parameters->z_swapfile_name, parameters->z_swapfile_name_len);
    creation.extended_swap = field(parameters->z_extswapfile_name, parameters->z_extswapfile_name_len);
    creation.name = field(parameters->z_process_name, parameters->z_process_name_len);
    creation.home_terminal = field(parameters->z_hometerm_name, parameters->z_hometerm_name_len);
    creation.defines = field(parameters->z_defines_name, parameters->z_defines_name_len);
    creation.pfs_size = parameters->z_pfs_size;
    creation.main_stack = parameters->z_mainstack_max;
    creation.heap = parameters->z_heap_max;
    creation.space = parameters->z_space_guarantee;
    creation.create_options = parameters->z_create_options;
    creation.name_option = parameters->z_name_options;
    creation.debug_options = parameters->z_debug_options;
    creation.priority = parameters->z_priority;
    creation.cpu = parameters->z_cpu;
    creation.memory_pages = parameters->z_memory_pages;
    creation.job = parameters->z_jobid;
    return creation;
}

/* Parameters of the call itself; list, room and length are there together or not at all. */
static short check_call(unsigned int present, const void *list, const short *error_detail, const void *output,
                        short room, const short *output_length, short *field) {
    bool output_given = present >> 2 & 7u;
    *field = FIELD_LIST;
    if (!PRESENT(0)) return CREATION_PARAMETER;
    if (!list) return CREATION_BOUNDS;
    *field = FIELD_LIST_DETAIL;
    if (PRESENT(1) && !error_detail) return CREATION_BOUNDS;
    *field = FIELD_OUTPUT;
    if (output_given && (!PRESENT(2) || !PRESENT(3) || room < 0)) return CREATION_PARAMETER;
    if (output_given && !output) return CREATION_BOUNDS;
    *field = FIELD_OUTPUT_LENGTH;
    if (output_given && !PRESENT(4)) return CREATION_PARAMETER;
    return output_given && !output_length ? CREATION_BOUNDS : 0;
}

static void give_output(int32_t tag, const struct created *created, void *output, short room, short *length) {
    uint8_t message[CREATION_MESSAGE_BYTES];
    uint32_t bytes = creation_message(message, tag, created);
    if (bytes > (uint32_t)room) bytes = (uint32_t)room;
    system_message_to_program(message, CREATION_MESSAGE_BYTES);
    memcpy(output, message, bytes);
    *length = (short)bytes;
}

GUARDIAN_API short guardian_PROCESS_LAUNCH_(unsigned int present, void *param_list, short *error_detail,
                                            void *output_list, short maxlen, short *output_list_len) {
    struct letter letter;
    zsys_ddl_plaunch_parms_def parameters;
    struct created created = {.handle = null_handle};
    require_kernel("PROCESS_LAUNCH_");
    short error = check_call(present, param_list, error_detail, output_list, maxlen, output_list_len, &created.detail);
    if (!error) {
        memcpy(&parameters, param_list, sizeof parameters);
        bool known = parameters.z_version == ZSYS_VAL_PLAUNCH_PARMS_VER && parameters.z_length == sizeof parameters;
        created.detail = FIELD_LIST;
        error = known ? 0 : CREATION_PARAMETER;
    }
    if (error) {
        if (PRESENT(1) && error_detail) *error_detail = created.detail;
        return error;
    }
    ENTER(PROCESS_LAUNCH_, parameters.z_cpu, (uint16_t)parameters.z_name_options, 0);
    struct creation creation = asked_for(&parameters);
    created.error = creation_letter(&letter, &creation, &created.detail);
    if (!created.error && parameters.z_nowait_tag != NOWAIT_NEVER) {
        creation_nowait(&letter, parameters.z_nowait_tag, creation_tell);
    } else if (!created.error) {
        created = creation_wait(&letter);
    }
    if (PRESENT(1)) *error_detail = created.detail;
    if (PRESENT(2)) give_output(parameters.z_nowait_tag, &created, output_list, maxlen, output_list_len);
    return created.error;
}
