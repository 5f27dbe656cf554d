"""ZSYS structures and literals (zsys.md), from which ``zsysc.h`` and the byte-order tables are generated.

Offsets follow from the order of the members: alignment is shared2, nothing is padded beyond two bytes.
"""

from __future__ import annotations

from typing import NamedTuple


class Member(NamedTuple):
    """One member: C declaration and bytes. ``scalar`` tells that host programs see it in their own byte order."""

    declaration: str
    size: int
    scalar: bool = True


class Structure(NamedTuple):
    """A ``zsys_ddl_NAME_def``; ``number`` is its system message number, 0 for none."""

    name: str
    members: tuple[Member, ...]
    number: int = 0

    @property
    def size(self) -> int:
        """Bytes of the declared structure."""
        return sum(member.size for member in self.members)


def _short(name: str) -> Member:
    return Member(f"short {name}", 2)


def _long(name: str) -> Member:
    return Member(f"__int32_t {name}", 4)


def _handle(name: str) -> Member:
    return Member(f"zsys_ddl_phandle_def {name}", 20, scalar=False)


def _redefined(name: str) -> Member:
    return Member(f"union {{ char z_base[2]; short {name}; }} u_{name}", 2)


def _text(name: str, size: int) -> Member:
    return Member(f"union {{ char {name}[{size}]; char z_filler[{size}]; }} u_z_data", size, scalar=False)


def _string(name: str) -> tuple[Member, ...]:
    return (Member(f"struct {{ short zoffset; short zlen; }} {name}", 4),)


_RECEIVE_INFORMATION = (
    _short("z_iotype"),
    _short("z_maxreplycount"),
    _short("z_messagetag"),
    _short("z_filenum"),
    _long("z_syncid"),
    _handle("z_sender"),
    _short("z_openlabel"),
)

_PROCESS_DEATH = (
    _redefined("z_msgnumber"),
    _handle("z_phandle"),
    Member("long long z_cputime", 8),
    _short("z_jobid"),
    _short("z_completion_code"),
    Member("union { short z_termination_code; short z_killer_craid; } u_z_termination_code", 2),
    Member("zsys_ddl_ssid_def z_subsystem", 12),
    _handle("z_killer"),
    _short("z_termtext_len"),
    *_string("z_procname"),
    _short("z_flags"),
    _long("z_osspid"),
    _short("z_reserved"),
    _text("z_termtext", 112),
)

_OPEN = (
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
    *_string("z_opener_name"),
    _short("z_primary_fnum"),
    _short("z_craid"),
    *_string("z_hometerm_name"),
    Member("short z_reserved[5]", 10),
    _text("z_qualifier", 102),
)

_PROCESS_CREATION = (
    _short("z_msgnumber"),
    _long("z_tag"),
    _handle("z_phandle"),
    _short("z_error"),
    _short("z_error_detail"),
    _short("z_procname_len"),
    Member("short z_reserved[4]", 8),
    _text("z_procname", 50),
)

STRUCTURES = (
    Structure("ssid", (Member("char z_owner[8]", 8, scalar=False), _short("z_number"), _short("z_version"))),
    Structure("receiveinformation", _RECEIVE_INFORMATION),
    Structure("smsg_cpudown", (_short("z_msgnumber"), _short("z_cpunumber")), -2),
    Structure("smsg_cpuup", (_short("z_msgnumber"), _short("z_cpunumber")), -3),
    Structure("smsg_procdeath", _PROCESS_DEATH, -101),
    Structure("smsg_proccreate", _PROCESS_CREATION, -102),
    Structure("smsg_open", _OPEN, -103),
    Structure("smsg_open_reply", (_short("z_msgnumber"), _short("z_openid"))),
    Structure("smsg_close", (_short("z_msgnumber"), _short("z_tapedisposition")), -104),
)

