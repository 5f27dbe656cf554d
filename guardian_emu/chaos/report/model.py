"""The timeline of a run as a value, from which the page and the trace are made."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from guardian_emu.launch.logs import describe
from guardian_emu.wire.recording import Arrived, Call, Ended, PeerDown, Resent, Sent, Started, System
from guardian_emu.wire.recording import Event as RecordedEvent

from . import matching, recorded, states, takeovers
from .events import Event, in_time
from .matching import Message, Span
from .recorded import Process, Recorded
from .states import Cpu, Fault, Life, Stretch
from .takeovers import Takeover

MOST_EVENTS = 100_000
OPEN_NEXT = 1_000_000_000
"""An event of a process that was logged so many nanoseconds after the last one it recorded may still be its own."""


class Instant(NamedTuple):
    """Something that happened on a track, in words."""

    track: int
    time: int
    text: str


@dataclass
class CpuTrack:
    """A CPU, and what it was when."""

    node: str
    cpu: int
    stretches: list[Stretch]


@dataclass
class ProcessTrack:
    """All processes of one name in one CPU, one after the other. ``known``: the stretches that were recorded."""

    node: str
    cpu: int
    name: str
    lives: list[Life] = field(default_factory=list)
    known: list[tuple[int, int]] = field(default_factory=list)
    missing: int = 0
    damaged: int = 0


class Lane(NamedTuple):
    """A span on a track, and in which of its lanes it is drawn: spans of a lane do not overlap."""

    track: int
    lane: int
    span: Span


@dataclass
class Timeline:
    """Everything on one clock. Guarantee: lists are in time; every index of a track is one of ``tracks``.

    ``alone``: frames of which only one end was recorded. ``notes``: what the reader has to know about what is missing.
    """

    title: str
    begin: int
    end: int
    tracks: list[CpuTrack | ProcessTrack]
    instants: list[Instant]
    messages: list[Message]
    lanes: list[Lane]
    faults: list[Fault]
    takeovers: list[Takeover]
    alone: int
    notes: list[str]


def build(
    title: str,
    events: Iterable[Event],
    processes: Sequence[Process],
    refused: Sequence[str] = (),
    most: int = MOST_EVENTS,
) -> Timeline:
    """The timeline of these events and recordings, with at most so many recorded events: those around takeovers."""
    told = in_time(events)
    faults = states.faults(told)
    found = takeovers.of_events(told, faults, processes)
    moments = {time for one in found for time in (one.began, one.detected, one.agreed, one.named, one.replied) if time}
    wanted = recorded.windows(processes, sorted(moments), most)
    kept = [one for one in (recorded.read(process, wanted) for process in processes) if one is not None]
    of_cpus = states.cpus(told)
    tracks, homes = _tracks(told, of_cpus, kept)
    sent, alone = matching.messages(kept)
    times = [event["t"] for event in told] + [time for process in kept for time in (process.begin, process.end)]
    return Timeline(
        title,
        min(times, default=0),
        max(times, default=0),
        tracks,
        sorted([*_of_processes(kept, homes), *_of_events(told, tracks)], key=lambda instant: instant.time),
        [one._replace(sender=homes[one.sender], receiver=homes[one.receiver]) for one in sent],
        list(_lanes(kept, homes)),
        faults,
        found,
        alone,
        _notes(kept, len(processes) - len(kept), refused),
    )


def _tracks(
    events: Sequence[Event], of_cpus: dict[Cpu, list[Stretch]], processes: Sequence[Recorded]
) -> tuple[list[CpuTrack | ProcessTrack], list[int]]:
    """The tracks, each CPU's before those of its processes; and the index of each recorded process's track."""
    lives = states.lives(events, of_cpus)
    rows: dict[tuple[str, int, str], ProcessTrack] = {}
    for life in lives:
        label = _label(life.name, life.cpu, life.pin)
        rows.setdefault((life.node, life.cpu, label), ProcessTrack(life.node, life.cpu, label)).lives.append(life)
    keys = [_add_recorded(rows, process) for process in processes]
    numbers = sorted({*of_cpus, *((node, cpu) for node, cpu, _ in rows)})
    tracks: list[CpuTrack | ProcessTrack] = []
    index: dict[tuple[str, int, str], int] = {}
    for node, cpu in numbers:
        tracks.append(CpuTrack(node, cpu, of_cpus.get((node, cpu), [])))
        for key, row in rows.items():
            if key[:2] == (node, cpu):
                index[key] = len(tracks)
                tracks.append(row)
    return tracks, [index[key] for key in keys]


def _label(name: str, cpu: int, pin: int) -> str:
    return name or f"{cpu},{pin}"


def _add_recorded(rows: dict[tuple[str, int, str], ProcessTrack], process: Recorded) -> tuple[str, int, str]:
    pin = process.place.pin if process.place else -1
    key = (process.node, process.cpu, _label(process.name, process.cpu, pin))
    row = rows.setdefault(key, ProcessTrack(*key))
    row.known += [(piece.events[0].time, piece.events[-1].time) for piece in process.pieces]
    row.known.sort()
    row.missing += process.missing
    row.damaged += process.damaged
    if not any(_is_of(process, pin, life) for life in row.lives):
        first = process.events[0]
        role = "backup" if isinstance(first, Started) and first.backup else "single"
        last = process.end if isinstance(process.events[-1], Ended) else None
        row.lives.append(Life(*key[:2], pin, key[2], "", process.begin, last, [(process.begin, role)]))
        row.lives.sort(key=lambda life: life.begin)
    return key


def _is_of(process: Recorded, pin: int, life: Life) -> bool:
    began_before = life.begin <= process.end + OPEN_NEXT
    return life.pin == pin and began_before and (life.end is None or process.begin <= life.end)


def _of_processes(processes: Sequence[Recorded], homes: Sequence[int]) -> Iterable[Instant]:
    for home, process in zip(homes, processes, strict=True):
        for event in process.events:
            if not isinstance(event, Sent | Arrived):
                yield Instant(home, event.time, in_words(event))


def in_words(event: RecordedEvent) -> str:
    """A recorded event as a line of text."""
    match event:
        case Call():
            return f"{event.procedure}({event.subject}, {event.first}, {event.second})"
        case System():
            return f"system message {event.message} on $RECEIVE (about {event.subject})"
        case PeerDown():
            return f"learns that {event.cpu},{event.pin} is dead"
        case Resent():
            return f"sends request {event.request} again, to CPU {event.cpu}, sync ID {event.sync}"
        case Started():
            return f"starts as {'backup' if event.backup else 'a single process or primary'}"
        case Ended():
            return f"ends itself, completion code {event.completion_code}"
        case Sent() | Arrived():
            return f"{event.frame.name.lower()} {event.request}, {event.size} bytes"


def _of_events(events: Sequence[Event], tracks: Sequence[CpuTrack | ProcessTrack]) -> Iterable[Instant]:
    """Events of a process go to its track where there is one, all others to their CPU's."""
    homes = {_home(track): index for index, track in enumerate(tracks)}
    for event in events:
        cpu = (event["node"], event["cpu"], "")
        label = _label(str(event.get("name") or ""), event["cpu"], int(event.get("pin") or -1))
        home = homes.get((event["node"], event["cpu"], label), homes.get(cpu))
        if home is not None:
            about = {key: value for key, value in event.items() if key != "node"}
            yield Instant(home, event["t"], describe(about))


