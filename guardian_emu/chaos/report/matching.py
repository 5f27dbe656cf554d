"""Messages with both their ends, and the time that a process waited for a reply or served a request.

The two events of a frame are told as one by the link (the places of its two ends), what kind of frame it is, the number
of its request, its size and its sync id; of several, by time.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from guardian_emu.wire.recording import Arrived, Event, Frame, PeerDown, Place, Resent, Sent

from .recorded import Recorded

SLACK = 1_000_000
"""A receiver takes the time when it wakes up, and may find a frame that was sent just after: so many nanoseconds."""


class Message(NamedTuple):
    """A frame from one process to another, by their index. ``arrived`` is never before ``sent``."""

    sender: int
    sent: int
    receiver: int
    arrived: int
    frame: Frame
    request: int
    size: int
    sync: int


class Work(enum.Enum):
    """What a process did with a request meanwhile."""

    WAITING = "waiting"
    SERVING = "serving"


class Outcome(enum.Enum):
    """How a stretch of work ended."""

    REPLIED = "replied"
    LOST = "lost"
    OPEN = "open"


class Span(NamedTuple):
    """A request from when it went out to its reply, or from when it came in to the reply.

    Of one that is still open ``end`` is the last time of which anything is known.
    """

    process: int
    begin: int
    end: int
    work: Work
    outcome: Outcome
    peer: Place | None
    request: int
    size: int


_Key = tuple[Place | None, Place | None, Frame, int, int, int]


def messages(processes: Sequence[Recorded]) -> tuple[list[Message], int]:
    """The messages whose two ends are both recorded, by time; and how many frames had only one."""
    sends: dict[_Key, list[tuple[int, int]]] = {}
    arrivals: list[tuple[int, int, _Key]] = []
    for index, process in enumerate(processes):
        for event in process.events:
            if isinstance(event, Sent):
                sends.setdefault(_key(event, process.place, event.peer), []).append((event.time, index))
            elif isinstance(event, Arrived):
                arrivals.append((event.time, index, _key(event, event.peer, process.place)))
    matched = sorted(_matched(sends, sorted(arrivals, key=lambda one: one[0])), key=lambda message: message.sent)
    return matched, sum(map(len, sends.values())) + len(arrivals) - len(matched)


def _key(event: Sent | Arrived, sender: Place | None, receiver: Place | None) -> _Key:
    return sender, receiver, event.frame, event.request, event.size, event.sync


def _matched(sends: dict[_Key, list[tuple[int, int]]], arrivals: Sequence[tuple[int, int, _Key]]) -> Iterator[Message]:
    for time, receiver, key in arrivals:
        if key[0] is None or key[1] is None:
            continue
        earlier = [one for one in sends.get(key, ()) if one[0] <= time + SLACK]
        if earlier:
            sent, sender = latest = max(earlier)
            sends[key].remove(latest)
            yield Message(sender, sent, receiver, max(sent, time), *key[2:])


def spans(index: int, process: Recorded) -> list[Span]:
    """The requests of a process, those it sent and those it served, by the time they began."""
    found: list[Span] = []
    for piece in process.pieces:
        found += _Requests(index).follow(piece.events)
    return sorted(found, key=lambda span: span.begin)


def _is_lost(event: PeerDown | Resent, work: Work, peer: Place | None, request: int) -> bool:
    """Whether the event ends that request as it was sent: its other end died, or it is sent again elsewhere."""
    if isinstance(event, Resent):
        return work is Work.WAITING and request == event.request
    return peer is not None and (peer.cpu, peer.pin) == (event.cpu, event.pin)


class _Requests:
    """Requests under way in one piece of a recording."""

    def __init__(self, process: int) -> None:
        self._process = process
        self._open: dict[tuple[Work, Place | None, int], Sent | Arrived] = {}
        self._done: list[Span] = []

    def follow(self, events: Sequence[Event]) -> list[Span]:
        """All spans of these events."""
        for event in events:
            if isinstance(event, Sent | Arrived):
                self._frame(event)
            elif isinstance(event, PeerDown | Resent):
                for key in [key for key in self._open if _is_lost(event, *key)]:
                    self._end(key, event.time, Outcome.LOST)
        for key in list(self._open):
            self._end(key, events[-1].time, Outcome.OPEN)
        return self._done

    def _frame(self, event: Sent | Arrived) -> None:
        sent = isinstance(event, Sent)
        if event.frame is Frame.REQUEST:
            self._open[Work.WAITING if sent else Work.SERVING, event.peer, event.request] = event
        elif event.frame is Frame.REPLY:
            self._end((Work.SERVING if sent else Work.WAITING, event.peer, event.request), event.time, Outcome.REPLIED)

    def _end(self, key: tuple[Work, Place | None, int], end: int, outcome: Outcome) -> None:
        if (began := self._open.pop(key, None)) is not None:
            work, peer, request = key
            self._done.append(Span(self._process, began.time, end, work, outcome, peer, request, began.size))
