"""Reads the flight recorder of a process: the ring file that ``runtime/src/recorder.c`` writes.

The file outlives its process, its CPU and the machine's power, so it may be cut anywhere. What is whole is read; the
rest is counted.
"""

from __future__ import annotations

import enum
import struct
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from .handle import ProcessHandle, unpack
from .procedures import PROCEDURES

MAGIC = b"GUARDREC"
FORMAT = 1
HEADER_BYTES = 128
EVENT_BYTES = 32
_LARGEST_RING = 1 << 20
_BYTES = 0xFFFFFFFF

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


class Place(NamedTuple):
    """Where a process is: number of its node (the last 8 bits), processor and PIN."""

    node: int
    cpu: int
    pin: int


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
    """A frame was queued on the link to ``peer``; None where the recorder did not put that down."""

    time: int
    frame: Frame
    request: int
    size: int
    sync: int
    peer: Place | None = None


class Arrived(NamedTuple):
    """A frame arrived from ``peer``; None as above."""

    time: int
    frame: Frame
    request: int
    size: int
    sync: int
    peer: Place | None = None


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


_Slot = tuple[int, ...]


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


class Ring:
    """A recording of which only what is asked for is made into events.

    Events have numbers: the first that a process ever recorded has 0. ``first`` is that of the first which is there,
    ``times`` are those of all that are, in order. ``unreadable`` more should be there and are not.
    """

    def __init__(self, path: Path | str) -> None:
        """Raises RecordingError when the file is no recording, and OSError when it cannot be opened."""
        data = Path(path).read_bytes()
        order, count, capacity, self.handle, self.name = _header(path, data)
        recorded = min(count, capacity)
        self._raw = _in_time(_raw(order, data, capacity, range(count - recorded, count)))
        self.unreadable = recorded - len(self._raw)
        self.overwritten = count - recorded
        self.first = count - len(self._raw)
        self.times = [raw[0] for raw in self._raw]

    def events(self, begin: int = 0, end: int | None = None) -> list[Event]:
        """The events of these numbers, without those whose bytes are none."""
        part = self._raw[max(0, begin - self.first) : None if end is None else max(0, end - self.first)]
        return [event for event in map(_event, map(_Raw._make, part)) if event is not None]


def read(path: Path | str) -> Recording:
    """The recording in a file. Raises RecordingError when it is none, and OSError when it cannot be opened."""
    ring = Ring(path)
    events = ring.events()
    damaged = ring.unreadable + len(ring.times) - len(events)
    return Recording(ring.name, ring.handle, tuple(events), ring.overwritten, damaged)


def count(path: Path | str) -> int:
    """How many events the process has recorded, whether the file still has them or not. Raises as ``read`` does."""
    with open(path, "rb") as file:
        return _header(path, file.read(HEADER_BYTES))[1]


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


def _raw(order: str, data: bytes, capacity: int, numbers: range) -> list[_Slot]:
    """The events of these numbers that the file has to their last byte."""
    slots = min(capacity, (len(data) - HEADER_BYTES) // EVENT_BYTES)
    end = HEADER_BYTES + slots * EVENT_BYTES
    ring = list(struct.iter_unpack(order + _EVENT, memoryview(data)[HEADER_BYTES:end]))
    return [ring[number % capacity] for number in numbers if number % capacity < slots]


def _in_time(raw: list[_Slot]) -> list[_Slot]:
    """Without the event that was just being written over when the process died.

    That one is the oldest, and it shows by a time that is later than what follows.
    """
    return raw[1:] if len(raw) > 1 and raw[0][0] > raw[1][0] else raw


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


def _place(first: int) -> Place | None:
    """The peer, above the number of bytes."""
    return Place(first >> 56, first >> 48 & 0xFF, first >> 32 & 0xFFFF) if first > _BYTES else None


def _event(raw: _Raw) -> Event | None:
    """None when the bytes are no event."""
    make = _MAKE.get(raw.kind)
    try:
        return make(raw) if make else None
    except ValueError:
        return None


_MAKE: dict[int, Callable[[_Raw], Event]] = {
    1: lambda raw: Call(raw.time, _procedure(raw.what), _signed(raw.number), raw.first, raw.second),
    3: lambda raw: Sent(raw.time, Frame(raw.what), raw.number, raw.first & _BYTES, raw.second, _place(raw.first)),
    4: lambda raw: Arrived(raw.time, Frame(raw.what), raw.number, raw.first & _BYTES, raw.second, _place(raw.first)),
    5: lambda raw: System(raw.time, raw.what, _signed(raw.number), raw.first),
    6: lambda raw: PeerDown(raw.time, raw.what, raw.number, raw.first),
    7: lambda raw: Resent(raw.time, raw.what, raw.number, raw.first, raw.second),
    8: lambda raw: Started(raw.time, raw.what != 0, raw.number),
    9: lambda raw: Ended(raw.time, raw.what),
}
