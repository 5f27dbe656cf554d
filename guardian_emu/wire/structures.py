"""ZSYS structures (zsys.md sections 7 and 8), from which ``zsysc.h`` and the byte-order tables are generated.

Offsets follow from the order of the members: alignment is shared2, nothing is padded beyond two bytes.
"""

from __future__ import annotations

from typing import NamedTuple

from .literals import LITERALS

__all__ = ["LITERALS", "STRUCTURES", "UNSTRUCTURED", "Member", "Structure", "scalars"]

Places = tuple[tuple[int, int], ...]
"""(offset, size) of numbers."""


class Member(NamedTuple):
    """One member: C declaration, bytes, and the numbers in it, which host programs see in their own byte order."""

    declaration: str
    size: int
    numbers: Places = ()


class Structure(NamedTuple):
    """A ``zsys_ddl_NAME_def``: a system message (``number``), a reply to one (``answers``), or neither."""

    name: str
    members: tuple[Member, ...]
    number: int = 0
    answers: int = 0

    @property
    def size(self) -> int:
        """Bytes of the declared structure in the NonStop data model."""
        return sum(member.size for member in self.members)


def _short(name: str) -> Member:
    return Member(f"short {name}", 2, ((0, 2),))


def _unsigned(name: str) -> Member:
    return Member(f"unsigned short {name}", 2, ((0, 2),))


def _shorts(name: str, count: int) -> Member:
    return Member(f"short {name}[{count}]", 2 * count, tuple((2 * index, 2) for index in range(count)))


def _long(name: str) -> Member:
    return Member(f"__int32_t {name}", 4, ((0, 4),))


def _int64(name: str) -> Member:
    return Member(f"long long {name}", 8, ((0, 8),))


def _bytes(name: str, size: int, kind: str = "char") -> Member:
    return Member(f"{kind} {name}[{size}]", size)


def _handle(name: str) -> Member:
    return Member(f"zsys_ddl_phandle_def {name}", 20)


def _address(name: str) -> Member:
    """An extended address: 32 bits wide on NonStop, a pointer everywhere."""
    return Member(f"char *{name}", 4)


def _redefined(name: str) -> Member:
    return Member(f"union {{ char z_base[2]; short {name}; }} u_{name}", 2, ((0, 2),))


def _text(name: str, size: int) -> Member:
    return Member(f"union {{ char {name}[{size}]; char z_filler[{size}]; }} u_z_data", size)


def _string(name: str) -> Member:
    return Member(f"struct {{ short zoffset; short zlen; }} {name}", 4, ((0, 2), (2, 2)))


_NUMBER = _short("z_msgnumber")

_SUBSYSTEM = Structure("ssid", (_bytes("z_owner", 8), _short("z_number"), _short("z_version")))

_TYPE_INFORMATION = Structure(
    "typeinformation",
    (
        _short("z_devicetype"),
        _short("z_devicesubtype"),
        Member(
            "union { struct { short zobjtype; short zfiletype; short zfilecode; } z_disk; "
            "short z_devinfo[3]; } u_z_disk",
            6,
            ((0, 2), (2, 2), (4, 2)),
        ),
    ),
)


def _nested(structure: Structure, name: str) -> Member:
    return Member(f"zsys_ddl_{structure.name}_def {name}", structure.size, tuple(scalars(structure)))


def scalars(structure: Structure) -> list[tuple[int, int]]:
    """(offset, size) of every number that changes with byte order, nested ones and array elements included."""
    found = []
    offset = 0
    for member in structure.members:
        found += [(offset + place, size) for place, size in member.numbers]
        offset += member.size
    return found


_RECEIVE_INFORMATION = (
    Structure(
        "receiveinformation",
        (
            _short("z_iotype"),
            _short("z_maxreplycount"),
            _short("z_messagetag"),
            _short("z_filenum"),
            _long("z_syncid"),
            _handle("z_sender"),
            _short("z_openlabel"),
        ),
    ),
    Structure(
        "receiveinformation2",
        (
            _short("z_iotype"),
            _short("z_filenum"),
            _short("z_messagetag"),
            _short("z_openlabel"),
            _long("z_maxreplycount"),
            _long("z_syncid"),
            _handle("z_sender"),
            _short("z_dialoginfo"),
        ),
    ),
)

