"""The constants of ``zsysc.h`` by sections: names and values of zsys.md sections 1, 2, 5, 6, 7, 11 and 12."""

from __future__ import annotations

from typing import NamedTuple

from . import itemcodes

Literals = dict[str, int | str]
"""Name to value, or to a C expression where the value depends on the data model."""


class Section(NamedTuple):
    """A section of constants, which a program may include alone."""

    name: str
    literals: Literals


def _values(prefix: str, text: str) -> Literals:
    """Of words ``NAME:value``."""
    return {prefix + name: int(value) for name, value in (word.split(":") for word in text.split())}


def _masks(text: str) -> Literals:
    """Of words ``NAME:bits to the right``: the mask, in 16 bits with their sign, and how far it is shifted."""
    found: Literals = {}
    for word in text.split():
        name, shift = word.split(":")
        found[f"ZSYS_MSK_{name}"] = 1 << int(shift) if int(shift) < 15 else -0x8000
        found[f"ZSYS_SFT_{name}"] = int(shift)
    return found


def _items(prefix: str, codes: tuple[int, ...]) -> Literals:
    """The items of files with these codes, by another prefix."""
    named = _values("", itemcodes.FILE)
    return {prefix + name: code for name, code in named.items() if code in codes}


_LAUNCH_LENGTH = "((short)sizeof(zsys_ddl_plaunch_parms_def))"

