"""Processors, nodes and their monitoring (procedures.md section 2.13)."""

PROTOTYPES = """
__int32_t PROCESSORSTATUS(void);
__int32_t REMOTEPROCESSORSTATUS(short sysnum);
short PROCESSORTYPE(short cpu, short sysnum);
short PROCESSOR_GETINFOLIST_(const char *nodename, short length, short cpu, short *ret_attr_list,
    short ret_attr_count, short *ret_values_list, short ret_values_maxlen, short *ret_values_len,
    short *error_detail);
short NODENAME_TO_NODENUMBER_(const char *nodename, short length, __int32_t *nodenumber);
short NODENUMBER_TO_NODENAME_(__int32_t nodenumber, char *nodename, short maxlen, short *nodename_length,
    __int32_t *ldevnum);
short MYSYSTEMNUMBER(void);
void MONITORCPUS(short cpu_mask);
void PROCESS_MONITOR_CPUS_(short cpu_mask);
void MONITORNET(short enable);
void PROCESS_MONITOR_NET_(short enable);
void MONITORNEW(short enable);
void PROCESS_MONITOR_NEW_(short enable);
"""
