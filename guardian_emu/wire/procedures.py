"""The table of Guardian procedures: one place for the C header, the Python binding and the conformance list.

A procedure is written as its C prototype. To a native NonStop compiler every parameter of an extensible procedure may
be omitted (c-runtime section 4); ``generate.py`` writes ``runtime/include/cextdecs.h``, whose macros tell an empty
argument position apart from 0. What is really required the procedure checks itself (error 29).
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Parameter(NamedTuple):
    """One parameter: C type and name."""

    ctype: str
    name: str


class Procedure(NamedTuple):
    """A Guardian procedure. The library's function is ``guardian_NAME(present, parameters...)``.

    Bit n of ``present`` says that parameter n, counted from 0, was written by the caller.
    """

    name: str
    returns: str
    parameters: tuple[Parameter, ...]
    header: str


_PROTOTYPES = {
    "cextdecs": """
short FILE_OPEN_(const char *filename, short length, short *filenum, short access, short exclusion,
    short nowait_depth, short sync_or_receive_depth, short options, short seq_block_buffer_id,
    short seq_block_buffer_len, short *primary_processhandle, __int32_t elections);
short FILE_CLOSE_(short filenum, short tape_disposition);
_cc_status READUPDATEX(short filenum, char *buffer, unsigned short read_count, unsigned short *count_read,
    __int32_t tag);
short FILE_READUPDATE64_(short filenum, char *buffer, __int32_t read_count, __int32_t *count_read,
    long long tag);
_cc_status REPLYX(const char *buffer, unsigned short write_count, unsigned short *count_written,
    short message_tag, short error_return);
short FILE_REPLY64_(const char *buffer, __int32_t write_count, __int32_t *count_written, short message_tag,
    short error_return);
_cc_status WRITEX(short filenum, const char *buffer, unsigned short write_count,
    unsigned short *count_written, __int32_t tag);
short FILE_WRITE64_(short filenum, const char *buffer, __int32_t write_count, __int32_t *count_written,
    long long tag);
_cc_status WRITEREADX(short filenum, char *buffer, unsigned short write_count, unsigned short read_count,
    unsigned short *count_read, __int32_t tag);
short FILE_WRITEREAD64_(short filenum, const char *write_buffer, char *read_buffer, __int32_t write_count,
    __int32_t read_count, __int32_t *count_read, long long tag);
_cc_status AWAITIOX(short *filenum, guardian_buffer_address *buffer_addr, short *count_transferred,
    __int32_t *tag, __int32_t timelimit, short *segment_id);
short FILE_AWAITIO64_(short *filenum, long long *buffer_addr, __int32_t *count_transferred, long long *tag,
    __int32_t timelimit, short *segment_id);
_cc_status CANCEL(short filenum);
_cc_status CANCELREQ(short filenum, __int32_t tag);
short FILE_GETINFO_(short filenum, short *last_error, char *filename, short maxlen, short *filename_length,
    short *type_info, short *flags);
short FILE_GETRECEIVEINFO_(short *receive_info, short *dialog_info);
void MONITORCPUS(short cpu_mask);
void PROCESS_MONITOR_CPUS_(short cpu_mask);
short PROCESS_GETPAIRINFO_(short *processhandle, char *pair, short maxlen, short *pair_length,
    short *primary_processhandle, short *backup_processhandle, __int32_t *search_index,
    short *ancst_processhandle, const char *search_nodename, short search_length, short options,
    char *ancst, short ancst_maxlen, short *ancst_length, short *error_detail);
short PROCESS_SETINFO_(short *processhandle, short specifier, short set_attr_code, short *set_value,
    short set_value_len, short *old_value, short old_value_maxlen, short *old_value_len);
short PROCESSHANDLE_GETMINE_(short *processhandle);
short PROCESSHANDLE_NULLIT_(short *processhandle);
short PROCESSHANDLE_COMPARE_(short *processhandle_1, short *processhandle_2);
short PROCESSHANDLE_DECOMPOSE_(short *processhandle, short *cpu, short *pin, __int32_t *nodenumber,
    char *nodename, short node_maxlen, short *nodename_length, char *procname, short proc_maxlen,
    short *procname_length, long long *sequence_number);
short PROCESS_CREATE_(const char *program_file, short program_length, const char *library_file,
    short library_length, const char *swap_file, short swap_length, const char *ext_swap_file,
    short ext_swap_length, short priority, short processor, short *processhandle, short *error_detail,
    short name_option, const char *name, short name_length, char *process_descr, short descr_maxlen,
    short *process_descr_len, __int32_t nowait_tag, const char *hometerm, short hometerm_length,
    short memory_pages, short jobid, short create_options, const char *defines, short defines_length,
    short debug_options, __int32_t pfs_size);
short PROCESS_STOP_(short *processhandle, short specifier, short options, short completion_code,
    short termination_info, short *spi_ssid, const char *text, short length);
void PROCESS_DELAY_(long long timeout_us);
short OPENER_LOST_(char *message, short length, short *table, short *index, short number_of_entries,
    short entry_size);
""",
    "crtlns": """
long __ns_start_backup(short *error_detail, short backup_cpu, short *backup_process_handle,
    char *backup_hometerm, short backup_debug_options, char *backup_program_file);
""",
}

_PROTOTYPE = re.compile(r"\s*(?P<returns>[\w ]+?)\s+(?P<name>\w+)\((?P<parameters>[^)]*)\);")
_PARAMETER = re.compile(r"(?P<ctype>.*?)\s*(?P<pointer>\*?)(?P<name>\w+)$")


def _parameter(text: str) -> Parameter:
    match = _PARAMETER.fullmatch(text)
    assert match, text
    return Parameter((match["ctype"] + " " + match["pointer"]).strip(), match["name"])


def _parse() -> tuple[Procedure, ...]:
    found = []
    for header, text in _PROTOTYPES.items():
        for match in _PROTOTYPE.finditer(text):
            words = (" ".join(word.split()) for word in match["parameters"].split(","))
            found.append(Procedure(match["name"], match["returns"], tuple(map(_parameter, words)), header))
    return tuple(found)


PROCEDURES = _parse()
"""Every procedure that the library has, in the order of the manual's groups."""


def prototype(procedure: Procedure) -> str:
    """C prototype of the library's function."""
    words = ", ".join(f"{p.ctype}{'' if p.ctype.endswith('*') else ' '}{p.name}" for p in procedure.parameters)
    return f"{procedure.returns} guardian_{procedure.name}(unsigned int present, {words});"
