"""Opening, closing, and requests on process files (procedures.md sections 1.1 to 1.19, 1.24)."""

PROTOTYPES = """
short FILE_OPEN_(const char *filename, short length, short *filenum, short access, short exclusion,
    short nowait_depth, short sync_or_receive_depth, short options, short seq_block_buffer_id,
    short seq_block_buffer_len, short *primary_processhandle, __int32_t elections);
_cc_status OPEN(short *filename, short *filenum, short flags, short sync_or_receive_depth, short primary_filenum,
    short *primary_process_id, short seq_block_buffer_id, short buffer_length, short *primary_define);
short FILE_CLOSE_(short filenum, short tape_disposition);
_cc_status CLOSE(short filenum, short tape_disposition);

_cc_status READ(short filenum, short *buffer, unsigned short read_count, unsigned short *count_read, __int32_t tag);
_cc_status READX(short filenum, char *buffer, unsigned short read_count, unsigned short *count_read, __int32_t tag);
short READXL(short filenum, char *buffer, __int32_t read_count, __int32_t *count_read, long long tag);
short FILE_READ64_(short filenum, char *buffer, __int32_t read_count, __int32_t *count_read, long long tag);
_cc_status WRITE(short filenum, const short *buffer, unsigned short write_count, unsigned short *count_written,
    __int32_t tag);
_cc_status WRITEX(short filenum, const char *buffer, unsigned short write_count, unsigned short *count_written,
    __int32_t tag);
short WRITEXL(short filenum, const char *buffer, __int32_t write_count, __int32_t *count_written, long long tag);
short FILE_WRITE64_(short filenum, const char *buffer, __int32_t write_count, __int32_t *count_written,
    long long tag);
_cc_status WRITEREAD(short filenum, short *buffer, unsigned short write_count, unsigned short read_count,
    unsigned short *count_read, __int32_t tag);
_cc_status WRITEREADX(short filenum, char *buffer, unsigned short write_count, unsigned short read_count,
    unsigned short *count_read, __int32_t tag);
short WRITEREADXL(short filenum, char *buffer, __int32_t write_count, __int32_t read_count, __int32_t *count_read,
    long long tag);
short FILE_WRITEREAD_(short filenum, const char *write_buffer, char *read_buffer, __int32_t write_count,
    __int32_t read_count, __int32_t *count_read, __int32_t tag);
short FILE_WRITEREAD64_(short filenum, const char *write_buffer, char *read_buffer, __int32_t write_count,
    __int32_t read_count, __int32_t *count_read, long long tag);

_cc_status AWAITIO(short *filenum, guardian_buffer_address *buffer_addr, short *count_transferred, __int32_t *tag,
    __int32_t timelimit);
_cc_status AWAITIOX(short *filenum, guardian_buffer_address *buffer_addr, short *count_transferred,
    __int32_t *tag, __int32_t timelimit, short *segment_id);
short AWAITIOXL(short *filenum, guardian_buffer_address *buffer_addr, __int32_t *count_transferred, long long *tag,
    __int32_t timelimit, short *segment_id);
short FILE_AWAITIO64_(short *filenum, long long *buffer_addr, __int32_t *count_transferred, long long *tag,
    __int32_t timelimit, short *segment_id);
short FILE_COMPLETE_(void *completion_info, __int32_t timelimit, void *complete_element_list,
    short num_complete_elements, short *error_complete_element);
short FILE_COMPLETEL_(void *completion_info, __int32_t timelimit, void *complete_element_list,
    short num_complete_elements, short *error_complete_element);
short FILE_COMPLETE_SET_(void *complete_element_list, short num_complete_elements, short *error_complete_element);
short FILE_COMPLETE_GETINFO_(void *info_list, short maxnum_info_elements, short *num_info_elements);
_cc_status CANCEL(short filenum);
_cc_status CANCELREQ(short filenum, __int32_t tag);
short CANCELREQL(short filenum, long long tag);

_cc_status SETMODE(short filenum, short function, short param1, short param2, short *last_params);
_cc_status SETMODENOWAIT(short filenum, short function, short param1, short param2, short *last_params,
    __int32_t tag);
short FILE_SETMODENOWAIT64_(short filenum, short function, short param1, short param2, short *last_params,
    long long tag);
_cc_status CONTROL(short filenum, short operation, short param, __int32_t tag);
short FILE_CONTROL64_(short filenum, short operation, short param, long long tag);
_cc_status CONTROLBUF(short filenum, short operation, short *buffer, short count, short *count_transferred,
    __int32_t tag);
short FILE_CONTROLBUF64_(short filenum, short operation, const char *buffer, short count, short *count_transferred,
    long long tag);
_cc_status SETPARAM(short filenum, short function, short *param_array, short param_count, short *last_param_array,
    short *last_param_count, short last_param_max, __int32_t tag);
short FILE_GETSYNCINFO_(short filenum, short *infobuf, short infomax, short *infosize);
short FILE_SETSYNCINFO_(short filenum, short *infobuf, short infosize);
_cc_status GETSYNCINFO(short filenum, short *sync_block, short *sync_block_size);
_cc_status SETSYNCINFO(short filenum, short *sync_block);
_cc_status RESETSYNC(short filenum);
"""
