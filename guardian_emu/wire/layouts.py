"""The one table of every layout that crosses a socket.

Two families use it:

- *frames* travel on a link, from one process's libguardian to another's;
- *kernel messages* travel on the kernel socket, between a process and the kernel of its CPU.

Everything is big-endian and fixed-size, followed by at most one variable part, so programs of either ABI
(DESIGN: ``nonstop`` and ``host``) and Python understand one another without negotiation. ``generate.py``
writes ``runtime/src/wire.h`` from this table; ``codec.py`` builds the Python codec from it.
"""

from __future__ import annotations

from typing import NamedTuple

PROTOCOL_VERSION = 1
"""Raised whenever a layout below changes; a kernel refuses a process of another version."""

MAX_MESSAGE = 2 * 1024 * 1024
"""Largest data part of a frame, in bytes (R-25: XL and FILE_...64_ calls)."""

HANDLE_BYTES = 20


class Field(NamedTuple):
    """One field: ``kind`` is u8 u16 u32 u64 i16 i32 i64 or ``handle`` (20 bytes, see zsys.md section 3)."""

    name: str
    kind: str
    meaning: str


class Layout(NamedTuple):
    """A named record. ``code`` identifies it on the kernel socket; ``strings`` name the length-prefixed tail.

    A string is a u16 count of bytes and the bytes. A layout with ``strings == ("*",)`` ends in raw data that
    reaches to the end of the message.
    """

    name: str
    code: int
    fields: tuple[Field, ...]
    strings: tuple[str, ...] = ()
    meaning: str = ""


SIZES = {"u8": 1, "u16": 2, "i16": 2, "u32": 4, "i32": 4, "u64": 8, "i64": 8, "handle": HANDLE_BYTES}


def size_of(layout: Layout) -> int:
    """Bytes of the fixed part."""
    return sum(SIZES[field.kind] for field in layout.fields)


# ---------------------------------------------------------------------------------------------- link frames

FRAME = Layout(
    "frame",
    0,
    (
        Field("length", "u32", "whole frame in bytes, this header included"),
        Field("kind", "u8", "FRAME_KINDS"),
        Field("io", "u8", "RECEIVE_IO of a request: how the requester sent it"),
        Field("error", "i16", "reply: Guardian error for the requester"),
        Field("sequence", "u64", "number of this frame on this link and direction, from 1; 0 when not counted"),
        Field("acknowledged", "u64", "highest sequence number received from the other side"),
        Field("request", "u32", "requester's number of the request; a reply or cancel names it"),
        Field("file", "i16", "requester's file number of the open"),
        Field("label", "i16", "open label the server gave in its -103 reply, else -1"),
        Field("sync", "u32", "sync id of the request (FS-01)"),
        Field("reply_max", "u32", "request: most reply bytes the requester takes"),
        Field("message", "i16", "request with io 0: system message number (-103, -104), data is its body"),
        Field("depth", "i16", "request: sync depth of the open"),
    ),
    ("*",),
)

FRAME_KINDS = {"REQUEST": 1, "REPLY": 2, "CANCEL": 3, "ACK": 4, "RESUME": 5}
"""REQUEST, REPLY and CANCEL are counted; ACK and RESUME carry only ``acknowledged``."""

RECEIVE_IO = {"SYSTEM": 0, "WRITE": 1, "READ": 2, "WRITEREAD": 3}

# ------------------------------------------------------------------------------------------ kernel messages

KERNEL_HEADER = Layout(
    "kernel_header",
    0,
    (
        Field("code", "u16", "code of the layout of the body"),
        Field("error", "i16", "reply: error number of the layout's kind; 0 is success"),
        Field("tag", "u32", "chosen by the process for a request, echoed in its reply; 0 in notices"),
        Field("detail", "i32", "error detail where the procedure has one"),
    ),
    ("*",),
)


def _fields(*rows: tuple[str, str, str]) -> tuple[Field, ...]:
    return tuple(Field(*row) for row in rows)


_HANDLE = ("handle", "handle", "process handle")

FROM_PROCESS = (
    Layout(
        "hello",
        1,
        _fields(
            ("version", "u16", "PROTOCOL_VERSION of the library"),
            ("abi", "u16", "ABIS"),
            ("pid", "u32", "Linux process id as the process sees itself"),
        ),
        meaning="first message of a process; no reply",
    ),
    Layout(
        "find",
        2,
        (),
        ("name",),
        "look a process name or descriptor up for an open; reply: found. Errors 13 14 18 201",
    ),
    Layout("link", 3, _fields(_HANDLE), meaning="ask for a link to that process; reply: linked, with descriptor"),
    Layout(
        "broken",
        4,
        _fields(
            ("link", "u64", "link whose socket failed"),
        ),
        meaning="a link's socket failed though its peer was not declared dead; answered by resumed or peer_down",
    ),
    Layout(
        "opened",
        5,
        _fields(
            ("file", "i16", "file number of the open"),
            ("label", "i16", "label of the open"),
            ("target", "handle", "process that holds the open now"),
        ),
        meaning="registers an open, or moves it after a takeover, so that the kernel can close it; no reply",
    ),
    Layout(
        "closed",
        6,
        _fields(
            ("file", "i16", "file number"),
        ),
        meaning="withdraws it; no reply",
    ),
    Layout(
        "pair_info",
        7,
        _fields(
            ("by", "u16", "PAIR_INFO_BY"),
            _HANDLE,
        ),
        ("name",),
        "PROCESS_GETPAIRINFO_ and name look-ups; reply: pair",
    ),
    Layout(
        "monitor_cpus",
        8,
        _fields(
            ("mask", "u16", "bit 0x8000 >> n: tell of CPU n"),
        ),
        meaning="MONITORCPUS; no reply",
    ),
    Layout(
        "create",
        9,
        _fields(
            ("cpu", "i16", "target CPU, -1: system chooses"),
            ("name_option", "i16", "ZSYS_VAL_PCREATOPT_*"),
            ("priority", "i16", "1..199, -1: creator's"),
            ("options", "i16", "create options"),
        ),
        ("program", "name", "home_terminal", "startup"),
        "PROCESS_CREATE_; reply: created; header error and detail are those of the procedure",
    ),
    Layout(
        "stop",
        10,
        _fields(
            _HANDLE,
            ("specifier", "i16", "0 that process, 1 both members, 2 the other member"),
            ("options", "i16", "bit 1: abend"),
            ("completion_code", "i16", "when stopping oneself"),
            ("termination_info", "i16", "when stopping oneself"),
        ),
        ("text",),
        "PROCESS_STOP_ (null handle: the caller); reply: done, but never when the caller itself goes",
    ),
    Layout("set_primary", 11, (), meaning="PROCESS_SETINFO_ attribute 47; reply: done"),
    Layout("get_info", 12, _fields(_HANDLE), meaning="PROCESS_GETINFO_ (null handle: the caller); reply: info"),
)