def _home(track: CpuTrack | ProcessTrack) -> tuple[str, int, str]:
    return track.node, track.cpu, track.name if isinstance(track, ProcessTrack) else ""


def _lanes(processes: Sequence[Recorded], homes: Sequence[int]) -> Iterable[Lane]:
    """Every span in the lowest lane of its track that is free when it begins."""
    of_tracks: dict[int, list[Span]] = {}
    for index, (home, process) in enumerate(zip(homes, processes, strict=True)):
        of_tracks.setdefault(home, []).extend(matching.spans(index, process))
    for home, of_one in sorted(of_tracks.items()):
        free: list[int] = []
        busy: list[tuple[int, int]] = []
        lanes = 0
        for span in sorted(of_one, key=lambda span: span.begin):
            while busy and busy[0][0] <= span.begin:
                heapq.heappush(free, heapq.heappop(busy)[1])
            if not free:
                heapq.heappush(free, lanes)
                lanes += 1
            lane = heapq.heappop(free)
            heapq.heappush(busy, (span.end, lane))
            yield Lane(home, lane, span)


def _notes(processes: Sequence[Recorded], left_out: int, refused: Sequence[str]) -> list[str]:
    notes = [f"a flight recorder could not be read: {text}" for text in refused]
    if left_out:
        notes.append(f"{left_out} processes recorded nothing in the times that are shown")
    if cut := [process for process in processes if process.missing]:
        events = sum(process.missing for process in cut)
        notes.append(
            f"{events} events of {len(cut)} processes are missing, those of their beginning first: a flight recorder "
            "keeps only the latest, and a page those around takeovers. What is hatched is not known."
        )
    if damaged := sum(process.damaged for process in processes):
        notes.append(f"{damaged} events could not be read: their process died while it wrote them")
    return notes