_PROCESSOR_MESSAGES = (
    Structure("smsg_cpudown", (_NUMBER, _short("z_cpunumber")), -2),
    Structure("smsg_cpuup", (_NUMBER, _short("z_cpunumber")), -3),
    Structure("smsg_settime", (_NUMBER, _short("z_cpunumber"), _int64("z_timedelta"), _short("z_reasoncode")), -10),
    Structure("smsg_poweron", (_NUMBER, _short("z_cpunumber")), -11),
    Structure("smsg_msgmissed", (_NUMBER,), -13),
)

_DEVICE_AND_TIMER_MESSAGES = (
    Structure(
        "smsg_3270",
        (
            _NUMBER,
            _short("z_responseid"),
            Member(
                "union { short z_status0; struct { signed char zsense; signed char zstatus; } z_status; } u_z_status0",
                2,
            ),
            _short("z_translated_status"),
        ),
        -21,
    ),
    Structure("smsg_timesignal", (_NUMBER, _short("z_parm1"), _long("z_parm2")), -22),
    Structure("smsg_lockmem", (_NUMBER, _short("z_parm1"), _long("z_parm2")), -23),
    Structure("smsg_lockmemfail", (_NUMBER, _short("z_parm1"), _long("z_parm2")), -24),
    Structure("smsg_proctimesig", (_NUMBER, _short("z_parm1"), _long("z_parm2")), -26),
)

_OPERATIONS = (
    Structure("smsg_control", (_NUMBER, _short("z_operation"), _short("z_param")), -32),
    Structure(
        "smsg_setmode",
        (_NUMBER, _short("z_function"), _short("z_param1"), _short("z_param2"), _short("z_flags")),
        -33,
    ),
    Structure("smsg_setmode_reply", (_NUMBER, _short("z_param1"), _short("z_param2")), answers=-33),
    Structure("smsg_resetsync", (_NUMBER,), -34),
    Structure(
        "smsg_controlbuf",
        (_NUMBER, _short("z_operation"), _short("z_count"), _bytes("z_buffer", 244, "signed char")),
        -35,
    ),
    Structure(
        "smsg_setparam",
        (
            _NUMBER,
            _short("z_function"),
            _short("z_flags"),
            _short("z_count"),
            _bytes("z_buffer", 242, "signed char"),
        ),
        -37,
    ),
    Structure(
        "smsg_setparam_rply",
        (_NUMBER, _short("z_count"), _bytes("z_buffer", 246, "signed char")),
        answers=-37,
    ),
    Structure("smsg_qmsgcancelled", (_NUMBER, _short("z_tag")), -38),
    Structure(
        "smsg_devinfocomp",
        (_NUMBER, _long("z_tag"), _short("z_error"), _short("z_reclen"), _short("z_diskprocversion")),
        -41,
    ),
)

_REMOTE_CPU = (
    _NUMBER,
    _long("z_nodenumber"),
    _short("z_cpunumber"),
    _short("z_nodename_len"),
    _shorts("z_reserved", 3),
    _bytes("z_nodename", 8),
)

_NODE = (
    _NUMBER,
    _shorts("z_reserved", 3),
    _long("z_nodenumber"),
    _short("z_nodename_len"),
    _bytes("z_nodename", 8),
)

_REMOTE_MESSAGES = (
    Structure("smsg_remotecpudown", _REMOTE_CPU, -100),
    Structure("smsg_nodedown", _NODE, -110),
    Structure("smsg_nodeup", _NODE, -111),
    Structure("smsg_remotecpuup", _REMOTE_CPU, -113),
)

_PROCESS_MESSAGES = (
    Structure(
        "smsg_procdeath",
        (
            _redefined("z_msgnumber"),
            _handle("z_phandle"),
            _int64("z_cputime"),
            _short("z_jobid"),
            _short("z_completion_code"),
            Member(
                "union { short z_termination_code; short z_killer_craid; } u_z_termination_code",
                2,
                ((0, 2),),
            ),
            _nested(_SUBSYSTEM, "z_subsystem"),
            _handle("z_killer"),
            _short("z_termtext_len"),
            _string("z_procname"),
            _short("z_flags"),
            _long("z_osspid"),
            _short("z_reserved"),
            _text("z_termtext", 112),
        ),
        -101,
    ),
    Structure(
        "smsg_proccreate",
        (
            _NUMBER,
            _long("z_tag"),
            _handle("z_phandle"),
            _short("z_error"),
            _short("z_error_detail"),
            _short("z_procname_len"),
            # The reserved words carry the 64-bit tag (zsys.md section 9).
            Member("short z_reserved[4]", 8, ((0, 8),)),
            _text("z_procname", 50),
        ),
        -102,
    ),
    Structure("smsg_gmomnotify", (_NUMBER, _short("z_jobid"), _handle("z_phandle")), -112),
    Structure(
        "smsg_procspawn",
        (
            _NUMBER,
            _shorts("z_reserved", 13),
            _long("z_tag"),
            _long("z_len"),
            _handle("z_phandle"),
            _long("z_pid"),
            _long("z_errno"),
            _short("z_tpcerror"),
            _short("z_tpcdetail"),
        ),
        -141,
    ),
)

