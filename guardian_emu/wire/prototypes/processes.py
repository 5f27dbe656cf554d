"""Processes, handles and names (procedures.md sections 2.1 to 2.12, 3.6, 3.7)."""

PROTOTYPES = """
short PROCESS_CREATE_(const char *program_file, short program_length, const char *library_file,
    short library_length, const char *swap_file, short swap_length, const char *ext_swap_file,
    short ext_swap_length, short priority, short processor, short *processhandle, short *error_detail,
    short name_option, const char *name, short name_length, char *process_descr, short descr_maxlen,
    short *process_descr_len, __int32_t nowait_tag, const char *hometerm, short hometerm_length,
    short memory_pages, short jobid, short create_options, const char *defines, short defines_length,
    short debug_options, __int32_t pfs_size);
short PROCESS_LAUNCH_(void *param_list, short *error_detail, void *output_list, short maxlen,
    short *output_list_len);
short PROCESS_SPAWN_(const char *oss_program_file, void *fdinfo, char **argv, char **envp, void *inheritance,
    __int32_t inheritance_length, void *process_extension, void *process_results, __int32_t nowait_tag,
    const char *path);
void NEWPROCESS(short *filenames, short priority, short memory_pages, short processor, short *process_id,
    short *error, short *name, short *hometerm, short flags, short jobid, short *errinfo, __int32_t pfs_size);
void NEWPROCESSNOWAIT(short *filenames, short priority, short memory_pages, short processor, short *process_id,
    short *error, short *name, short *hometerm, short flags, short jobid, short *errinfo, __int32_t pfs_size);

short PROCESS_STOP_(short *processhandle, short specifier, short options, short completion_code,
    short termination_info, short *spi_ssid, const char *text, short length);
_cc_status STOP(short *process_id, short stop_backup, short *error, short compl_code, short termination_info,
    short *spi_ssid, short length, const char *text);
_cc_status ABEND(short *process_id, short stop_backup, short *error, short compl_code, short termination_info,
    short *spi_ssid, short length, const char *text);
short SETSTOP(short stop_mode);
short PROCESS_ACTIVATE_(short *processhandle, short specifier);
short PROCESS_SUSPEND_(short *processhandle, short specifier);
void PROCESS_DELAY_(long long timeout_us);
void DELAY(__int32_t time_period);

short PROCESS_GETINFO_(short *processhandle, char *proc_fname, short fname_maxlen, short *proc_fname_len,
    short *priority, short *moms_processhandle, char *hometerm, short hometerm_maxlen, short *hometerm_len,
    long long *process_time, short *creator_access_id, short *process_access_id, short *gmoms_processhandle,
    short *jobid, char *program_file, short program_maxlen, short *program_len, char *swap_file,
    short swap_maxlen, short *swap_len, short *error_detail, short *proc_type, __int32_t *oss_pid,
    __int32_t timeout);
short PROCESS_GETINFOLIST_(short cpu, short *pin, const char *nodename, short length, short *processhandle,
    short *ret_attr_list, short ret_attr_count, short *ret_values_list, short ret_values_maxlen,
    short *ret_values_len, short *error_detail, short srch_option, short *srch_attr_list, short srch_attr_count,
    short *srch_values_list, short srch_values_len, __int32_t oss_pid, __int32_t timeout);
short PROCESS_GETPAIRINFO_(short *processhandle, char *pair, short maxlen, short *pair_length,
    short *primary_processhandle, short *backup_processhandle, __int32_t *search_index,
    short *ancst_processhandle, const char *search_nodename, short search_length, short options,
    char *ancst, short ancst_maxlen, short *ancst_length, short *error_detail);
short PROCESS_SETINFO_(short *processhandle, short specifier, short set_attr_code, short *set_value,
    short set_value_len, short *old_value, short old_value_maxlen, short *old_value_len);
short PROCESS_SETSTRINGINFO_(short *processhandle, short specifier, short set_attr_code, const char *set_value,
    short length, char *old_value, short maxlen, short *old_value_len);
short PRIORITY(short new_priority, short *init_priority);
_cc_status ALTERPRIORITY(short *process_id, short priority);
_cc_status STEPMOM(short *process_id);

short PROCESSHANDLE_GETMINE_(short *processhandle);
short PROCESSHANDLE_NULLIT_(short *processhandle);
short PROCESSHANDLE_COMPARE_(short *processhandle_1, short *processhandle_2);
short PROCESSHANDLE_DECOMPOSE_(short *processhandle, short *cpu, short *pin, __int32_t *nodenumber,
    char *nodename, short node_maxlen, short *nodename_length, char *procname, short proc_maxlen,
    short *procname_length, long long *sequence_number);
short PROCESSHANDLE_TO_CRTPID_(short *processhandle, short *process_id, short pair_flag, __int32_t node_number);
short CRTPID_TO_PROCESSHANDLE_(short *process_id, short *processhandle, short *pair_flag, __int32_t node_number);
short PROCESSHANDLE_TO_FILENAME_(short *processhandle, char *filename, short maxlen, short *filename_length,
    short options);
short PROCESSHANDLE_TO_STRING_(short *processhandle, char *process_string, short maxlen,
    short *process_string_length, const char *nodename, short length, short named_form);
short FILENAME_TO_PROCESSHANDLE_(const char *filename, short length, short *processhandle);
short PROCESSNAME_CREATE_(char *name, short maxlen, short *namelen, short name_type, const char *nodename,
    short length, short options);
short PROCESSSTRING_SCAN_(const char *string, short length, short *length_used, short *processhandle,
    short *stringtype, char *name, short maxlen, short *namelen, short *cpu, short *pin, short options);
short OPENER_LOST_(char *message, short length, short *table, short *index, short number_of_entries,
    short entry_size);
short CHILD_LOST_(char *message, short length, short *processhandle);

short MYPID(void);
void MYTERM(short *file_name);
void MYGMOM(short *process_id);
void MOM(short *process_id);
void PROGRAMFILENAME(short *file_name);
short CREATORACCESSID(void);
short PROCESSACCESSID(void);
_cc_status GETCRTPID(short cpu_pin, short *process_id);
_cc_status GETPPDENTRY(short index, short sysnum, short *ppd_entry);
_cc_status LOOKUPPROCESSNAME(short *ppd_entry);
short INITIALIZER(short *rucb, short *passthru, void *startupproc, void *paramsproc, void *assignproc,
    short flags, __int32_t timelimit, short num_fcbs, short **fcb_array);
void DEBUG(void);
_cc_status USERIDTOUSERNAME(short *id_name);
_cc_status USERNAMETOUSERID(short *name_id);
short USER_GETINFO_(char *user_name, short user_maxlen, short *user_curlen, __int32_t *user_id, short *is_alias,
    short *group_count, __int32_t *group_list, __int32_t *primary_group, char *volsubvol, short volsubvol_maxlen,
    short *volsubvol_len, char *initdir, short initdir_maxlen, short *initdir_len, char *initprog,
    short initprog_maxlen, short *initprog_len, short *default_security);
"""
