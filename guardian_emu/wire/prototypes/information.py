"""What a file is (procedures.md section 1.17)."""

PROTOTYPES = """
short FILE_GETINFO_(short filenum, short *last_error, char *filename, short maxlen, short *filename_length,
    short *type_info, short *flags);
short FILE_GETINFOLIST_(short filenum, short *item_list, short number_of_items, short *result, short result_max,
    short *result_length, short *error_item);
short FILE_GETINFOBYNAME_(const char *filename, short length, short *type_info, short *physical_reclen,
    short options, __int32_t tag_or_timeout, short *flags);
short FILE_GETINFOLISTBYNAME_(const char *filename, short length, short *item_list, short number_of_items,
    short *result, short result_max, short *result_length, short *error_item);
_cc_status FILEINFO(short filenum, short *error, short *filename, short *ldevnum, short *devtype,
    short *extent_size, __int32_t *eof_location, __int32_t *next_record, short *last_mod_time, short *filecode,
    short *secondary_extent, __int32_t *current_record, short *open_flags, short *subdevice, short *owner,
    short *file_security, short *num_extents, short *max_extents, short *unstruct_buffer_size, short *sync_depth,
    short *next_open_fnum);
"""
