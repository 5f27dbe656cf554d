"""Passive backups (procedures.md sections 1.4, 4.2 to 4.4): an extension, since the platform has no C form of them.

The stack of a C program is not copied: control returns from CHECKMONITOR at takeover.
"""

PROTOTYPES = """
short FILE_OPEN_CHKPT_(short filenum, short *status);
short FILE_CLOSE_CHKPT_(short filenum, short tape_disposition);
_cc_status CHECKOPEN(short *file_name, short filenum, short flags, short sync_or_receive_depth,
    short *seq_block_buffer, short buffer_len, short *backerror);
_cc_status CHECKCLOSE(short filenum, short tape_disposition);
short CHECKMONITOR(void);
short CHECKSWITCH(void);
_cc_status CHECKSETMODE(short filenum, short function, short *error);
short CHECKDEFINE(char *define_name);
short CHECKPOINTX(short *stack_origin, short segment_id1, char *buffer_1, __int32_t count_1, short segment_id2,
    char *buffer_2, __int32_t count_2, short segment_id3, char *buffer_3, __int32_t count_3, short segment_id4,
    char *buffer_4, __int32_t count_4, short segment_id5, char *buffer_5, __int32_t count_5);
short CHECKPOINTMANYX(short *stack_origin, short *descriptors);
"""
