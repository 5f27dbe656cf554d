"""Completing nowait operations, and taking them back."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from . import buffers
from .errors import FIRST_ERROR, FileSystemError
from .library import ffi, procedure
from .marshal import call, checked, last_error
from .opens import ANY_FILE

POLL, FOREVER = 0, -1
"""Time limits with a meaning; others count hundredths of a second."""

REMOVE = 0x8000_0000
"""Option of a complete element: the file is taken out of the enabled set."""

_COMPLETION = {"FILE_COMPLETE_": struct.Struct("=hiiii"), "FILE_COMPLETEL_": struct.Struct("=hiiiq")}
_ELEMENT = struct.Struct("=iI")

_short = ffi.new("short *")
_int = ffi.new("int *")
_long = ffi.new("long long *")
_tag = ffi.new("int *")
_address = ffi.new("void **")
_long_address = ffi.new("long long *")


class Completion(NamedTuple):
    """A nowait operation completed. ``error`` is 0 or a warning; ``data`` is what a read brought."""

    filenum: int
    error: int
    transferred: int
    tag: int
    data: bytes


class FileCompletion(NamedTuple):
    """What FILE_COMPLETE_ tells: the operation's error is in ``error``, and is not raised."""

    filenum: int
    error: int
    transferred: int
    tag: int


class CompleteElement(NamedTuple):
    """A file to enable for FILE_COMPLETE_, or with ``REMOVE`` to take out of the set; -1 is any file."""

    filenum: int
    options: int = 0


def _completed(name: str, error: int, filenum: int, address: int, count: int, tag: int) -> Completion:
    kept = buffers.release(filenum, address) if address else None
    data = b"" if kept is None else buffers.taken(kept, min(count, ffi.sizeof(kept)))
    if error >= FIRST_ERROR:
        raise FileSystemError(name, error, data, filenum, tag)
    return Completion(filenum, error, count, tag, data)


def _awaiting(name: str, parameters: int, segment: tuple[Any, ...]) -> Callable[..., Completion]:
    function = procedure(name)
    counter = ffi.new("short *")

    def await_io(filenum: int = ANY_FILE, timelimit: int | None = None) -> Completion:
        _short[0] = filenum
        counter[0] = 0
        present = parameters if timelimit is None else parameters | 16
        status = function(present, _short, _address, counter, _tag, 0 if timelimit is None else timelimit, *segment)
        error = 0 if status == 0 else last_error(_short[0])
        address = int(ffi.cast("intptr_t", _address[0]))
        return _completed(name, error, _short[0], address, counter[0] & 0xFFFF, _tag[0])

    await_io.__name__ = await_io.__qualname__ = name
    await_io.__doc__ = "As FILE_AWAITIO64_, for up to 57344 bytes and 32-bit tags."
    return await_io


AWAITIO = _awaiting("AWAITIO", 15, ())
AWAITIOX = _awaiting("AWAITIOX", 15, (ffi.NULL,))

_file_awaitio = procedure("FILE_AWAITIO64_")
_awaitioxl = procedure("AWAITIOXL")


def FILE_AWAITIO64_(filenum: int = ANY_FILE, timelimit: int | None = None) -> Completion:
    """Completes a nowait operation of that file, or of any. The time limit counts hundredths of a second.

    Raises error 40 when nothing completed in time; with a limit other than 0 the oldest operation of that file is
    then cancelled, and the exception has its tag.
    """
    _short[0] = filenum
    _int[0] = 0
    present, limit = (15, 0) if timelimit is None else (31, timelimit)
    error = _file_awaitio(present, _short, _long_address, _int, _long, limit, ffi.NULL)
    return _completed("FILE_AWAITIO64_", error, _short[0], _long_address[0], _int[0], _long[0])


def AWAITIOXL(filenum: int = ANY_FILE, timelimit: int | None = None) -> Completion:
    """As FILE_AWAITIO64_."""
    _short[0] = filenum
    _int[0] = 0
    present, limit = (15, 0) if timelimit is None else (31, timelimit)
    error = _awaitioxl(present, _short, _address, _int, _long, limit, ffi.NULL)
    return _completed("AWAITIOXL", error, _short[0], int(ffi.cast("intptr_t", _address[0])), _int[0], _long[0])


def FILE_COMPLETE_(timelimit: int | None = None, elements: Sequence[CompleteElement] | None = None) -> FileCompletion:
    """Completes an operation of the enabled set, or of ``elements`` for this call. A time-out (40) cancels nothing."""
    return _complete("FILE_COMPLETE_", timelimit, elements)


def FILE_COMPLETEL_(timelimit: int | None = None, elements: Sequence[CompleteElement] | None = None) -> FileCompletion:
    """As FILE_COMPLETE_, for 64-bit tags."""
    return _complete("FILE_COMPLETEL_", timelimit, elements)


def _complete(name: str, timelimit: int | None, elements: Sequence[CompleteElement] | None) -> FileCompletion:
    layout = _COMPLETION[name]
    room = ffi.new("char[]", layout.size)
    listed, count = _elements(elements)
    checked(name, call(name, room, timelimit, listed, count, None))
    _kind, error, filenum, transferred, tag = layout.unpack(ffi.buffer(room))
    return FileCompletion(filenum, error, transferred, tag)


def FILE_COMPLETE_SET_(elements: Sequence[CompleteElement]) -> int:
    """Puts files into the enabled set, or takes them out."""
    listed, count = _elements(elements)
    return checked("FILE_COMPLETE_SET_", call("FILE_COMPLETE_SET_", listed, count, None))


def FILE_COMPLETE_GETINFO_(most: int = 100) -> tuple[CompleteElement, ...]:
    """The enabled set."""
    room, count = ffi.new("char[]", most * _ELEMENT.size), ffi.new("short *")
    checked("FILE_COMPLETE_GETINFO_", call("FILE_COMPLETE_GETINFO_", room, most, count))
    data = ffi.buffer(room, count[0] * _ELEMENT.size)[:]
    return tuple(CompleteElement(*element) for element in _ELEMENT.iter_unpack(data))


def _elements(elements: Sequence[CompleteElement] | None) -> tuple[Any, int | None]:
    if elements is None:
        return None, None
    packed = b"".join(_ELEMENT.pack(*element) for element in elements)
    return ffi.new("char[]", packed), len(elements)


_cancel = procedure("CANCEL")
_cancelreq = procedure("CANCELREQ")


def CANCEL(filenum: int) -> None:
    """Takes the oldest incomplete operation of the file back; a server that has it may be told (-38)."""
    if _cancel(1, filenum):
        raise FileSystemError("CANCEL", last_error(filenum))


def CANCELREQ(filenum: int, tag: int | None = None) -> None:
    """Takes back the oldest operation with that tag."""
    if _cancelreq(1 if tag is None else 3, filenum, 0 if tag is None else tag):
        raise FileSystemError("CANCELREQ", last_error(filenum))


__all__ = [
    "AWAITIO",
    "AWAITIOX",
    "AWAITIOXL",
    "CANCEL",
    "CANCELREQ",
    "FILE_AWAITIO64_",
    "FILE_COMPLETEL_",
    "FILE_COMPLETE_",
    "FILE_COMPLETE_GETINFO_",
    "FILE_COMPLETE_SET_",
    "FOREVER",
    "POLL",
    "REMOVE",
    "CompleteElement",
    "Completion",
    "FileCompletion",
]
