"""The buffers of requests: those of waited ones, taken before the next call, and those that nowait ones keep."""

from __future__ import annotations

from typing import Any

from .library import ffi

Data = bytes | bytearray | memoryview

nowait: set[int] = set()
"""File numbers that were opened with a nowait depth."""

_pending: dict[int, dict[int, Any]] = {}
_scratch_room = 0
_scratch: Any = None


def room(count: int) -> Any:
    """A buffer whose contents are taken before the next call."""
    global _scratch, _scratch_room
    if count > _scratch_room:
        _scratch_room = max(count, 4096)
        _scratch = ffi.new("char[]", _scratch_room)
    return _scratch


def source(data: Data) -> Any:
    """Data as C takes it, not copied."""
    return data if type(data) is bytes else ffi.from_buffer(data)


def keep(filenum: int, count: int) -> Any:
    """A buffer that stays until the operation completes or its file is closed."""
    buffer = ffi.new("char[]", max(count, 1))
    _pending.setdefault(filenum, {})[address_of(buffer)] = buffer
    return buffer


def hold(filenum: int, address: int, what: Any) -> None:
    """Keeps something else that an operation needs, found again by an address."""
    _pending.setdefault(filenum, {})[address] = what


def release(filenum: int, address: int) -> Any:
    """What was kept; None when there is nothing."""
    return _pending.get(filenum, {}).pop(address, None)


def forget(filenum: int) -> None:
    """The file is closed."""
    _pending.pop(filenum, None)
    nowait.discard(filenum)


def address_of(buffer: Any) -> int:
    """Where a buffer is."""
    return int(ffi.cast("intptr_t", buffer))


def taken(buffer: Any, count: int) -> bytes:
    """The first bytes of a buffer."""
    data: bytes = ffi.buffer(buffer, count)[:]
    return data
