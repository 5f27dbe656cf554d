"""Reading, writing and replying. The families differ in their limits, not in what they do.

READ, READX and their like: 57344 bytes and 32-bit tags. READXL, FILE_READ64_ and their like: 2 MiB and 64-bit tags. An
operation that one family started the other may complete.
"""

from __future__ import annotations

import struct
from typing import Any, NamedTuple, Protocol, TypeVar

from . import buffers
from .buffers import Data
from .errors import FIRST_ERROR, FileSystemError
from .handles import ProcessHandle
from .library import ffi, procedure
from .marshal import call, checked, last_error
from .opens import RECEIVE

_BAD_COUNT = 21
_MOST = 0xFFFF
_INFORMATION = struct.Struct("=hHhhI20sh")
_LONG_INFORMATION = struct.Struct("=hhhhiI20sh")


class Transfer(NamedTuple):
    """A waited read ended, or a nowait one began: then there is no data yet. ``error`` is 0 or a warning."""

    error: int
    data: bytes


class Written(NamedTuple):
    """A waited write ended, or a nowait one began: then nothing is transferred yet. ``error`` is 0 or a warning."""

    error: int
    transferred: int


class ReceiveInformation(NamedTuple):
    """What FILE_GETRECEIVEINFO_ tells of the message read last. ``sync_id`` is unsigned."""

    io_type: int
    max_reply_count: int
    message_tag: int
    filenum: int
    sync_id: int
    sender: ProcessHandle
    open_label: int


class _Read(Protocol):
    def __call__(self, filenum: int, read_count: int, tag: int | None = None) -> Transfer: ...


class _Write(Protocol):
    def __call__(self, filenum: int, buffer: Data, tag: int | None = None) -> Written: ...


class _WriteRead(Protocol):
    def __call__(self, filenum: int, write_buffer: Data, read_count: int, tag: int | None = None) -> Transfer: ...


class _Reply(Protocol):
    def __call__(
        self, buffer: Data | None = None, message_tag: int | None = None, error_return: int | None = None
    ) -> int: ...


class _Family(NamedTuple):
    """What the procedures of a family have in common."""

    condition_code: bool
    count: Any
    buffer: str

    def error(self, result: int, filenum: int) -> int:
        """The error of a call."""
        if not self.condition_code:
            return result
        return 0 if result == 0 else last_error(filenum)


_unsigned = ffi.new("unsigned short *")
_int = ffi.new("int *")
_WORDS = _Family(True, _unsigned, "short *")
_BYTES = _Family(True, _unsigned, "char *")
_LARGE = _Family(False, _int, "char *")


def _sized(name: str, family: _Family, count: int) -> int:
    """A count that fits the C parameter; the others are error 21 here, as the larger of those that fit are there."""
    if family.condition_code and not 0 <= count <= _MOST:
        raise FileSystemError(name, _BAD_COUNT)
    return count


def _transferred(name: str, filenum: int, error: int, buffer: Any, count: int) -> Transfer:
    if filenum in buffers.nowait:
        if error:
            buffers.release(filenum, buffers.address_of(buffer))
        return Transfer(checked(name, error), b"")
    data = buffers.taken(buffer, count)
    if error >= FIRST_ERROR:
        raise FileSystemError(name, error, data)
    return Transfer(error, data)


def _reading(name: str, family: _Family, meaning: str) -> _Read:
    function, count = procedure(name), family.count

    def read(filenum: int, read_count: int, tag: int | None = None) -> Transfer:
        size = _sized(name, family, read_count)
        buffer = buffers.keep(filenum, size) if filenum in buffers.nowait else buffers.room(size)
        count[0] = 0
        passed = ffi.cast(family.buffer, buffer) if family is _WORDS else buffer
        result = function(15 if tag is None else 31, filenum, passed, size, count, 0 if tag is None else tag)
        return _transferred(name, filenum, family.error(result, filenum), buffer, count[0])

    return _named(read, name, meaning)


def _writing(name: str, family: _Family) -> _Write:
    function, count = procedure(name), family.count

    def write(filenum: int, buffer: Data, tag: int | None = None) -> Written:
        size = _sized(name, family, len(buffer))
        sent: Any = buffers.source(buffer)
        if family is _WORDS:
            sent = ffi.cast("short *", ffi.from_buffer(buffer))
        count[0] = 0
        result = function(15 if tag is None else 31, filenum, sent, size, count, 0 if tag is None else tag)
        return Written(checked(name, family.error(result, filenum)), count[0])

    return _named(write, name, "Sends a message. Waited: returns when the server has taken it and replied.")


_REQUEST = """Sends a request; waited, returns with the reply, of which at most ``read_count`` bytes are taken.

An error from 10 on raises; what data the reply had is in the exception."""


def _one_buffer(name: str, family: _Family) -> _WriteRead:
    """The C procedure has one buffer for both; it is made here."""
    function, count = procedure(name), family.count

    def write_read(filenum: int, write_buffer: Data, read_count: int, tag: int | None = None) -> Transfer:
        most = max(len(write_buffer), read_count)
        both = buffers.keep(filenum, most) if filenum in buffers.nowait else buffers.room(most)
        ffi.memmove(both, ffi.from_buffer(write_buffer), len(write_buffer))
        sizes = _sized(name, family, len(write_buffer)), _sized(name, family, read_count)
        count[0] = 0
        passed = ffi.cast(family.buffer, both) if family is _WORDS else both
        result = function(31 if tag is None else 63, filenum, passed, *sizes, count, 0 if tag is None else tag)
        return _transferred(name, filenum, family.error(result, filenum), both, count[0])

    return _named(write_read, name, _REQUEST)


