"""The timeline as a Chrome trace (JSON), which ui.perfetto.dev and chrome://tracing open.

Each CPU is a process of the trace, each of its processes a group of threads: one for what it was and what happened to
it, and one for each lane of requests. Messages are flows between slices.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from guardian_emu.wire.recording import Frame

from .matching import Message, Work
from .model import CpuTrack, Lane, ProcessTrack, Timeline

LANES = 1000
"""Threads that one track may have: its own, and its lanes."""

Json = dict[str, Any]


def document(timeline: Timeline) -> str:
    """The trace as text. Times are microseconds since the begin of the timeline, with nanoseconds behind the point."""
    return json.dumps(
        {"traceEvents": list(_events(timeline)), "displayTimeUnit": "ns", "otherData": {"title": timeline.title}},
        separators=(",", ":"),
    )


def _events(timeline: Timeline) -> Iterator[Json]:
    places = [_place(timeline, index) for index in range(len(timeline.tracks))]
    yield from _names(timeline, places)
    yield from _stretches(timeline, places)
    for instant in timeline.instants:
        pid, tid = places[instant.track]
        ts = _since(timeline, instant.time)
        yield {"ph": "i", "s": "t", "name": instant.text, "pid": pid, "tid": tid, "ts": ts}
    for lane in timeline.lanes:
        yield _span(timeline, lane, *places[lane.track])
    yield from _flows(timeline, places)


def _place(timeline: Timeline, index: int) -> tuple[int, int]:
    """The trace's numbers of process and thread; a CPU's row has the lowest index among its rows."""
    track = timeline.tracks[index]
    cpu = next(at for at, one in enumerate(timeline.tracks) if (one.node, one.cpu) == (track.node, track.cpu))
    return cpu + 1, (index - cpu) * LANES + 1


def _since(timeline: Timeline, time: int) -> float:
    return (time - timeline.begin) / 1000


def _names(timeline: Timeline, places: list[tuple[int, int]]) -> Iterator[Json]:
    for (pid, tid), track in zip(places, timeline.tracks, strict=True):
        if isinstance(track, CpuTrack):
            yield _name("process_name", f"{track.node} CPU {track.cpu}", pid, tid)
            yield {"ph": "M", "name": "process_sort_index", "pid": pid, "tid": tid, "args": {"sort_index": pid}}
        yield _name("thread_name", f"CPU {track.cpu}" if isinstance(track, CpuTrack) else track.name, pid, tid)
    for index, lane in sorted({(lane.track, lane.lane) for lane in timeline.lanes}):
        pid, tid = places[index]
        track = timeline.tracks[index]
        if isinstance(track, ProcessTrack):
            yield _name("thread_name", f"{track.name} requests {lane + 1}", pid, tid + 1 + lane)


def _name(kind: str, name: str, pid: int, tid: int) -> Json:
    return {"ph": "M", "name": kind, "pid": pid, "tid": tid, "args": {"name": name}}


def _slice(timeline: Timeline, name: str, begin: int, end: int | None, place: tuple[int, int], **args: Any) -> Json:
    last = timeline.end if end is None else end
    ts, dur = _since(timeline, begin), (last - begin) / 1000
    return {"ph": "X", "name": name, "pid": place[0], "tid": place[1], "ts": ts, "dur": dur, "args": args}


def _stretches(timeline: Timeline, places: list[tuple[int, int]]) -> Iterator[Json]:
    for place, track in zip(places, timeline.tracks, strict=True):
        if isinstance(track, CpuTrack):
            for one in track.stretches:
                yield _slice(timeline, one.what, one.begin, one.end, place)
            continue
        for life in track.lives:
            ends = [*(time for time, _ in life.roles[1:]), life.end]
            for (begin, role), end in zip(life.roles, ends, strict=True):
                yield _slice(timeline, role, begin, end, place, pin=life.pin, program=life.program)
    yield from _special(timeline)


def _special(timeline: Timeline) -> Iterator[Json]:
    """Faults and the parts of takeovers, in a process of the trace that comes before all CPUs."""
    for number, fault in enumerate(timeline.faults):
        whom = fault.name or f"{fault.node} CPU {fault.cpu}"
        yield _name("thread_name", f"fault {number + 1}", 0, 1 + 2 * number)
        yield _slice(timeline, f"{fault.kind} of {whom}", fault.begin, fault.end, (0, 1 + 2 * number))
    for number, one in enumerate(timeline.takeovers):
        place = (0, 2 + 2 * number)
        yield _name("thread_name", f"takeover {number + 1} of {one.name}", *place)
        begin = one.began
        for part, length in one.parts().items():
            if length is not None:
                yield _slice(timeline, part, begin, begin + length, place, fault=one.fault, cpu=one.cpu)
                begin += length
    if timeline.faults or timeline.takeovers:
        yield _name("process_name", "faults and takeovers", 0, 0)


def _span(timeline: Timeline, lane: Lane, pid: int, tid: int) -> Json:
    span = lane.span
    peer = f"{span.peer.cpu},{span.peer.pin}" if span.peer else "?"
    name = f"{span.work.value} {span.request}"
    about = {"peer": peer, "bytes": span.size, "outcome": span.outcome.value}
    return _slice(timeline, name, span.begin, span.end, (pid, tid + 1 + lane.lane), **about)


def _flows(timeline: Timeline, places: list[tuple[int, int]]) -> Iterator[Json]:
    spans = _by_request(timeline.lanes)
    for number, message in enumerate(timeline.messages):
        name = message.frame.name.lower()
        for phase, track, time, work in _ends(message):
            near = min(spans.get((track, work, message.request), ()), key=lambda one: _apart(one, time), default=None)
            pid, tid = places[track]
            at = time
            if near is not None and _apart(near, time) == 0:
                tid += 1 + near.lane
                at = min(time, max(near.span.begin, near.span.end - 1))
            end = {"bp": "e"} if phase == "f" else {}
            about = {"ph": phase, "id": number + 1, "cat": "message", "name": name, "pid": pid, "tid": tid}
            yield {**about, "ts": _since(timeline, at), **end}


def _by_request(lanes: Iterable[Lane]) -> dict[tuple[int, Work, int], list[Lane]]:
    found: dict[tuple[int, Work, int], list[Lane]] = {}
    for lane in lanes:
        found.setdefault((lane.track, lane.span.work, lane.span.request), []).append(lane)
    return found


def _ends(message: Message) -> tuple[tuple[str, int, int, Work], tuple[str, int, int, Work]]:
    """Requests go from who waits to who serves, replies the other way."""
    sender, receiver = (Work.SERVING, Work.WAITING) if message.frame is Frame.REPLY else (Work.WAITING, Work.SERVING)
    return ("s", message.sender, message.sent, sender), ("f", message.receiver, message.arrived, receiver)


def _apart(lane: Lane, time: int) -> int:
    """How far the time is outside of the span."""
    return max(lane.span.begin - time, time - lane.span.end, 0)
