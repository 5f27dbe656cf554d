"""Events of a run, one JSON object each: what the CPUs logged, and the faults that were made.

An event has ``t`` (nanoseconds of CLOCK_MONOTONIC, one clock for all CPUs of a machine), ``node``, ``cpu`` and
``event``. Whoever makes a fault adds ``fault`` when it was ordered and ``fault-undone`` when it was taken back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from guardian_emu.launch.launcher import CpuAddress

Event = dict[str, Any]

FAULT, FAULT_UNDONE = "fault", "fault-undone"


def of_log(node: str, lines: Iterable[Event]) -> list[Event]:
    """The events among a CPU's log lines: those that have a time. A traceback has none."""
    return [{"t": line["t"], "node": node, **line} for line in lines if _is_event(line)]


def _is_event(line: Event) -> bool:
    return isinstance(line.get("t"), int) and isinstance(line.get("cpu"), int) and isinstance(line.get("event"), str)


def in_time(events: Iterable[Event]) -> list[Event]:
    """In the order they happened; of one time, in the order given."""
    return sorted(events, key=lambda event: event["t"])


def write(path: Path, events: Iterable[Event]) -> None:
    """One event a line, in time."""
    path.write_text("".join(json.dumps(event, separators=(",", ":")) + "\n" for event in in_time(events)))


def read(path: Path) -> list[Event]:
    """What ``write`` wrote. Raises ValueError for lines that are no JSON; what is no event is left out."""
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    return [line for line in lines if isinstance(line, dict) and _is_event(line) and isinstance(line.get("node"), str)]


class FaultLog:
    """Told of faults while they are made; ``events`` are what it was told."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def made(self, kind: str, cpu: CpuAddress, t: int, process: str | None = None) -> None:
        """A fault was ordered then; of a process, when it is one of a process alone."""
        about = {} if process is None else {"name": process}
        self.events.append({"t": t, "node": cpu.node, "cpu": cpu.cpu, "event": FAULT, "kind": kind, **about})

    def undone(self, t: int) -> None:
        """The latest one was taken back then."""
        self.events.append({**self.events[-1], "t": t, "event": FAULT_UNDONE})