_OPEN_MESSAGES = (
    Structure(
        "smsg_open",
        (
            _redefined("z_msgnumber"),
            _short("z_accessmode"),
            _short("z_exclusionmode"),
            _short("z_nowait"),
            _short("z_syncdepth"),
            _short("z_options"),
            _short("z_paid"),
            _short("z_flags"),
            _handle("z_primary"),
            _short("z_qualifier_len"),
            _string("z_opener_name"),
            _short("z_primary_fnum"),
            _short("z_craid"),
            _string("z_hometerm_name"),
            _shorts("z_reserved", 5),
            _text("z_qualifier", 102),
        ),
        -103,
    ),
    Structure("smsg_open_reply", (_NUMBER, _short("z_openid")), answers=-103),
    Structure("smsg_close", (_NUMBER, _short("z_tapedisposition")), -104),
    Structure("smsg_break", (_NUMBER, _short("z_filenum"), _long("z_tag")), -105),
)

_INQUIRIES = (
    Structure(
        "smsg_devinfo",
        (_NUMBER, _shorts("z_reserved", 3), _short("z_qualifier_len"), _bytes("z_qualifier", 18)),
        -106,
    ),
    Structure(
        "smsg_devinfo_reply",
        (_NUMBER, _short("z_devtype"), _short("z_devsubtype"), _shorts("z_reserved", 3), _short("z_reclen")),
        answers=-106,
    ),
    Structure(
        "smsg_subname",
        (
            _redefined("z_msgnumber"),
            _short("z_flags"),
            _short("z_name_len"),
            _string("z_pattern"),
            _shorts("z_reserved", 3),
            _text("z_name", 100),
        ),
        -107,
    ),
    Structure(
        "smsg_subname_reply",
        (
            _NUMBER,
            Member(
                "struct { short zdevtype; short zdevsubtype; short zreserved[3]; } z_subtype30",
                10,
                tuple((2 * word, 2) for word in range(5)),
            ),
            _short("z_name_len"),
            _bytes("z_name", 18),
        ),
        answers=-107,
    ),
    Structure(
        "smsg_fileinfo",
        (
            _NUMBER,
            _long("z_tag"),
            _short("z_error"),
            _nested(_TYPE_INFORMATION, "z_info"),
            _short("z_reclen"),
            _short("z_flags"),
        ),
        -108,
    ),
    Structure(
        "smsg_filenamenext",
        (
            _NUMBER,
            _short("z_searchid"),
            _short("z_error"),
            _nested(_TYPE_INFORMATION, "z_info"),
            _short("z_name_len"),
            # The first two reserved words carry the tag (zsys.md section 9).
            Member("short z_reserved[5]", 10, ((0, 4), (4, 2), (6, 2), (8, 2))),
            _bytes("z_name", 50),
        ),
        -109,
    ),
)

