"""The active backup of a C program (procedures.md section 4.7)."""

PROTOTYPES = """
long __ns_start_backup(short *error_detail, short backup_cpu, short *backup_process_handle,
    char *backup_hometerm, short backup_debug_options, char *backup_program_file);
"""
