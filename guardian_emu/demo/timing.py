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
    """When the first request that was sent again after ``fault`` got its reply, over all recorders."""
    times = [time for path in recorders if (time := _first_reply_of(path, fault)) is not None]
    return min(times, default=None)


def _first_reply_of(path: Path, fault: int) -> int | None:
    resent: set[int] = set()
    for event in recording.read(path).events:
        if event.time < fault:
            continue
        if isinstance(event, recording.Resent):
            resent.add(event.request)
        elif isinstance(event, recording.Arrived) and event.frame is recording.Frame.REPLY and event.request in resent:
            return event.time
    return None
