"""What CPUs and processes were and when, from the events of a run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .events import FAULT, FAULT_UNDONE, Event

Cpu = tuple[str, int]
"""A node and the number of one of its CPUs."""


class Stretch(NamedTuple):
    """A time in which something was so. ``end`` None: to the end of the timeline."""

    begin: int
    end: int | None
    what: str


class Fault(NamedTuple):
    """A fault that was made: of a CPU, or of a process when it has a name. ``end`` None: it was not taken back."""

    kind: str
    node: str
    cpu: int
    name: str
    begin: int
    end: int | None


@dataclass
class Life:
    """One process from its creation to its end. ``roles``: primary, backup or single, and since when."""

    node: str
    cpu: int
    pin: int
    name: str
    program: str
    begin: int
    end: int | None = None
    roles: list[tuple[int, str]] = field(default_factory=list)


def faults(events: Iterable[Event]) -> list[Fault]:
    """The faults by the time they were ordered."""
    found: list[Fault] = []
    for event in events:
        if event["event"] == FAULT:
            kind, name = str(event.get("kind")), str(event.get("name") or "")
            found.append(Fault(kind, event["node"], event["cpu"], name, event["t"], None))
        elif event["event"] == FAULT_UNDONE:
            for at, fault in enumerate(found):
                same = (fault.kind, fault.node, fault.cpu) == (event.get("kind"), event["node"], event["cpu"])
                if same and fault.end is None:
                    found[at] = fault._replace(end=event["t"])
    return found


def cpus(events: Iterable[Event]) -> dict[Cpu, list[Stretch]]:
    """What each CPU was: ``loading``, ``up``, ``silent`` while it is suspected, ``down``. Of the same kind once."""
    changes: dict[Cpu, list[tuple[int, str]]] = {}
    for event in events:
        cpu = (event["node"], event["cpu"])
        told = changes.setdefault(cpu, [])
        match event["event"], event.get("stage"):
            case "stage", "boot":
                told.append((event["t"], "loading"))
            case "stage", "ready":
                told.append((event["t"], "up"))
            case "halted", _:
                told.append((event["t"], "down"))
            case ("cpu-down" | "suspected") as kind, _:
                other = event.get("down" if kind == "cpu-down" else "suspect")
                if isinstance(other, int):
                    what = "down" if kind == "cpu-down" else "silent"
                    changes.setdefault((event["node"], other), []).append((event["t"], what))
    return {cpu: _stretches(of_one) for cpu, of_one in sorted(changes.items())}


def _stretches(changes: list[tuple[int, str]]) -> list[Stretch]:
    found: list[Stretch] = []
    for time, what in sorted(changes, key=lambda change: change[0]):
        last = found[-1].what if found else None
        if what == last or (last == "down" and what == "silent"):
            continue
        if found:
            found[-1] = found[-1]._replace(end=time)
        found.append(Stretch(time, None, what))
    return found


def lives(events: Sequence[Event], of_cpus: dict[Cpu, list[Stretch]]) -> list[Life]:
    """The processes that the events tell of, by the time they began. One ends with its CPU at the latest."""
    found: list[Life] = []
    running: dict[tuple[str, int, int], Life] = {}
    for event in events:
        place = (event["node"], event["cpu"], event.get("pin", -1))
        if event["event"] == "process-created":
            life = Life(*place, str(event.get("name") or ""), str(event.get("program") or ""), event["t"])
            life.roles.append((event["t"], str(event.get("role") or "single")))
            running[place] = life
            found.append(life)
        elif event["event"] == "process-ended" and place in running:
            running.pop(place).end = event["t"]
        elif event["event"] == "takeover" and place in running:
            running[place].roles.append((event["t"], "primary"))
    for life in found:
        _end_with_cpu(life, of_cpus.get((life.node, life.cpu), ()))
        _join_roles(life, found)
    return found


def _end_with_cpu(life: Life, of_cpu: Sequence[Stretch]) -> None:
    downs = [one.begin for one in of_cpu if one.what in ("down", "loading") and one.begin > life.begin]
    if downs and (life.end is None or life.end > downs[0]):
        life.end = downs[0]


def _join_roles(life: Life, everybody: Sequence[Life]) -> None:
    """Who is single becomes the primary when its backup is created."""
    for other in everybody:
        is_its_backup = other.name == life.name != "" and other.node == life.node and other.roles[0][1] == "backup"
        alive = life.begin < other.begin and (life.end is None or other.begin < life.end)
        if is_its_backup and alive and life.roles[-1][1] == "single":
            life.roles.append((other.begin, "primary"))
