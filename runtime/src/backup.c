/* __ns_start_backup: the backup of a pair, from the same program and under the same name. */
#include "process.h"

/* 0, a process-creation error, or -1 with errno (c-runtime section 10). */
GUARDIAN_API long guardian___ns_start_backup(unsigned int present, short *error_detail, short backup_cpu,
                                             short *backup_process_handle, char *backup_hometerm,
                                             short backup_debug_options, char *backup_program_file) {
    struct letter letter;
    struct creation creation = creation_default();
    struct created created = {.handle = null_handle};
    require_kernel("__ns_start_backup");
    recorder_tick();
    record(RECORD_CALL, NUMBER___ns_start_backup, (uint32_t)(int32_t)backup_cpu, ZSYS_VAL_PCREATOPT_CALLERSNAME, 0);
    creation.name_option = ZSYS_VAL_PCREATOPT_CALLERSNAME;
    if (PRESENT(1)) creation.cpu = backup_cpu;
    if (PRESENT(3)) creation.home_terminal = argument_text(backup_hometerm);
    if (PRESENT(4)) creation.debug_options = backup_debug_options;
    if (PRESENT(5)) creation.program = argument_text(backup_program_file);
    created.error = creation_letter(&letter, &creation, &created.detail);
    if (!created.error) created = creation_wait(&letter);
    if (PRESENT(0) && error_detail) *error_detail = created.detail;
    if (PRESENT(2) && backup_process_handle) memcpy(backup_process_handle, &created.handle, sizeof created.handle);
    return created.error;
}