_CREATION_PARAMETERS = (
    Structure(
        "plaunch_parms",
        (
            _short("z_version"),
            _short("z_length"),
            _address("z_program_name"),
            _long("z_program_name_len"),
            _address("z_library_name"),
            _long("z_library_name_len"),
            _address("z_swapfile_name"),
            _long("z_swapfile_name_len"),
            _address("z_extswapfile_name"),
            _long("z_extswapfile_name_len"),
            _address("z_process_name"),
            _long("z_process_name_len"),
            _address("z_hometerm_name"),
            _long("z_hometerm_name_len"),
            _address("z_defines_name"),
            _long("z_defines_name_len"),
            _long("z_nowait_tag"),
            _long("z_pfs_size"),
            _long("z_mainstack_max"),
            _long("z_heap_max"),
            _long("z_space_guarantee"),
            _long("z_create_options"),
            _short("z_name_options"),
            _short("z_debug_options"),
            _short("z_priority"),
            _short("z_cpu"),
            _short("z_memory_pages"),
            _short("z_jobid"),
        ),
    ),
    Structure(
        "processextension",
        (
            _long("z_len"),
            _address("z_libraryname"),
            _address("z_swapfilename"),
            _address("z_extswapfilename"),
            _short("z_priority"),
            _short("z_cpu"),
            _unsigned("z_nameoptions"),
            _short("z_filler"),
            _address("z_processname"),
            _address("z_hometerm"),
            _short("z_memorypages"),
            _short("z_jobid"),
            _unsigned("z_createoptions"),
            _short("z_filler1"),
            _address("z_defines"),
            _unsigned("z_defineslen"),
            _unsigned("z_debugoptions"),
            _long("z_pfssize"),
            _unsigned("z_ossoptions"),
            _short("z_filler2"),
            _long("z_mainstackmax"),
            _long("z_heapmax"),
            _long("z_spaceguarantee"),
        ),
    ),
    Structure(
        "processresults",
        (
            _long("z_len"),
            _handle("z_phandle"),
            _long("z_pid"),
            _long("z_errno"),
            _short("z_tpcerror"),
            _short("z_tpcdetail"),
        ),
    ),
)

_READY_BITS = "unsigned short z_read_ready:1; unsigned short z_write_ready:1; unsigned short z_exception:1;"

_RETURN_VALUE = Member(
    "union { struct { short filler_0:15; unsigned short filler_1:1; short filler_2:13; "
    + _READY_BITS
    + " } z_return_value; __uint32_t z_completion_type; __int32_t z_count_transferred; } u_z_return_value",
    4,
    ((0, 4),),
)

_COMPLETION = (_short("z_filetype"), _long("z_error"), _long("z_fnum_fd"), _RETURN_VALUE)

_COMPLETIONS = (
    Structure("completion_info", (*_COMPLETION, _long("z_tag"))),
    Structure("completion_info2", (*_COMPLETION, _int64("z_tag"))),
    Structure(
        "complete_element",
        (
            _long("z_fnum_fd"),
            Member(
                "union { struct { unsigned short z_set_file:1; unsigned short z_filetype:1; short filler_0:14; "
                "short filler_1:13; " + _READY_BITS + " } z_options; __uint32_t z_completion_type; } u_z_options",
                4,
                ((0, 4),),
            ),
        ),
    ),
)

_FILES = (
    Structure(
        "lock",
        (
            _short("z_locktype"),
            _short("z_flags"),
            _short("z_numofparticipants"),
            _long("z_recid"),
            _short("z_keylen"),
            _bytes("z_keyvalue", 256),
        ),
    ),
    Structure(
        "lockparticipant",
        (
            Member("union { __int32_t z_allflags; short z_flags[2]; } u_z_allflags", 4, ((0, 4),)),
            Member("union { zsys_ddl_phandle_def z_phandle; short z_transid[6]; } u_z_phandle", 20),
        ),
    ),
    Structure(
        "altkey",
        (
            _short("z_specifier"),
            _short("z_len"),
            _short("z_offset"),
            _short("z_altfile"),
            _short("z_nullvalue"),
            _short("z_flags"),
        ),
    ),
)

STRUCTURES = (
    _SUBSYSTEM,
    _TYPE_INFORMATION,
    *_RECEIVE_INFORMATION,
    *_PROCESSOR_MESSAGES,
    *_DEVICE_AND_TIMER_MESSAGES,
    *_OPERATIONS,
    *_REMOTE_MESSAGES,
    *_PROCESS_MESSAGES,
    *_OPEN_MESSAGES,
    *_INQUIRIES,
    *_CREATION_PARAMETERS,
    *_COMPLETIONS,
    *_FILES,
)

UNSTRUCTURED: dict[int, Places] = {
    # NEWPROCESSNOWAIT completion: the name or timestamp words of the process id are as the program sees them.
    -12: ((0, 2), (2, 2), (4, 4), (14, 2), (16, 2), (18, 2)),
    -121: ((0, 2),),
}
"""Messages that ZSYS has no structure for: where their numbers are (system-messages.md section 3)."""
