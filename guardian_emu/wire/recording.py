"""Reads the flight recorder of a process: the ring file that ``runtime/src/recorder.c`` writes.

The file outlives its process, its CPU and the machine's power, so it may be cut anywhere. What is whole is read; the
rest is counted.
"""

from __future__ import annotations

import enum
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from .handle import ProcessHandle, unpack
from .procedures import PROCEDURES

MAGIC = b"GUARDREC"
FORMAT = 1
HEADER_BYTES = 128
EVENT_BYTES = 32
_LARGEST_RING = 1 << 20

_BYTE_ORDERS = {bytes((1, 2, 3, 4)): ">", bytes((4, 3, 2, 1)): "<"}
_HEADER = "8s4sIQQ20s4x16s56x"
_EVENT = "QHhIQQ"


class RecordingError(ValueError):
    """A file that is no recording, or lost its header. The text names the file and what is wrong."""


class Frame(enum.IntEnum):
    """Kinds of counted frames."""

    REQUEST = 1
    REPLY = 2
    CANCEL = 3


class Call(NamedTuple):
    """A Guardian procedure was entered. ``subject`` is its file number, or what else it is about.

    ``first`` and ``second`` are what the procedure was called with, as the library puts them down.
    """

    time: int
    procedure: str
    subject: int
    first: int
    second: int


class Sent(NamedTuple):
    """A frame was queued on a link."""

    time: int
    frame: Frame
    request: int
    size: int
    sync: int


class Arrived(NamedTuple):
    """A frame arrived."""

    time: int
    frame: Frame
    request: int
    size: int
    sync: int


class System(NamedTuple):
    """A system message was put on $RECEIVE. ``subject`` is its second word: of -2 and -3 the processor."""

    time: int
    message: int
    filenum: int
    subject: int


class PeerDown(NamedTuple):
    """The kernel declared a process dead, whose links had then been read to their end."""

    time: int
    reason: int
    cpu: int
    pin: int


class Resent(NamedTuple):
    """Path retry: a request went to the member in that processor with the same sync id."""

    time: int
    io: int
    request: int
    sync: int
    cpu: int


class Started(NamedTuple):
    """The process began."""

    time: int
    backup: bool
    cpu: int


class Ended(NamedTuple):
    """The process stopped itself."""

    time: int
    completion_code: int


Event = Call | Sent | Arrived | System | PeerDown | Resent | Started | Ended


class Recording(NamedTuple):
    """What one process recorded. Times are nanoseconds of CLOCK_MONOTONIC, the same clock for all CPUs of a machine.

    Guarantee: ``events`` are in the order they happened. ``overwritten`` earlier ones are gone because the ring came
    round, ``damaged`` could not be read: the file was cut, or the process died while it wrote. ``handle`` is None when
    it is not to be read.
    """

    name: str
    handle: ProcessHandle | None
    events: tuple[Event, ...]
    overwritten: int
    damaged: int


class _Raw(NamedTuple):
    time: int
    kind: int
    what: int
    number: int
    first: int
    second: int


def read(path: Path | str) -> Recording:
    """The recording in a file. Raises RecordingError when it is none, and OSError when it cannot be opened."""
    data = Path(path).read_bytes()
    order, count, capacity, handle, name = _header(path, data)
    recorded = min(count, capacity)
    raw = _in_time(list(_raw(order, data, capacity, range(count - recorded, count))))
    events = [event for event in map(_event, raw) if event is not None]
    return Recording(name, handle, tuple(events), count - recorded, recorded - len(events))


def _header(path: Path | str, data: bytes) -> tuple[str, int, int, ProcessHandle | None, str]:
    if len(data) < HEADER_BYTES:
        raise RecordingError(f"{path}: {len(data)} bytes are no recording, its header has {HEADER_BYTES}")
    order = _BYTE_ORDERS.get(data[8:12])
    if data[:8] != MAGIC or order is None:
        raise RecordingError(f"{path}: begins with {data[:12].hex()}, which is no recording")
    _, _, form, count, capacity, handle, name = struct.unpack_from(order + _HEADER, data)
    if form != FORMAT:
        raise RecordingError(f"{path}: format {form} is not known here, only {FORMAT}")
    if not 0 < capacity <= _LARGEST_RING:
        raise RecordingError(f"{path}: a ring of {capacity} events cannot be")
    return order, count, capacity, _handle(handle), name.split(b"\0")[0].decode("latin-1")


def _handle(data: bytes) -> ProcessHandle | None:
    try:
        return unpack(data)
    except ValueError:
        return None


def _raw(order: str, data: bytes, capacity: int, numbers: range) -> Iterator[_Raw]:
    """The events of these numbers that the file has to their last byte."""
    event = struct.Struct(order + _EVENT)
    slots = (len(data) - HEADER_BYTES) // EVENT_BYTES
    for number in numbers:
        if number % capacity < slots:
            yield _Raw(*event.unpack_from(data, HEADER_BYTES + number % capacity * EVENT_BYTES))


def _in_time(raw: list[_Raw]) -> list[_Raw]:
    """Without the event that was just being written over when the process died.

    That one is the oldest, and it shows by a time that is later than what follows.
    """
    return raw[1:] if len(raw) > 1 and raw[0].time > raw[1].time else raw


def _procedure(number: int) -> str:
    """Raises ValueError for a number that no procedure has."""
    if not 1 <= number <= len(PROCEDURES):
        raise ValueError(f"no procedure has number {number}")
    return PROCEDURES[number - 1].name


def _signed(number: int) -> int:
    """File numbers are put down as 16 bits, a processor as 32."""
    if number >= 1 << 31:
        return number - (1 << 32)
    return number - (1 << 16) if 1 << 15 <= number < 1 << 16 else number


def _event(raw: _Raw) -> Event | None:
    """None when the bytes are no event."""
    make = _MAKE.get(raw.kind)
    try:
        return make(raw) if make else None
    except ValueError:
        return None


_MAKE: dict[int, Callable[[_Raw], Event]] = {
    1: lambda raw: Call(raw.time, _procedure(raw.what), _signed(raw.number), raw.first, raw.second),
    3: lambda raw: Sent(raw.time, Frame(raw.what), raw.number, raw.first, raw.second),
    4: lambda raw: Arrived(raw.time, Frame(raw.what), raw.number, raw.first, raw.second),
    5: lambda raw: System(raw.time, raw.what, _signed(raw.number), raw.first),
    6: lambda raw: PeerDown(raw.time, raw.what, raw.number, raw.first),
    7: lambda raw: Resent(raw.time, raw.what, raw.number, raw.first, raw.second),
    8: lambda raw: Started(raw.time, raw.what != 0, raw.number),
    9: lambda raw: Ended(raw.time, raw.what),
}
