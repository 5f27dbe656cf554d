"""System messages about nodes, and those that ask or answer: devices, qualifiers, files."""

from __future__ import annotations

from .files import TYPE_INFORMATION
from .member import NUMBER, REDEFINED_NUMBER, Member, Structure, long, nested, octets, short, shorts, string, text

_REMOTE_CPU = (
    NUMBER,
    long("z_nodenumber"),
    short("z_cpunumber"),
    short("z_nodename_len"),
    shorts("z_reserved", 3),
    octets("z_nodename", 8, variable=True),
)

_NODE = (
    NUMBER,
    shorts("z_reserved", 3),
    long("z_nodenumber"),
    short("z_nodename_len"),
    octets("z_nodename", 8, variable=True),
)

_REMOTE_MESSAGES = (
    Structure("smsg_remotecpudown", _REMOTE_CPU, -100),
    Structure("smsg_nodedown", _NODE, -110),
    Structure("smsg_nodeup", _NODE, -111),
    Structure("smsg_remotecpuup", _REMOTE_CPU, -113),
)

_INQUIRIES = (
    Structure(
        "smsg_devinfo",
        (NUMBER, shorts("z_reserved", 3), short("z_qualifier_len"), octets("z_qualifier", 18)),
        -106,
    ),
    Structure(
        "smsg_devinfo_reply",
        (NUMBER, short("z_devtype"), short("z_devsubtype"), shorts("z_reserved", 3), short("z_reclen")),
        answers=-106,
    ),
    Structure(
        "smsg_subname",
        (
            REDEFINED_NUMBER,
            short("z_flags"),
            short("z_name_len"),
            string("z_pattern"),
            shorts("z_reserved", 3),
            text("z_name", 100),
        ),
        -107,
    ),
    Structure(
        "smsg_subname_reply",
        (
            NUMBER,
            Member(
                "struct { short zdevtype; short zdevsubtype; short zreserved[3]; } z_subtype30",
                10,
                tuple((2 * word, 2) for word in range(5)),
            ),
            short("z_name_len"),
            octets("z_name", 18),
        ),
        answers=-107,
    ),
    Structure(
        "smsg_fileinfo",
        (
            NUMBER,
            long("z_tag"),
            short("z_error"),
            nested(TYPE_INFORMATION, "z_info"),
            short("z_reclen"),
            short("z_flags"),
        ),
        -108,
    ),
    Structure(
        "smsg_filenamenext",
        (
            NUMBER,
            short("z_searchid"),
            short("z_error"),
            nested(TYPE_INFORMATION, "z_info"),
            short("z_name_len"),
            # The first two reserved words carry the tag (zsys.md section 9).
            Member("short z_reserved[5]", 10, ((0, 4), (4, 2), (6, 2), (8, 2))),
            octets("z_name", 50),
        ),
        -109,
    ),
)

STRUCTURES = (*_INQUIRIES, *_REMOTE_MESSAGES)
