"""$RECEIVE: reading, replying, and what was read (procedures.md sections 1.6, 1.10, 1.14 to 1.16, 3.8)."""

PROTOTYPES = """
_cc_status READUPDATE(short filenum, short *buffer, unsigned short read_count, unsigned short *count_read,
    __int32_t tag);
_cc_status READUPDATEX(short filenum, char *buffer, unsigned short read_count, unsigned short *count_read,
    __int32_t tag);
short READUPDATEXL(short filenum, char *buffer, __int32_t read_count, __int32_t *count_read, long long tag);
short FILE_READUPDATE64_(short filenum, char *buffer, __int32_t read_count, __int32_t *count_read,
    long long tag);
_cc_status REPLY(const short *buffer, unsigned short write_count, unsigned short *count_written, short message_tag,
    short error_return);
_cc_status REPLYX(const char *buffer, unsigned short write_count, unsigned short *count_written,
    short message_tag, short error_return);
short REPLYXL(const char *buffer, __int32_t write_count, __int32_t *count_written, short message_tag,
    short error_return);
short FILE_REPLY64_(const char *buffer, __int32_t write_count, __int32_t *count_written, short message_tag,
    short error_return);
short FILE_GETRECEIVEINFO_(short *receive_info, short *dialog_info);
short FILE_GETRECEIVEINFOL_(short *receive_info, short *dialog_info);
_cc_status RECEIVEINFO(short *process_id, short *message_tag, __int32_t *sync_id, short *filenum,
    short *read_count, short *iotype);
_cc_status LASTRECEIVE(short *process_id, short *message_tag);
short MESSAGESTATUS(short message_tag);
short CONTROLMESSAGESYSTEM(short actioncode, short value);
short MESSAGESYSTEMINFO(short itemcode, short *value);
"""
