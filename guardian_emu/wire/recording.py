"""Reads flight recorder files, which libguardian writes (``runtime/src/recorder.c``).

A recorder file is a ring in the byte order of the program that wrote it. It is readable at any moment, also while the
program runs and after it was killed.
"""

from __future__ import annotations

import enum
import struct
from pathlib import Path
from typing import NamedTuple

_EVENT = "QHhIQQ"
_HEADER_BYTES, _EVENT_BYTES = 128, 32
_FORMAT = 1
_ORDER_MARK = 0x01020304


class Kind(enum.IntEnum):
    """What an event records; ``what``, ``number``, ``first`` and ``second`` mean the following."""

    CALL = 1
    """A procedure was entered: its number, file number."""
    RETURN = 2
    """It returned: its number."""
    SEND = 3
    """A frame was queued: kind, request number, data bytes, sync id."""
    FRAME = 4
    """A frame arrived: kind, request number, data bytes, sync id."""
    SYSTEM = 5
    """A system message was queued on $RECEIVE: its number."""
    PEER_DOWN = 6
    """The kernel declared a process dead: reason, its CPU, its PIN."""
    RESENT = 7
    """Path retry: kind of request, request number, sync id, CPU it goes to now."""
    START = 8
    """The process began: 1 for a backup, its CPU."""
    END = 9
    """The process stopped itself: completion code."""


class Event(NamedTuple):
    """One event; ``time`` is CLOCK_MONOTONIC in nanoseconds."""

    time: int
    kind: int
    what: int
    number: int
    first: int
    second: int


class Recording(NamedTuple):
    """Everything that one recorder file still holds. ``recorded`` counts events since the start, kept or not."""

    name: str
    handle: bytes
    recorded: int
    events: tuple[Event, ...]


class NotARecording(ValueError):
    """The file is no flight recorder file, or one of another version."""


def read(path: Path) -> Recording:
    """The recording in a file, events in order. Raises NotARecording; an event torn by a kill is the last one's loss.

    Guarantee: every event returned lay wholly inside the file.
    """
    data = path.read_bytes()
    if len(data) < _HEADER_BYTES or data[:8] != b"GUARDREC":
        raise NotARecording(f"{path} is no flight recorder file: it does not begin with GUARDREC")
    order = _byte_order(path, data)
    _, _, version, count, capacity, handle, _, name, _ = struct.unpack_from(f"{order}8sIIQQ20sI16s56s", data)
    if version != _FORMAT:
        raise NotARecording(f"{path} has format {version}, this reader knows {_FORMAT}")
    capacity = min(capacity, (len(data) - _HEADER_BYTES) // _EVENT_BYTES)
    event = struct.Struct(order + _EVENT)
    kept = range(max(0, count - capacity), count) if capacity else range(0)
    events = tuple(
        Event._make(event.unpack_from(data, _HEADER_BYTES + index % capacity * _EVENT_BYTES)) for index in kept
    )
    return Recording(name.rstrip(b"\0").decode("latin-1"), handle, count, events)


def _byte_order(path: Path, data: bytes) -> str:
    for order in "<>":
        if struct.unpack_from(order + "I", data, 8)[0] == _ORDER_MARK:
            return order
    raise NotARecording(f"{path} has no byte-order mark")
