"""System messages about processors, timers, operations on files, processes and opens, and the replies to them."""

from __future__ import annotations

from .files import SUBSYSTEM
from .member import (
    NUMBER,
    REDEFINED_NUMBER,
    Member,
    Structure,
    handle,
    int64,
    long,
    nested,
    octets,
    redefined,
    short,
    shorts,
    string,
    text,
)

_PROCESSOR_MESSAGES = (
    Structure("smsg_cpudown", (NUMBER, short("z_cpunumber")), -2),
    Structure("smsg_cpuup", (NUMBER, short("z_cpunumber")), -3),
    Structure("smsg_settime", (NUMBER, short("z_cpunumber"), int64("z_timedelta"), short("z_reasoncode")), -10),
    Structure("smsg_poweron", (NUMBER, short("z_cpunumber")), -11),
    Structure("smsg_msgmissed", (NUMBER,), -13),
)

_DEVICE_AND_TIMER_MESSAGES = (
    Structure(
        "smsg_3270",
        (
            NUMBER,
            short("z_responseid"),
            redefined(
                "u_z_status0",
                ("short z_status0", "struct { signed char zsense; signed char zstatus; } z_status"),
                2,
            ),
            short("z_translated_status"),
        ),
        -21,
    ),
    Structure("smsg_timesignal", (NUMBER, short("z_parm1"), long("z_parm2")), -22),
    Structure("smsg_lockmem", (NUMBER, short("z_parm1"), long("z_parm2")), -23, variant="lockmemory"),
    Structure("smsg_lockmemfail", (NUMBER, short("z_parm1"), long("z_parm2")), -24, variant="lockmemoryfail"),
    Structure("smsg_proctimesig", (NUMBER, short("z_parm1"), long("z_parm2")), -26, variant="proctimesignal"),
)

_OPERATIONS = (
    Structure("smsg_control", (NUMBER, short("z_operation"), short("z_param")), -32),
    Structure(
        "smsg_setmode",
        (NUMBER, short("z_function"), short("z_param1"), short("z_param2"), short("z_flags")),
        -33,
    ),
    Structure("smsg_setmode_reply", (NUMBER, short("z_param1"), short("z_param2")), answers=-33),
    Structure("smsg_resetsync", (NUMBER,), -34),
    Structure(
        "smsg_controlbuf",
        (NUMBER, short("z_operation"), short("z_count"), octets("z_buffer", 244, "signed char")),
        -35,
    ),
    Structure(
        "smsg_setparam",
        (
            NUMBER,
            short("z_function"),
            short("z_flags"),
            short("z_count"),
            octets("z_buffer", 242, "signed char"),
        ),
        -37,
    ),
    Structure(
        "smsg_setparam_rply",
        (NUMBER, short("z_count"), octets("z_buffer", 246, "signed char")),
        answers=-37,
    ),
    Structure("smsg_qmsgcancelled", (NUMBER, short("z_tag")), -38),
    Structure(
        "smsg_devinfocomp",
        (NUMBER, long("z_tag"), short("z_error"), short("z_reclen"), short("z_diskprocversion")),
        -41,
    ),
)

_PROCESS_MESSAGES = (
    Structure(
        "smsg_procdeath",
        (
            REDEFINED_NUMBER,
            handle("z_phandle"),
            int64("z_cputime"),
            short("z_jobid"),
            short("z_completion_code"),
            redefined("u_z_termination_code", ("short z_termination_code", "short z_killer_craid"), 2, ((0, 2),)),
            nested(SUBSYSTEM, "z_subsystem"),
            handle("z_killer"),
            short("z_termtext_len"),
            string("z_procname"),
            short("z_flags"),
            long("z_osspid"),
            short("z_reserved"),
            text("z_termtext", 112),
        ),
        -101,
    ),
    Structure(
        "smsg_proccreate",
        (
            NUMBER,
            long("z_tag"),
            handle("z_phandle"),
            short("z_error"),
            short("z_error_detail"),
            short("z_procname_len"),
            # What was reserved carries the 64-bit tag on later releases (zsys.md section 9).
            Member("union { short z_reserved[4]; long long z_tag64; }", 8, ((0, 8),)),
            text("z_procname", 50),
        ),
        -102,
    ),
    Structure("smsg_gmomnotify", (NUMBER, short("z_jobid"), handle("z_phandle")), -112),
    Structure(
        "smsg_procspawn",
        (
            NUMBER,
            shorts("z_reserved", 13),
            long("z_tag"),
            long("z_len"),
            handle("z_phandle"),
            long("z_pid"),
            long("z_errno"),
            short("z_tpcerror"),
            short("z_tpcdetail"),
        ),
        -141,
    ),
)

_OPEN_MESSAGES = (
    Structure(
        "smsg_open",
        (
            REDEFINED_NUMBER,
            short("z_accessmode"),
            short("z_exclusionmode"),
            short("z_nowait"),
            short("z_syncdepth"),
            short("z_options"),
            short("z_paid"),
            short("z_flags"),
            handle("z_primary"),
            short("z_qualifier_len"),
            string("z_opener_name"),
            short("z_primary_fnum"),
            short("z_craid"),
            string("z_hometerm_name"),
            shorts("z_reserved", 5),
            text("z_qualifier", 102),
        ),
        -103,
    ),
    Structure("smsg_open_reply", (NUMBER, short("z_openid")), answers=-103),
    Structure("smsg_close", (NUMBER, short("z_tapedisposition")), -104),
    Structure("smsg_break", (NUMBER, short("z_filenum"), long("z_tag")), -105),
)

STRUCTURES = (
    *_PROCESSOR_MESSAGES,
    *_DEVICE_AND_TIMER_MESSAGES,
    *_OPERATIONS,
    *_PROCESS_MESSAGES,
    *_OPEN_MESSAGES,
)