SECTIONS = (
    Section("phandle_constant", _values("ZSYS_VAL_PHANDLE_", "WTYPE_NULL:-1 TYPE_NULL:255 WLEN:10")),
    Section(
        "filename_constant",
        _values(
            "ZSYS_VAL_LEN_",
            """FILENAME:47 FILENAME_D00:47 FILENAME_C00:34 DEFINENAME:24 DEFINENAME_C00:24 FNAMEPATTERN:67
            FNAMEPATTERN_D00:67 SYSTEMNAME:8 DESTINATION:24 DEVICENAME:8 VOLUMENAME:8 PROCESSNAME:6
            UNIQUEPROCESSNAME:24 QUALIFIER:8 PROCESSDESCR:33""",
        ),
    ),
    Section("oss_constant", _values("ZSYS_VAL_", "LEN_PATHNAME:1024")),
    Section(
        "filesystem_constant",
        _values(
            "ZSYS_VAL_",
            """OPENACC_READWRITE:0 OPENACC_READONLY:1 OPENACC_WRITEONLY:2 OPENACC_EXTEND:3
            OPENEXCL_SHARED:0 OPENEXCL_EXCLUSIVE:1 OPENEXCL_PROTECTED:3
            AWAITIOTAG_OPEN:-30 AWAITIOTAG_CHECK:-29
            DISKOBJ_SUBVOL:-1 DISKOBJ_FILE:0 DISKOBJ_TABLE:2 DISKOBJ_INDEX:4 DISKOBJ_PROTECTVIEW:5
            DISKOBJ_SHORTHANDVIEW:7
            FILETYPE_UNSTRUCTURED:0 FILETYPE_RELATIVE:1 FILETYPE_ENTRYSEQ:2 FILETYPE_KEYSEQ:3
            RCV_IOTYPE_SYSTEMMSG:0 RCV_IOTYPE_WRITE:1 RCV_IOTYPE_READ:2 RCV_IOTYPE_WRITEREAD:3
            FNAME_KIND_ENTITY:0 FNAME_KIND_PATTERN:1 FNAME_KIND_DEFINE:2
            FNAME_LEVEL_SYSTEM:-1 FNAME_LEVEL_DEVICE:0 FNAME_LEVEL_SUBVOL:1 FNAME_LEVEL_FILE:2
            FNAME_SUBPART_DEST:0 FNAME_SUBPART_CPU:1 FNAME_SUBPART_PIN:2 FNAME_SUBPART_SEQNO:3 FNAME_SUBPART_NAME:4
            PROCESSKIND_ASTERISK:0 PROCESSKIND_CPU:1 PROCESSKIND_CPUPIN:2 PROCESSKIND_NAME:3""",
        ),
    ),
    Section(
        "filesystem_options",
        _values(
            "ZSYS_VAL_",
            """OPENOPT_UNSTRUCTACC:-32768 OPENOPT_NOWAITOPEN:16384 OPENOPT_NOOPENTIME:8192 OPENOPT_BACKUPFNUMANY:4096
            OPENOPT_OSSPATHNAME:32 OPENOPT_NOTRANS:8 OPENOPT_LOCALESUPPORT:4 OPENOPT_OLDFMTSYSMSG:2
            OPENOPT_NOSYSTEMMSGS:1
            CREATEOPT_REFRESH:32 CREATEOPT_INDEXCOMPR:16 CREATEOPT_DATACOMPR:8 CREATEOPT_AUDITCOMPR:4
            CREATEOPT_AUDIT:2 CREATEOPT_ODDUNSTRUCT:1
            FEDITOPT_REPLPREFIX:2 FEDITOPT_REPLSUFFIX:1
            OSSOPEN_RDONLY:0 OSSOPEN_WRONLY:1 OSSOPEN_RDWR:2 OSSOPEN_ACCMODE:3 OSSOPEN_APPEND:4 OSSOPEN_CREAT:8
            OSSOPEN_TRUNC:16 OSSOPEN_EXCL:32 OSSOPEN_NONBLOCK:16384 OSSOPEN_NOCTTY:32768 OSSOPEN_SYNC:65536""",
        ),
    ),
    Section(
        "filesystem_itemcodes",
        {
            **_items("ZSYS_VAL_FCREAT_", itemcodes.CREATABLE),
            **_values("ZSYS_VAL_FCREAT_", itemcodes.CREATABLE_OTHERWISE),
            **_items("ZSYS_VAL_FALT_", itemcodes.ALTERABLE),
            **_values("ZSYS_VAL_FINF_", itemcodes.FILE),
        },
    ),
    Section("altkey_flag_bits", _masks("ALTKEY_NONULLUPD:15 ALTKEY_UNIQUE:14 ALTKEY_NOUPDATE:13 ALTKEY_INSRTORDR:12")),
    Section("lock_flag_bits", _masks("LOCK_GENERICLOCK:15")),
    Section("lockparticipant_flag_bits", _masks("LOCKPART0_ISPH:15 LOCKPART0_GRNTST:14 LOCKPART0_INTENT:13")),
    Section(
        "process_constant",
        _values(
            "ZSYS_VAL_",
            """PCREATOPT_NONAME:0 PCREATOPT_NAMEINCALL:1 PCREATOPT_NAMEDBYSYS:2 PCREATOPT_CALLERSNAME:3
            PCREATOPT_NAMEDBYSYS5:4
            PCREATOPT_ANYANCESTOR:64 PCREATOPT_FRCLOWOVER:32 PCREATOPT_ALLDEFINES:16 PCREATOPT_DEFINELIST:8
            PCREATOPT_DEFOVERRIDE:4 PCREATOPT_DEFENABLED:2 PCREATOPT_LOWPIN:1 PCREATOPT_DEFAULT:0
            PCREATOPT_RUND:8 PCREATOPT_SAVEABEND:4 PCREATOPT_DBGOVERRIDE:2 PCREATOPT_INSPECT:1
            PSPAWNOPT_OSSDEFAULT:0 SPAWN_SETGROUP:1 SPAWN_SETSIGMASK:2 SPAWN_SETSIGDEF:4 SPAWN_NOTDEFD:-8
            SPAWN_NEWPGGROUP:-1""",
        ),
    ),
    Section("process_itemcodes", _values("ZSYS_VAL_PINF_", itemcodes.PROCESS)),
    Section(
        "pool_constant",
        _values(
            "ZSYS_VAL_POOL_",
            """OK:0 PARAMETER:2 BOUNDS:3 INVALIDSIZE:4 POINTERALIGN:5 INVALIDALIGN:6 NOMEM:7 BADHEADER:9 NOSPACE:10
            BADSPACE:11 BADFREE:12 CANTSHRINK:13""",
        ),
    ),
    Section(
        "segment_constant",
        _values("ZSYS_VAL_SEGALLOCTYPE_", "DEFAULT:0 EXTENSBL:1 DEFFNAME:2 EXTFNAME:3 WINHIBIT:4 WIFNAME:6"),
    ),
    Section(
        "invalid_address_constant",
        {"ZSYS_VAL_NULL_ADDRESS": "(-262144L)", "ZSYS_VAL_NIL_ADDRESS": "(-262144L)"},
    ),
    Section(
        "system_messages_constant",
        {
            **_values(
                "ZSYS_VAL_SMSG_",
                """LEN:250 WLEN:125
                CPUDOWN:-2 CPUUP:-3 SETTIME:-10 POWERON:-11 MSGMISSED:-13 3270:-21 TIMESIGNAL:-22 LOCKMEM:-23
                LOCKMEMFAIL:-24 PROCTIMESIG:-26 CONTROL:-32 SETMODE:-33 RESETSYNC:-34 CONTROLBUF:-35 SETPARAM:-37
                QMSGCANCELLED:-38 DEVINFOCOMP:-41 REMOTECPUDOWN:-100 PROCDEATH:-101 PROCCREATE:-102 OPEN:-103
                CLOSE:-104 BREAK:-105 DEVINFO:-106 SUBNAME:-107 FILEINFO:-108 FILENAMENEXT:-109 NODEDOWN:-110
                NODEUP:-111 GMOMNOTIFY:-112 REMOTECPUUP:-113 PROCSPAWN:-141""",
            ),
            **_values("ZSYS_VAL_SETTIME_", "INITIAL:0 CORRECTION:1 DAYLTSAV:2"),
            **_values(
                "ZSYS_VAL_PROCDEATH_",
                """STOP:0 ABEND:5 EXTERNAL:6 SIGNAL:9 TRAP:-1 NORESOURCE:-2 BADPARAMS:-3 CPUDOWN:-4 COMMFAILURE:-5
                HWEXCEPTION:-6 STATEINVAL:-7 STACKOVFLOW:-8 NOPRIVSTACK:-9 NOSIGRESRCE:-10 CANTRESUME:-11
                CHILDEXEC:-12 PSPAWNFSERR:-13""",
            ),
            **_masks(
                """SETMD_PARM1_VALID:2 SETMD_PARM2_VALID:1 SETMD_LPARM_VALID:0 SETPM_PARM_VALID:1 SETPM_LPARM_VALID:0
                PDEATH_SYSTYPE:1 PDEATH_ABENDED:0 OPEN_IDNOT_VERIF:2 OPEN_DIFF_NODE:1 OPEN_BACKUPOPEN:0
                SUBNAM_SKIPNAME:15"""
            ),
        },
    ),
    Section("dsclib_options", _values("ZSYS_VAL_GETINFOOPT_", "GETNEXT:1 BYTYPE:2 BYSUBTYPE:4")),
    Section("dsclib_constants", _values("ZSYS_VAL_DEVICEPATH_", "NONE:0 PRIMARY:1 BACKUP:2 MIRROR:3 MBACKUP:4")),
    Section(
        "dsclib_devicestates",
        _values(
            "ZSYS_VAL_DEVSTATE_",
            """UP:0 DOWN:1 SPECIAL:2 MOUNT:3 REVIVAL:4 RESERVED:5 EXERCISE:6 EXCLUSIVE:7 HARDDOWN:8 FORMAT:9
            CONFIGERR:10 LACKRESOURCE:11 PRETAKEOVER:12 UNKNOWN:13 INACCESSIBLE:99""",
        ),
    ),
    Section("cpu_itemcodes", _values("ZSYS_VAL_CINF_", itemcodes.PROCESSOR)),
    Section(
        "zsys_ddl_process_launch",
        {
            **_values("ZSYS_VAL_PLAUNCH_PARMS_", "V_NOV95:1 VER:1"),
            "ZSYS_VAL_PLAUNCH_PARMS_L_NOV95": _LAUNCH_LENGTH,
            "ZSYS_VAL_PLAUNCH_PARMS_LEN": _LAUNCH_LENGTH,
        },
    ),
)
"""In the order of the header."""

LITERALS: Literals = {name: value for section in SECTIONS for name, value in section.literals.items()}
"""All of them."""
