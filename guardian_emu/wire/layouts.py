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

PROTOCOL_VERSION = 2
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
        Field("message", "i16", "request with io 0: system message number (LINK_MESSAGES), data is its body"),
        Field("depth", "i16", "request: sync depth of the open"),
        Field("priority", "i16", "request: execution priority of the requester (SETMODE 36)"),
        Field("lost", "u16", "request: serial of the process that served the open before and died; 0 if none did"),
    ),
    ("*",),
)

FRAME_KINDS = {"REQUEST": 1, "REPLY": 2, "CANCEL": 3, "ACK": 4, "RESUME": 5}
"""REQUEST, REPLY and CANCEL are counted; ACK and RESUME carry only ``acknowledged``."""

LINK_MESSAGES = (-32, -33, -34, -35, -37, -103, -104, -106, -107)
"""System messages that one process sends another; all others come from the kernel or from the process itself."""

RECEIVE_IO = {"SYSTEM": 0, "WRITE": 1, "READ": 2, "WRITEREAD": 3}

CHECKPOINT_IO = 4
"""``io`` of a frame between the libraries of a primary and its passive backup. It belongs to no open, its ``message``
is the code of one of CHECK_MESSAGES, and its reply has an error and no data.
"""

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
            ("socket", "u32", "number of the socket that failed: 0, or what `resumed` gave it"),
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
            ("index", "u32", "BY INDEX: 0, or `next` of the pair before"),
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
            ("job", "i16", "job id, 0: none, -1: creator's"),
            ("startup_by", "u16", "STARTUP_BY"),
        ),
        ("program", "name", "home_terminal", "startup", "defines", "environment"),
        "PROCESS_CREATE_; reply: created; header error and detail are those of the procedure. Environment: NAME=VALUE, "
        "each ended by NUL, beside what the kernel gives (PROCESS_SPAWN_)",
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
        ("text", "ssid"),
        "PROCESS_STOP_ (null handle: the caller); reply: done, but never when the caller itself goes. Text, and the "
        "subsystem id of 12 bytes or none, are for stopping oneself. Errors 14 201 590 638 639",
    ),
    Layout("set_primary", 11, (), meaning="PROCESS_SETINFO_ attribute 47; reply: done"),
    Layout(
        "get_info",
        12,
        _fields(
            ("by", "u16", "INFO_BY"),
            _HANDLE,
            ("cpu", "i16", "BY PIN and NEXT: processor"),
            ("pin", "i32", "BY PIN: that PIN; BY NEXT: the first process from this PIN on"),
        ),
        meaning="PROCESS_GETINFO_ and its list form (null handle: the caller); reply: info",
    ),
    Layout(
        "suspend",
        13,
        _fields(
            _HANDLE,
            ("specifier", "i16", "0 that process, 1 both members"),
            ("suspended", "u16", "1 PROCESS_SUSPEND_, 0 PROCESS_ACTIVATE_"),
        ),
        meaning="reply: done. Errors 2 11 48 201",
    ),
    Layout(
        "set_info",
        14,
        _fields(
            _HANDLE,
            ("specifier", "i16", "0 that process, 1 both members"),
            ("attribute", "i16", "PROCESS_SETINFO_ code, or SETTABLE"),
            ("value", "i64", "new value, or -1 for PRIORITY and SETSTOP without one"),
        ),
        ("text",),
        "PROCESS_SETINFO_ but for attribute 47, PROCESS_SETSTRINGINFO_, SETSTOP (null handle: the caller); reply: was",
    ),
    Layout(
        "reserve_name",
        15,
        _fields(("long", "u16", "1: five characters, 0: four")),
        meaning="PROCESSNAME_CREATE_; reply: named. Error 44",
    ),
    Layout(
        "monitor",
        16,
        _fields(("what", "u16", "MONITORED"), ("enabled", "u16", "1 on, 0 off")),
        meaning="MONITORNET and MONITORNEW; no reply",
    ),
    Layout(
        "get_processor",
        17,
        _fields(("node", "i32", "Expand node number, -1: own"), ("cpu", "i16", "processor, -1: only the node's state")),
        meaning="PROCESSORSTATUS and PROCESSOR_GETINFOLIST_; reply: processor. Errors 18 201",
    ),
    Layout(
        "get_node",
        18,
        _fields(("number", "i32", "Expand node number; -1: look the name up, or own when that is empty")),
        ("name",),
        "NODENAME_TO_NODENUMBER_ and back; reply: node. Error 18",
    ),
    Layout(
        "get_user",
        19,
        _fields(("number", "i32", "group << 8 | user; -1: look the name up")),
        ("name",),
        "USER_GETINFO_ and its ancestors; reply: user. Error 11",
    ),
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
            ("creator_access_id", "u16", "group << 8 | user"),
            ("process_access_id", "u16", "group << 8 | user"),
            ("job", "i16", "job id, 0: none"),
            ("gmom", "handle", "job ancestor, null if none"),
            ("startup_by", "u16", "STARTUP_BY"),
            ("cold_load_time", "i64", "Julian timestamp of the node's start"),
        ),
        ("node_name", "process_name", "program", "home_terminal", "startup", "defines", "recorder_path"),
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
            ("socket", "u32", "number of this socket; the first one had 0"),
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
            ("next", "u32", "BY INDEX: where the search goes on"),
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
            ("gmom", "handle", "job ancestor, null if none"),
            ("priority", "i16", "execution priority"),
            ("initial_priority", "i16", "at creation"),
            ("creator_access_id", "u16", "group << 8 | user"),
            ("process_access_id", "u16", "group << 8 | user"),
            ("job", "i16", "job id, 0: none"),
            ("state", "i16", "process state, attribute 32"),
            ("wait_state", "i16", "attribute 31"),
            ("stop_mode", "i16", "0 anyone, 1 the authorised, 2 nobody"),
            ("stop_queued", "u16", "1 when a stop waits for the mode to drop"),
            ("is_primary", "u16", "attribute 47"),
            ("qualifiers", "u16", "attribute 49: the process answers -107"),
            ("subtype", "i16", "device subtype, 30: the process answers -106"),
            ("file_security", "u16", "attribute 41"),
            ("process_time", "u64", "CPU time in microseconds"),
            ("creation_time", "i64", "Julian timestamp"),
            ("pid", "u32", "Linux process id"),
        ),
        ("descriptor", "program", "home_terminal", "mom_name", "gmom_name"),
        "header error: 0, 4 no such process, 5 CPU unreachable",
    ),
    Layout(
        "role",
        112,
        _fields(
            ("result", "i16", "what PROCESS_GETPAIRINFO_ answers the process about itself from now on: 4, 5 or 6"),
            ("partner", "handle", "the other member, null if none"),
        ),
        meaning="the process's name has other members, or other roles; comes before any message about the cause",
    ),
    Layout(
        "was",
        113,
        _fields(("value", "i64", "value before")),
        ("text",),
        "error in the header: 0 2 11 14 48 201 563 590",
    ),
    Layout("named", 114, (), ("name",), "a name that nobody has"),
    Layout(
        "processor",
        115,
        _fields(
            ("node", "i32", "Expand node number"),
            ("up", "u16", "bit 0x8000 >> n: CPU n is up"),
            ("highest", "u16", "highest CPU number of the node"),
            ("cpu", "i16", "the CPU that the rest is about"),
            ("elapsed", "u64", "microseconds since the CPU was loaded"),
            ("busy", "u64", "CPU time of its processes, in microseconds"),
            ("processes", "u32", "processes running"),
            ("memory_pages", "u32", "physical memory in 16 KiB pages"),
            ("free_pages", "u32", "of them free"),
        ),
    ),
    Layout("node", 116, _fields(("number", "i32", "Expand node number")), ("name",)),
    Layout("user", 117, _fields(("number", "u16", "group << 8 | user")), ("group", "user")),
    Layout(
        "altered",
        118,
        _fields(("priority", "i16", "execution priority from now on")),
        meaning="another process or an operator has changed the priority of this one",
    ),
)