LITERALS = {
    "ZSYS_VAL_PHANDLE_WLEN": 10,
    "ZSYS_VAL_PHANDLE_WTYPE_NULL": -1,
    "ZSYS_VAL_PHANDLE_TYPE_NULL": 255,
    "ZSYS_VAL_LEN_FILENAME": 47,
    "ZSYS_VAL_LEN_SYSTEMNAME": 8,
    "ZSYS_VAL_LEN_PROCESSNAME": 6,
    "ZSYS_VAL_LEN_PROCESSDESCR": 33,
    "ZSYS_VAL_OPENACC_READWRITE": 0,
    "ZSYS_VAL_OPENACC_READONLY": 1,
    "ZSYS_VAL_OPENACC_WRITEONLY": 2,
    "ZSYS_VAL_OPENACC_EXTEND": 3,
    "ZSYS_VAL_OPENEXCL_SHARED": 0,
    "ZSYS_VAL_OPENEXCL_EXCLUSIVE": 1,
    "ZSYS_VAL_OPENEXCL_PROTECTED": 3,
    "ZSYS_VAL_OPENOPT_NOWAITOPEN": 16384,
    "ZSYS_VAL_OPENOPT_OLDFMTSYSMSG": 2,
    "ZSYS_VAL_OPENOPT_NOSYSTEMMSGS": 1,
    "ZSYS_VAL_RCV_IOTYPE_SYSTEMMSG": 0,
    "ZSYS_VAL_RCV_IOTYPE_WRITE": 1,
    "ZSYS_VAL_RCV_IOTYPE_READ": 2,
    "ZSYS_VAL_RCV_IOTYPE_WRITEREAD": 3,
    "ZSYS_VAL_AWAITIOTAG_OPEN": -30,
    "ZSYS_VAL_AWAITIOTAG_CHECK": -29,
    "ZSYS_VAL_PCREATOPT_NONAME": 0,
    "ZSYS_VAL_PCREATOPT_NAMEINCALL": 1,
    "ZSYS_VAL_PCREATOPT_NAMEDBYSYS": 2,
    "ZSYS_VAL_PCREATOPT_CALLERSNAME": 3,
    "ZSYS_VAL_PCREATOPT_NAMEDBYSYS5": 4,
    "ZSYS_VAL_PINF_PROCESS_AID": 2,
    "ZSYS_VAL_PINF_PRIMARY": 47,
    "ZSYS_VAL_SMSG_LEN": 250,
    "ZSYS_VAL_SMSG_WLEN": 125,
    "ZSYS_VAL_SMSG_CPUDOWN": -2,
    "ZSYS_VAL_SMSG_CPUUP": -3,
    "ZSYS_VAL_SMSG_PROCDEATH": -101,
    "ZSYS_VAL_SMSG_PROCCREATE": -102,
    "ZSYS_VAL_SMSG_OPEN": -103,
    "ZSYS_VAL_SMSG_CLOSE": -104,
    "ZSYS_VAL_PROCDEATH_STOP": 0,
    "ZSYS_VAL_PROCDEATH_ABEND": 5,
    "ZSYS_VAL_PROCDEATH_EXTERNAL": 6,
    "ZSYS_VAL_PROCDEATH_SIGNAL": 9,
    "ZSYS_VAL_PROCDEATH_CPUDOWN": -4,
    "ZSYS_VAL_PROCDEATH_HWEXCEPTION": -6,
    "ZSYS_VAL_PROCDEATH_STATEINVAL": -7,
    "ZSYS_MSK_OPEN_BACKUPOPEN": 1,
    "ZSYS_MSK_OPEN_DIFF_NODE": 2,
    "ZSYS_MSK_OPEN_IDNOT_VERIF": 4,
    "ZSYS_MSK_PDEATH_ABENDED": 1,
    "ZSYS_MSK_PDEATH_SYSTYPE": 2,
}
"""The literals of ``zsysc.h`` that this version's procedures use; zsys.md sections 2 and 6."""


def scalars(structure: Structure) -> list[tuple[int, int]]:
    """(offset, size) of every number that changes with byte order, nested ones and array elements included."""
    found = []
    offset = 0
    for member in structure.members:
        if member.declaration.startswith("zsys_ddl_ssid_def"):
            found += [(offset + 8, 2), (offset + 10, 2)]
        elif member.declaration.startswith("struct"):
            found += [(offset, 2), (offset + 2, 2)]
        elif member.scalar and "[" not in member.declaration.replace("z_base[2]", ""):
            found.append((offset, member.size))
        offset += member.size
    return found
