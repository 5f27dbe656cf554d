"""SETMODE, SETPARAM, CONTROLBUF and the sync blocks of files."""

from __future__ import annotations

from typing import Any, NamedTuple

from . import buffers
from .buffers import Data
from .library import ffi
from .marshal import call, checked, error_behind, signed

_MOST_PARAMETER_BYTES = 256


class Mode(NamedTuple):
    """A mode was set, or the setting of it began; ``last`` are the two values before, when they were asked for."""

    error: int
    last: tuple[int, int]


class Parameter(NamedTuple):
    """A parameter was set; ``last`` is the value before, when it was asked for."""

    error: int
    last: bytes


def SETMODE(filenum: int, function: int, param1: int | None = None, param2: int | None = None, *,
            last: bool = False) -> Mode:  # fmt: skip
    """Sets a mode of a file, or tells a process to (-33). ``last`` asks for the values before."""
    words = ffi.new("short[]", 2)
    status = call("SETMODE", filenum, function, _word(param1), _word(param2), words if last else None)
    return Mode(error_behind("SETMODE", status, filenum), (words[0], words[1]))


def SETMODENOWAIT(filenum: int, function: int, param1: int | None = None, param2: int | None = None,
                  tag: int | None = None) -> int:  # fmt: skip
    """As SETMODE; on a nowait file completed by AWAITIO, whose data are the values before."""
    words = _kept(filenum, 4)
    status = call("SETMODENOWAIT", filenum, function, _word(param1), _word(param2), words, tag)
    return error_behind("SETMODENOWAIT", status, filenum)


def FILE_SETMODENOWAIT64_(filenum: int, function: int, param1: int | None = None, param2: int | None = None,
                          tag: int | None = None) -> int:  # fmt: skip
    """As SETMODENOWAIT, with a 64-bit tag."""
    words = _kept(filenum, 4)
    error = call("FILE_SETMODENOWAIT64_", filenum, function, _word(param1), _word(param2), words, tag)
    return checked("FILE_SETMODENOWAIT64_", error)


def CONTROLBUF(filenum: int, operation: int, buffer: Data, tag: int | None = None) -> int:
    """Sends a control operation with data to a process (-35)."""
    data = _sent(filenum, buffer)
    status = call("CONTROLBUF", filenum, operation, ffi.cast("short *", data), len(buffer), None, tag)
    return error_behind("CONTROLBUF", status, filenum)


def FILE_CONTROLBUF64_(filenum: int, operation: int, buffer: Data, tag: int | None = None) -> int:
    """As CONTROLBUF, with a 64-bit tag."""
    data = _sent(filenum, buffer)
    error = call("FILE_CONTROLBUF64_", filenum, operation, data, len(buffer), None, tag)
    return checked("FILE_CONTROLBUF64_", error)


def SETPARAM(filenum: int, function: int, param: Data | None = None, *, last: bool = False,
             tag: int | None = None) -> Parameter:  # fmt: skip
    """Sets a parameter of a process (-37). ``last`` asks for the value before."""
    given = None if param is None else ffi.cast("short *", _sent(filenum, param))
    size = None if param is None else len(param)
    room, count = _kept(filenum, _MOST_PARAMETER_BYTES), ffi.new("short *")
    wanted: tuple[Any, ...] = (room, count, _MOST_PARAMETER_BYTES) if last else (None, None, None)
    status = call("SETPARAM", filenum, function, given, size, *wanted, tag)
    error = error_behind("SETPARAM", status, filenum)
    return Parameter(error, buffers.taken(room, count[0]) if last and filenum not in buffers.nowait else b"")


def FILE_GETSYNCINFO_(filenum: int) -> bytes:
    """The sync block of a file: what a backup needs to repeat requests under the same numbers."""
    room, size = ffi.new("short[]", _MOST_PARAMETER_BYTES), ffi.new("short *")
    checked("FILE_GETSYNCINFO_", call("FILE_GETSYNCINFO_", filenum, room, ffi.sizeof(room), size))
    return buffers.taken(room, size[0])


def FILE_SETSYNCINFO_(filenum: int, block: Data) -> int:
    """Installs a sync block that FILE_GETSYNCINFO_ gave."""
    given = ffi.new("char[]", bytes(block))
    return checked("FILE_SETSYNCINFO_", call("FILE_SETSYNCINFO_", filenum, ffi.cast("short *", given), len(block)))


def _word(value: int | None) -> int | None:
    return None if value is None else signed(value)


def _kept(filenum: int, count: int) -> Any:
    words = ffi.new("short[]", count // 2)
    if filenum in buffers.nowait:
        buffers.hold(filenum, buffers.address_of(words), words)
    return words


def _sent(filenum: int, data: Data) -> Any:
    """What a nowait operation sends stays until the file is closed or it completes."""
    copy = ffi.new("char[]", bytes(data) or b"\0")
    if filenum in buffers.nowait:
        buffers.hold(filenum, buffers.address_of(copy), copy)
    return copy


__all__ = [
    "CONTROLBUF",
    "FILE_CONTROLBUF64_",
    "FILE_GETSYNCINFO_",
    "FILE_SETMODENOWAIT64_",
    "FILE_SETSYNCINFO_",
    "SETMODE",
    "SETMODENOWAIT",
    "SETPARAM",
    "Mode",
    "Parameter",
]