CHECK_MESSAGES = (
    Layout(
        "check_data",
        1,
        _fields(
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
        _fields(
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
        _fields(("file", "i16", "file number"), ("disposition", "i16", "of tapes")),
        meaning="FILE_CLOSE_CHKPT_",
    ),
    Layout(
        "check_mode",
        4,
        _fields(
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
        _fields(("change", "u16", "CHECK_DEFINES")),
        ("name", "*"),
        "CHECKDEFINE; in the end what DEFINESAVE wrote",
    ),
    Layout(
        "check_switch",
        6,
        _fields(("closes", "u16", "that follow: each a check_handed")),
        ("*",),
        "CHECKSWITCH; closes that the sender's program has not read",
    ),
)
"""What a primary asks the library of its passive backup; the backup answers while its program is in CHECKMONITOR."""

CHECK_PARTS = (
    Layout(
        "check_item",
        0,
        _fields(
            ("file", "i16", "file whose sync block follows, -1: data"),
            ("offset", "u64", "of data, from where the program is loaded"),
            ("length", "u32", "bytes that follow"),
        ),
        ("*",),
    ),
    Layout(
        "check_handed",
        0,
        _fields(
            ("opener", "handle", "who closed"), ("file", "i16", "its file number"), ("label", "i16", "of its open")
        ),
    ),
)
"""What stands in their variable parts."""

CHECK_DEFINES = {"REPLACE": 1, "DELETE": 2, "DELETE_ALL": 3, "WORKING_SET": 4}

ABIS = {"HOST": 1, "NONSTOP": 2}
PAIR_INFO_BY = {"CALLER": 0, "HANDLE": 1, "NAME": 2, "INDEX": 3}
INFO_BY = {"HANDLE": 0, "PIN": 1, "NEXT": 2}
MONITORED = {"NET": 1, "NEW": 2}
STARTUP_BY = {"NOBODY": 0, "KERNEL": 1, "CREATOR": 2}
"""Who gives a new process its startup messages. KERNEL: they stand in ``startup``, each a u16 length and the bytes of a
startup, ASSIGN or PARAM message. CREATOR: the creator opens the process and sends them (CR-08). NOBODY: there are none;
``startup`` of ``create`` then holds the program's argument words, each ended by NUL (PROCESS_SPAWN_).
"""
SETTABLE = {
    "MOM": 40,
    "FILE_SECURITY": 41,
    "PRIORITY": 42,
    "QUALIFIERS": 49,
    "HOME_TERMINAL": 5,
    "STOP_MODE": 63,
    "SUBTYPE": 8,
}
"""Attributes of ``set_info``: codes of PROCESS_GETINFOLIST_."""
DOWN_REASONS = {"PROCESS": 1, "CPU": 2, "NODE": 3, "NETWORK": 4}
"""NODE: no way has led to its node for longer than the abort timer. NETWORK: it may live, but what the link
carried last is not known to have arrived.
"""

KERNEL_MESSAGES = FROM_PROCESS + TO_PROCESS
