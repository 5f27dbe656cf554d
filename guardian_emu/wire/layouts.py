"""The one table of every layout that crosses a socket.

Two families use it:

- *frames* travel on a link, from one process's libguardian to another's;
- *kernel messages* travel on the kernel socket, between a process and the kernel of its CPU.

Everything is big-endian and fixed-size, followed by at most one variable part, so programs of either ABI
(DESIGN: ``nonstop`` and ``host``) and Python understand one another without negotiation. ``generate.py``
writes ``runtime/src/wire.h`` from this table; ``codec.py`` builds the Python codec from it. The bodies of kernel
messages stand in ``requests.py`` and ``answers.py``, those of checkpoints in ``checkpoints.py``.
"""

from __future__ import annotations

from .answers import TO_PROCESS
from .checkpoints import CHECK_DEFINES, CHECK_MESSAGES, CHECK_PARTS
from .layout import HANDLE_BYTES, SIZES, Field, Layout, size_of
from .requests import FROM_PROCESS

__all__ = [
    "ABIS",
    "CHECKPOINT_IO",
    "CHECK_DEFINES",
    "CHECK_MESSAGES",
    "CHECK_PARTS",
    "DOWN_REASONS",
    "FRAME",
    "FRAME_KINDS",
    "FROM_PROCESS",
    "HANDLE_BYTES",
    "INFO_BY",
    "KERNEL_HEADER",
    "KERNEL_MESSAGES",
    "LINK_MESSAGES",
    "MAX_MESSAGE",
    "MONITORED",
    "PAIR_INFO_BY",
    "PROTOCOL_VERSION",
    "RECEIVE_IO",
    "SETTABLE",
    "SIZES",
    "STARTUP_BY",
    "TO_PROCESS",
    "Field",
    "Layout",
    "size_of",
]

PROTOCOL_VERSION = 2
"""Raised whenever a layout changes; a kernel refuses a process of another version."""

MAX_MESSAGE = 2 * 1024 * 1024
"""Largest data part of a frame, in bytes (R-25: XL and FILE_...64_ calls)."""

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
