"""What the libraries of a primary and its passive backup send each other, in frames of their own."""

from __future__ import annotations

from .layout import Layout, fields

CHECK_MESSAGES = (
    Layout(
        "check_data",
        1,
        fields(
            ("start", "u64", "static storage of the sender's program, from where it is loaded"),
            ("end", "u64", "its end"),
            ("identity", "u64", "of the program file"),
            ("items", "u16", "that follow: each a check_item and its bytes"),
        ),
        ("*",),
        "one checkpoint, applied wholly or not at all",
    ),
    Layout(
        "check_open",
        2,
        fields(
            ("file", "i16", "file number"),
            ("nowait_depth", "i16", "as the primary's FILE_OPEN_ had them"),
            ("sync_depth", "i16", "or receive depth"),
            ("access", "i16", "access mode"),
            ("exclusion", "i16", "exclusion mode"),
            ("options", "i16", "open options"),
            ("modes", "u16", "that follow: each a check_mode without its file"),
        ),
        ("name", "*"),
        "FILE_OPEN_CHKPT_",
    ),
    Layout(
        "check_close",
        3,
        fields(("file", "i16", "file number"), ("disposition", "i16", "of tapes")),
        meaning="FILE_CLOSE_CHKPT_",
    ),
    Layout(
        "check_mode",
        4,
        fields(
            ("file", "i16", "file number"),
            ("function", "i16", "of SETMODE"),
            ("param1", "i16", "its values in the primary"),
            ("param2", "i16", "second one"),
        ),
        meaning="CHECKSETMODE",
    ),
    Layout(
        "check_define",
        5,
        fields(("change", "u16", "CHECK_DEFINES")),
        ("name", "*"),
        "CHECKDEFINE; in the end what DEFINESAVE wrote",
    ),
    Layout(
        "check_switch",
        6,
        fields(("closes", "u16", "that follow: each a check_handed")),
        ("*",),
        "CHECKSWITCH; closes that the sender's program has not read",
    ),
)
"""What a primary asks the library of its passive backup; the backup answers while its program is in CHECKMONITOR."""

CHECK_PARTS = (
    Layout(
        "check_item",
        0,
        fields(
            ("file", "i16", "file whose sync block follows, -1: data"),
            ("offset", "u64", "of data, from where the program is loaded"),
            ("length", "u32", "bytes that follow"),
        ),
        ("*",),
    ),
    Layout(
        "check_handed",
        0,
        fields(("opener", "handle", "who closed"), ("file", "i16", "its file number"), ("label", "i16", "of its open")),
    ),
)
"""What stands in their variable parts."""

CHECK_DEFINES = {"REPLACE": 1, "DELETE": 2, "DELETE_ALL": 3, "WORKING_SET": 4}