def _two_buffers(name: str) -> _WriteRead:
    function = procedure(name)

    def write_read(filenum: int, write_buffer: Data, read_count: int, tag: int | None = None) -> Transfer:
        nowait = filenum in buffers.nowait
        answer = buffers.keep(filenum, read_count) if nowait else buffers.room(read_count)
        sent = buffers.source(bytes(write_buffer) if nowait else write_buffer)
        _int[0] = 0
        sizes = len(write_buffer), read_count
        error = function(63 if tag is None else 127, filenum, sent, answer, *sizes, _int, 0 if tag is None else tag)
        return _transferred(name, filenum, error, answer, _int[0])

    return _named(write_read, name, _REQUEST)


def _replying(name: str, family: _Family) -> _Reply:
    function, count = procedure(name), family.count

    def reply(buffer: Data | None = None, message_tag: int | None = None, error_return: int | None = None) -> int:
        data = b"" if buffer is None else buffer
        present = (4 if buffer is None else 7) | (message_tag is not None) << 3 | (error_return is not None) << 4
        sent: Any = buffers.source(data)
        if family is _WORDS:
            sent = ffi.cast("short *", ffi.from_buffer(data))
        size = _sized(name, family, len(data))
        result = function(present, sent, size, count, message_tag or 0, error_return or 0)
        error = family.error(result, RECEIVE)
        if error:
            raise FileSystemError(name, error)
        return int(count[0])

    return _named(
        reply,
        name,
        "Replies to a message that was read; the tag may be omitted with receive depth 1. Gives the count taken.",
    )


_F = TypeVar("_F")


def _named(function: _F, name: str, meaning: str) -> _F:
    for attribute in ("__name__", "__qualname__"):
        setattr(function, attribute, name)
    function.__doc__ = meaning
    return function


_READS = "Reads; of a process, what it replies to a request without data. On $RECEIVE it also replies."
_RECEIVES = "Reads the next message of $RECEIVE: error 6 is a system message. Each wants one reply."

READ = _reading("READ", _WORDS, _READS)
READX = _reading("READX", _BYTES, _READS)
READXL = _reading("READXL", _LARGE, _READS)
FILE_READ64_ = _reading("FILE_READ64_", _LARGE, _READS)

READUPDATE = _reading("READUPDATE", _WORDS, _RECEIVES)
READUPDATEX = _reading("READUPDATEX", _BYTES, _RECEIVES)
READUPDATEXL = _reading("READUPDATEXL", _LARGE, _RECEIVES)
FILE_READUPDATE64_ = _reading("FILE_READUPDATE64_", _LARGE, _RECEIVES)

WRITE = _writing("WRITE", _WORDS)
WRITEX = _writing("WRITEX", _BYTES)
WRITEXL = _writing("WRITEXL", _LARGE)
FILE_WRITE64_ = _writing("FILE_WRITE64_", _LARGE)

WRITEREAD = _one_buffer("WRITEREAD", _WORDS)
WRITEREADX = _one_buffer("WRITEREADX", _BYTES)
WRITEREADXL = _one_buffer("WRITEREADXL", _LARGE)
FILE_WRITEREAD_ = _two_buffers("FILE_WRITEREAD_")
FILE_WRITEREAD64_ = _two_buffers("FILE_WRITEREAD64_")

REPLY = _replying("REPLY", _WORDS)
REPLYX = _replying("REPLYX", _BYTES)
REPLYXL = _replying("REPLYXL", _LARGE)
FILE_REPLY64_ = _replying("FILE_REPLY64_", _LARGE)

_information = ffi.new("short[]", 19)


def FILE_GETRECEIVEINFO_() -> ReceiveInformation:
    """Who sent the message that was read last, and how."""
    checked("FILE_GETRECEIVEINFO_", call("FILE_GETRECEIVEINFO_", _information, None))
    io_type, most, tag, filenum, sync_id, sender, label = _INFORMATION.unpack_from(ffi.buffer(_information))
    return ReceiveInformation(io_type, most, tag, filenum, sync_id, ProcessHandle(sender), label)


def FILE_GETRECEIVEINFOL_() -> ReceiveInformation:
    """As FILE_GETRECEIVEINFO_, with a reply count that does not overflow."""
    checked("FILE_GETRECEIVEINFOL_", call("FILE_GETRECEIVEINFOL_", _information, None))
    io_type, filenum, tag, label, most, sync_id, sender, _reserved = _LONG_INFORMATION.unpack_from(
        ffi.buffer(_information)
    )
    return ReceiveInformation(io_type, most, tag, filenum, sync_id, ProcessHandle(sender), label)


__all__ = [
    "FILE_GETRECEIVEINFOL_",
    "FILE_GETRECEIVEINFO_",
    "FILE_READ64_",
    "FILE_READUPDATE64_",
    "FILE_REPLY64_",
    "FILE_WRITE64_",
    "FILE_WRITEREAD64_",
    "FILE_WRITEREAD_",
    "READ",
    "READUPDATE",
    "READUPDATEX",
    "READUPDATEXL",
    "READX",
    "READXL",
    "REPLY",
    "REPLYX",
    "REPLYXL",
    "WRITE",
    "WRITEREAD",
    "WRITEREADX",
    "WRITEREADXL",
    "WRITEX",
    "WRITEXL",
    "ReceiveInformation",
    "Transfer",
    "Written",
]