TO_PROCESS = (
    Layout(
        "welcome",
        100,
        _fields(
            ("version", "u16", "PROTOCOL_VERSION of the kernel"),
            ("cpu", "u16", "this CPU"),
            _HANDLE,
            ("mom", "handle", "creator, or the other member of the pair; null if none"),
            ("node_number", "u32", "Expand node number"),
            ("priority", "i16", "execution priority"),
            ("is_backup", "u16", "1 when the process was created as a backup"),
        ),
        ("node_name", "process_name", "program", "home_terminal", "startup", "recorder_path"),
        "queued on the kernel socket before the process starts",
    ),
    Layout(
        "found",
        101,
        _fields(
            _HANDLE,
            ("backup", "handle", "other member, null if none"),
            ("own_pair", "u16", "1 when the caller's own pair was named; handle is then the other member"),
        ),
        ("descriptor",),
        r"current primary of the name and its descriptor \NODE.$NAME:SEQ",
    ),
    Layout(
        "linked",
        102,
        _fields(("link", "u64", "identity of the link"), _HANDLE),
        meaning="error 0: descriptor attached",
    ),
    Layout(
        "link_offer",
        103,
        _fields(("link", "u64", "identity of the link"), _HANDLE),
        meaning="another process's new link to this one, or one made ahead of need; descriptor attached",
    ),
    Layout(
        "resumed",
        104,
        _fields(
            ("link", "u64", "identity"),
        ),
        meaning="the link's new socket; descriptor attached",
    ),
    Layout(
        "peer_down",
        105,
        _fields(
            _HANDLE,
            ("reason", "u16", "DOWN_REASONS"),
            ("named", "u16", "1 when the process had a name"),
            ("successor", "handle", "member that now serves the name; null if none"),
        ),
        meaning="every link to that process is over: take what had arrived, then act",
    ),
    Layout(
        "system_message",
        106,
        _fields(
            ("drain", "handle", "take what had arrived from this process first; null: nothing to wait for"),
        ),
        ("*",),
        "a D-series system message for $RECEIVE, big-endian",
    ),
    Layout(
        "opener_gone",
        107,
        _fields(
            ("opener", "handle", "process that ended"),
            ("file", "i16", "its file number"),
            ("label", "i16", "label of its open"),
        ),
        meaning="the kernel closes an open of a process that ended: becomes a -104 on $RECEIVE (DL-01)",
    ),
    Layout(
        "pair",
        108,
        _fields(
            ("result", "i16", "return value of PROCESS_GETPAIRINFO_ (MO-09)"),
            ("primary", "handle", "null if none"),
            ("backup", "handle", "null if none"),
            ("ancestor", "handle", "null if none"),
            ("sequence", "u64", "sequence number of the name"),
        ),
        ("name", "ancestor_name"),
    ),
    Layout("created", 109, _fields(_HANDLE), ("descriptor",)),
    Layout("done", 110, (), meaning="error in the header"),
    Layout(
        "info",
        111,
        _fields(
            _HANDLE,
            ("mom", "handle", "creator or other member"),
            ("priority", "i16", "execution priority"),
            ("creator_access_id", "u16", "group << 8 | user"),
            ("process_access_id", "u16", "group << 8 | user"),
            ("state", "i16", "process state, attribute 32"),
            ("process_time", "u64", "CPU time in microseconds"),
        ),
        ("descriptor", "program", "home_terminal"),
        "header error: 0, 4 no such process, 5 CPU unreachable",
    ),
    Layout(
        "role",
        112,
        _fields(
            ("result", "i16", "what PROCESS_GETPAIRINFO_ answers the process about itself from now on: 4, 5 or 6"),
        ),
        meaning="the process's name has other members, or other roles; comes before any message about the cause",
    ),
)

ABIS = {"HOST": 1, "NONSTOP": 2}
PAIR_INFO_BY = {"CALLER": 0, "HANDLE": 1, "NAME": 2}
DOWN_REASONS = {"PROCESS": 1, "CPU": 2}

KERNEL_MESSAGES = FROM_PROCESS + TO_PROCESS
