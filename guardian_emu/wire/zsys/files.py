"""Handles and files: what is known of a message that was read, of operations that completed, of keys and locks."""

from __future__ import annotations

from .member import (
    HANDLE_BYTES,
    Member,
    Structure,
    handle,
    int64,
    long,
    octets,
    redefined,
    short,
    unsigned,
)

_HANDLE = Structure(
    "phandle",
    (
        Member(
            "union { struct { signed char ztype; char filler_0[19]; } z_data; "
            "short z_word[10]; char z_byte[20]; } u_z_data",
            HANDLE_BYTES,
        ),
    ),
)

SUBSYSTEM = Structure("ssid", (octets("z_owner", 8), short("z_number"), unsigned("z_version")))

TYPE_INFORMATION = Structure(
    "typeinformation",
    (
        short("z_devicetype"),
        short("z_devicesubtype"),
        redefined(
            "u_z_disk",
            ("struct { short zobjtype; short zfiletype; short zfilecode; } z_disk", "short z_devinfo[3]"),
            6,
            ((0, 2), (2, 2), (4, 2)),
        ),
    ),
)

_RECEIVE_INFORMATION = (
    Structure(
        "receiveinformation",
        (
            short("z_iotype"),
            short("z_maxreplycount"),
            short("z_messagetag"),
            short("z_filenum"),
            long("z_syncid"),
            handle("z_sender"),
            short("z_openlabel"),
        ),
    ),
    Structure(
        "receiveinformation2",
        (
            short("z_iotype"),
            short("z_filenum"),
            short("z_messagetag"),
            short("z_openlabel"),
            long("z_maxreplycount"),
            long("z_syncid"),
            handle("z_sender"),
            short("z_dialoginfo"),
        ),
        alias="receiveinformationl",
    ),
)

_READY_BITS = "unsigned short z_read_ready:1; unsigned short z_write_ready:1; unsigned short z_exception:1;"

_RETURN_VALUE = Member(
    "union { struct { short filler_0:15; unsigned short filler_1:1; short filler_2:13; "
    + _READY_BITS
    + " } z_return_value; unsigned int z_completion_type; int z_count_transferred; } u_z_return_value",
    4,
    ((0, 4),),
)

_COMPLETION = (short("z_filetype"), long("z_error"), long("z_fnum_fd"), _RETURN_VALUE)

_COMPLETIONS = (
    Structure("completion_info", (*_COMPLETION, long("z_tag"))),
    Structure("completion_info2", (*_COMPLETION, int64("z_tag"))),
    Structure(
        "complete_element",
        (
            long("z_fnum_fd"),
            Member(
                "union { struct { unsigned short z_set_file:1; unsigned short z_filetype:1; short filler_0:14; "
                "short filler_1:13; " + _READY_BITS + " } z_options; unsigned int z_completion_type; } u_z_options",
                4,
                ((0, 4),),
            ),
        ),
    ),
)

_KEYS_AND_LOCKS = (
    Structure(
        "lock",
        (
            short("z_locktype"),
            short("z_flags"),
            short("z_numofparticipants"),
            long("z_recid"),
            short("z_keylen"),
            octets("z_keyvalue", 256),
        ),
    ),
    Structure(
        "lockparticipant",
        (
            redefined("u_z_allflags", ("int z_allflags", "short z_flags[2]"), 4, ((0, 4),)),
            redefined(
                "u_z_phandle",
                ("zsys_ddl_phandle_def z_phandle", "struct { short zword[6]; } z_transid"),
                HANDLE_BYTES,
            ),
        ),
    ),
    Structure(
        "altkey",
        (
            short("z_specifier"),
            short("z_len"),
            short("z_offset"),
            short("z_altfile"),
            short("z_nullvalue"),
            short("z_flags"),
        ),
    ),
    Structure("partition", (short("z_primextentsize"), short("z_secndextentsize"))),
)

STRUCTURES = (SUBSYSTEM, _HANDLE, *_KEYS_AND_LOCKS, TYPE_INFORMATION, *_RECEIVE_INFORMATION, *_COMPLETIONS)
