"""How long a takeover took, measured where it happened.

All times are CLOCK_MONOTONIC of the machine the CPUs share, in nanoseconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from guardian_emu.wire import recording


class Takeover(NamedTuple):
    """One takeover. Milliseconds count from the moment the fault was ordered; None where nothing was recorded."""

    fault: str
    cpu: int
    detect_ms: float
    takeover_ms: float
    first_reply_ms: float | None


def milliseconds(begin: int, end: int) -> float:
    """Nanoseconds between two readings of the clock as milliseconds."""
    return round((end - begin) / 1e6, 3)


def first_reply(recorders: Iterable[Path], fault: int) -> int | None:
    """When the first request that the survivor served got its reply, over all recorders of requesters."""
    times = [served_after(recording.read(path).events, fault) for path in recorders]
    return min((time for time in times if time is not None), default=None)


def served_after(events: Iterable[recording.Event], fault: int) -> int | None:
    """The time of the first reply to a request that was sent, or sent again, after the death of the server was known.

    What the dead server had still answered is read at that moment too, and does not count.
    """
    down = False
    theirs: set[int] = set()
    for event in events:
        if event.time < fault:
            continue
        down = down or isinstance(event, recording.PeerDown)
        if isinstance(event, recording.Resent) or (down and isinstance(event, recording.Sent)):
            theirs.add(event.request)
        elif isinstance(event, recording.Arrived) and event.frame is recording.Frame.REPLY and event.request in theirs:
            return event.time
    return None
