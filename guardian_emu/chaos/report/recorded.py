"""The recorder files of a process joined. Each is a copy of one ring, taken at another time."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from guardian_emu.wire.recording import Event, Place, RecordingError, Ring

CHUNK = 256
Window = tuple[int, int]
"""A time from which to which events are wanted."""


class Piece(NamedTuple):
    """Events without a gap: from number ``first``, counted from the start of the process, to before ``end``."""

    first: int
    end: int
    events: tuple[Event, ...]


class Recorded(NamedTuple):
    """What is known of one process, in pieces that are in order and do not touch.

    Guarantee: there is at least one piece, and no piece is empty. ``missing``: events that are in none. ``damaged``:
    events that could not be read.
    """

    node: str
    cpu: int
    name: str
    place: Place | None
    pieces: tuple[Piece, ...]
    missing: int
    damaged: int

    @property
    def begin(self) -> int:
        """Time of the first event that is known."""
        return self.pieces[0].events[0].time

    @property
    def end(self) -> int:
        """Time of the last one."""
        return self.pieces[-1].events[-1].time

    @property
    def events(self) -> list[Event]:
        """All that are known."""
        return [event for piece in self.pieces for event in piece.events]


class Copy(NamedTuple):
    r"""One recorder file: of a CPU of a node, such as ``(Path("cpu-2/1-5-REQ7.ring"), "\\ALPHA", 2)``."""

    path: Path
    node: str
    cpu: int


def find(directory: Path, nodes: Sequence[str]) -> list[Copy]:
    r"""Every recorder file below a directory that ``fetch_recorders`` filled, once or often, for these nodes.

    With one node its CPUs are in ``cpu-N``, with several in ``ALPHA/cpu-N``.
    """
    found = []
    for path in sorted(directory.rglob("*.ring")):
        folder = path.parent
        cpu = folder.name.removeprefix("cpu-")
        node = nodes[0] if len(nodes) == 1 else "\\" + folder.parent.name
        if cpu.isdecimal() and node in nodes:
            found.append(Copy(path, node, int(cpu)))
    return found


class Segment(NamedTuple):
    """Events of one copy, by their numbers, that no later copy has."""

    ring: Ring
    first: int
    end: int

    def part(self, window: Window) -> tuple[int, int]:
        """The numbers of those in a time, from one to before the other."""
        ring = self.ring
        begin = ring.first + bisect.bisect_left(ring.times, window[0])
        end = ring.first + bisect.bisect_right(ring.times, window[1])
        return max(begin, self.first), min(end, self.end)


class Process(NamedTuple):
    """The copies of one process's recorder. Guarantee: segments are in order, and none is empty."""

    copy: Copy
    segments: tuple[Segment, ...]

    @property
    def name(self) -> str:
        """The name it has, ``""`` for none."""
        return self.segments[-1].ring.name

    def since(self, time: int) -> Iterator[Event]:
        """Its events from a time on, read as they are taken."""
        for segment in self.segments:
            begin, end = segment.part((time, segment.ring.times[-1]))
            for first in range(begin, end, CHUNK):
                yield from segment.ring.events(first, min(end, first + CHUNK))

    def count(self, windows: Sequence[Window]) -> int:
        """How many events it has in these times, which do not touch."""
        parts = (segment.part(window) for segment in self.segments for window in windows)
        return sum(max(0, end - begin) for begin, end in parts)


def open_all(copies: Iterable[Copy]) -> tuple[list[Process], list[str]]:
    """The processes that these are copies of, without those that have no events; and what could not be read."""
    rings: dict[tuple[str, int, str], list[tuple[Copy, Ring]]] = {}
    refused = []
    for copy in copies:
        try:
            ring = Ring(copy.path)
        except RecordingError as problem:
            refused.append(str(problem))
            continue
        rings.setdefault((copy.node, copy.cpu, copy.path.name), []).append((copy, ring))
    processes = [_process(of_one) for of_one in rings.values()]
    return [process for process in processes if process.segments], refused


def _process(copies: Sequence[tuple[Copy, Ring]]) -> Process:
    segments: list[Segment] = []
    before = None
    for _, ring in sorted(copies, key=lambda one: _end(one[1]), reverse=True):
        end = _end(ring) if before is None else min(before, _end(ring))
        if ring.first < end:
            segments.insert(0, Segment(ring, ring.first, end))
            before = ring.first
    return Process(copies[0][0], tuple(segments))


def _end(ring: Ring) -> int:
    return ring.first + len(ring.times)


def windows(processes: Sequence[Process], moments: Sequence[int], most: int) -> list[Window]:
    """Times around these moments (or before the end, without any), all of one length, with at most so many events."""
    times = [(one.ring.times[0], one.ring.times[-1]) for process in processes for one in process.segments]
    if not times:
        return []
    first, last = min(begin for begin, _ in times), max(end for _, end in times)
    shortest, longest = 0, last - first + 1
    around = moments or [last]
    if sum(process.count([(first, last)]) for process in processes) <= most:
        return [(first, last)]
    while longest - shortest > 1:
        reach = (shortest + longest) // 2
        found = _joined(around, reach)
        if sum(process.count(found) for process in processes) <= most:
            shortest = reach
        else:
            longest = reach
    return _joined(around, shortest)


def _joined(moments: Sequence[int], reach: int) -> list[Window]:
    found: list[Window] = []
    for moment in sorted(moments):
        if found and moment - reach <= found[-1][1]:
            found[-1] = (found[-1][0], moment + reach)
        else:
            found.append((moment - reach, moment + reach))
    return found


def read(process: Process, wanted: Sequence[Window]) -> Recorded | None:
    """What the process recorded in these times; None for nothing."""
    pieces: list[tuple[int, int, list[Event]]] = []
    unreadable = 0
    for segment in process.segments:
        for window in wanted:
            begin, end = segment.part(window)
            events = segment.ring.events(begin, end) if begin < end else []
            unreadable += max(0, end - begin) - len(events)
            if events and pieces and pieces[-1][1] == begin:
                pieces[-1] = (pieces[-1][0], end, pieces[-1][2] + events)
            elif events:
                pieces.append((begin, end, events))
    if not pieces:
        return None
    copy, latest = process.copy, process.segments[-1]
    handle = latest.ring.handle
    place = None if handle is None else Place(handle.node & 0xFF, handle.cpu, handle.pin)
    joined = tuple(Piece(first, end, tuple(events)) for first, end, events in pieces)
    missing = latest.end - sum(piece.end - piece.first for piece in joined)
    return Recorded(copy.node, copy.cpu, process.name, place, joined, missing, unreadable)
