"""The script of the demonstration: who dies when, and what has to follow."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from guardian_emu.errors import ExpectationFailed, UsageError
from guardian_emu.launch.launcher import CpuAddress, Launcher, Progress
from guardian_emu.wire import recording

from . import timing, verdict
from .timing import Takeover
from .watching import Event, Watcher

PAIR = "$LEDG"
REQUESTERS, REQUESTER_CPUS = 8, (2, 3)
WATCHED_FROM = 3
"""The CPU through which the script looks on: never the victim of a fault."""

FAULTS = ("halt", "halt", "freeze", "stop")
LOAD_SECONDS = 1.5
"""Seconds of plain load before each fault, unless the caller says otherwise."""

LOOKS = (0.02, 0.1, 0.3, 1.0)
"""Seconds before each look into the flight recorders after a takeover: they hold little more than the last second."""


Tell = Callable[[str], None]
"""Says a line to whoever looks on."""


class FaultNotes(Protocol):
    """Told of faults for a report. Times are nanoseconds of the machine's monotonic clock."""

    def made(self, kind: str, cpu: CpuAddress, t: int, process: str | None = None) -> None:
        """A fault was ordered then; of a process, when it is one of a process alone."""

    def undone(self, t: int) -> None:
        """The latest one was taken back then."""


class Stage(NamedTuple):
    """What the script plays on."""

    launcher: Launcher
    node: str
    watcher: Watcher
    progress: Progress
    directory: Path
    tell: Tell
    faults: tuple[str, ...]
    load_seconds: float
    notes: FaultNotes | None = None

    def cpu(self, number: int) -> CpuAddress:
        """Address of a CPU of the node."""
        return CpuAddress(self.node, number)

    def ask(self, op: str, **arguments: Any) -> dict[str, Any]:
        """One request to the node."""
        with self.launcher.attach(self.cpu(WATCHED_FROM)) as channel:
            return channel.request(op, **arguments)


def faults_of(text: str) -> tuple[str, ...]:
    """The faults that ``halt,freeze`` or ``50*halt`` names. Raises UsageError."""
    faults: list[str] = []
    for word in text.split(","):
        count, _, name = word.strip().rpartition("*")
        if name not in _WORDS or not (count or "1").isdecimal():
            raise UsageError(
                "no such fault",
                word,
                "a fault is one of " + ", ".join(_WORDS),
                "write them with commas between, such as halt,freeze or 50*halt",
            )
        faults += [name] * int(count or 1)
    return tuple(faults)


def run_directory(base: Path) -> Path:
    """``runs/demo/<utc>``, new."""
    directory = base / datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    directory.mkdir(parents=True)
    return directory


@contextmanager
def watching(launcher: Launcher, node: str) -> Iterator[Watcher]:
    """A watcher for the time of the block."""
    watcher = Watcher(launcher, CpuAddress(node, WATCHED_FROM))
    try:
        yield watcher
    finally:
        watcher.close()


def play(stage: Stage) -> tuple[verdict.Requests, list[Takeover]]:
    """All faults in turn, then the reckoning."""
    stage.watcher.wait("the backup of the pair", _is_new_backup)
    takeovers = []
    for number, fault in enumerate(stage.faults, 1):
        time.sleep(stage.load_seconds)
        takeovers.append(_fault(stage, number, fault))
    time.sleep(stage.load_seconds)
    return reckon(stage), takeovers


# ------------------------------------------------------------------------------------------------- one fault


def _fault(stage: Stage, number: int, fault: str) -> Takeover:
    victim = _primary_cpu(stage)
    mark = stage.watcher.mark()
    stage.tell(f"{number}. {_WORDS[fault].format(cpu=victim)}")
    begin = _commit(stage, fault, victim)
    if stage.notes:
        stage.notes.made(fault, stage.cpu(victim), begin, PAIR if fault == "stop" else None)
    stage.watcher.wait("the discovery of the fault", _notices(fault, victim), since=mark)
    taken = stage.watcher.wait("the takeover", _is_takeover, since=mark)
    answered = _first_answer(stage, number, begin)
    takeover = Takeover(
        fault,
        victim,
        timing.milliseconds(begin, _first_notice(stage, fault, victim, mark)),
        timing.milliseconds(begin, taken["t"]),
        None if answered is None else timing.milliseconds(begin, answered),
    )
    stage.tell(f"   CPU {taken['cpu']} took over after {takeover.takeover_ms:.1f} ms; no requester saw an error")
    _repair(stage, fault, victim)
    if stage.notes and fault != "stop":
        stage.notes.undone(time.monotonic_ns())
    stage.watcher.wait("the new backup", _is_new_backup, since=mark)
    stage.tell(f"   the pair is whole again: primary in CPU {taken['cpu']}, a new backup beside it")
    return takeover


def _first_notice(stage: Stage, fault: str, victim: int, mark: int) -> int:
    """Events of several CPUs arrive in any order: the earliest counts."""
    notices = _notices(fault, victim)
    return min(int(event["t"]) for event in stage.watcher.events[mark:] if notices(event))


_WORDS = {
    "halt": "CPU {cpu}, where the primary runs, is halted: power off, in the middle of the work",
    "freeze": "CPU {cpu}, where the primary runs, is frozen: it does not die, it just stops answering",
    "stop": "the primary process in CPU {cpu} is stopped; its CPU lives on",
}


def _commit(stage: Stage, fault: str, victim: int) -> int:
    """Make the fault; returns when it was ordered. The way to the operator channel is not part of a stop."""
    if fault == "stop":
        place = _primary_place(stage)
        with stage.launcher.attach(stage.cpu(WATCHED_FROM)) as channel:
            channel.request("hello")
            begin = time.monotonic_ns()
            channel.request("stop", process=place, specifier=0, abend=False)
            return begin
    begin = time.monotonic_ns()
    if fault == "halt":
        stage.launcher.halt(stage.cpu(victim))
    else:
        stage.launcher.freeze(stage.cpu(victim))
    return begin


def _repair(stage: Stage, fault: str, victim: int) -> None:
    if fault == "stop":
        return
    if fault == "freeze":
        stage.tell(f"   CPU {victim} wakes, learns that it was declared down, and halts itself")
        stage.launcher.thaw(stage.cpu(victim))
    stage.tell(f"   CPU {victim} is reloaded")
    stage.launcher.halt(stage.cpu(victim))
    stage.launcher.start(stage.cpu(victim), stage.progress)


def _first_answer(stage: Stage, number: int, begin: int) -> int | None:
    for look, pause in enumerate(LOOKS):
        time.sleep(pause)
        requesters = [stage.cpu(cpu) for cpu in REQUESTER_CPUS]
        recorders = stage.launcher.fetch_recorders(stage.directory / "recorders" / str(number), requesters)
        if look == 0:  # those of the requesters first: in a second they have come round
            _fetch_servers(stage, number)
        if (answered := timing.first_reply(recorders, begin)) is not None:
            return answered
    return None


def _fetch_servers(stage: Stage, number: int) -> None:
    """The recorders of the pair for the timeline, before they come round; no file twice that has not changed."""
    folder = stage.directory / "recorders"
    servers = [cpu for cpu in stage.launcher.states() if cpu.node == stage.node and cpu.cpu not in REQUESTER_CPUS]
    for path in stage.launcher.fetch_recorders(folder / str(number), servers):
        place = path.relative_to(folder / str(number))
        known = [recording.count(copy) for copy in folder.glob(f"*/{place}") if copy != path]
        if recording.count(path) in known:
            path.unlink()


def _primary(stage: Stage) -> dict[str, Any]:
    for process in stage.ask("status")["processes"]:
        if process["name"] == PAIR and process["role"] in ("primary", "single"):
            found: dict[str, Any] = process
            return found
    raise ExpectationFailed(
        f"{PAIR} is gone", "no primary in the node's status", "both members died", "look at the CPUs' logs"
    )


def _primary_cpu(stage: Stage) -> int:
    return int(_primary(stage)["cpu"])


def _primary_place(stage: Stage) -> str:
    primary = _primary(stage)
    return f"{primary['cpu']},{primary['pin']}"


def _is_new_backup(event: Event) -> bool:
    return bool(event.get("event") == "process-created" and event.get("name") == PAIR and event["role"] == "backup")


def _is_takeover(event: Event) -> bool:
    return event.get("event") == "takeover" and event.get("name") == PAIR


def _notices(fault: str, victim: int) -> Callable[[Event], bool]:
    if fault == "stop":
        return lambda event: event.get("event") == "process-ended" and event.get("name") == PAIR
    return lambda event: event.get("event") == "cpu-down" and event.get("down") == victim


# ------------------------------------------------------------------------------------------------- reckoning


def _run_requester(stage: Stage, word: str) -> list[str]:
    """Runs one more requester to its end; returns what it printed."""
    lines = []
    with stage.launcher.attach(stage.cpu(WATCHED_FROM)) as channel:
        arguments = [PAIR, word]
        for event in channel.stream("create", program="LEDREQ", cpu=WATCHED_FROM, args=arguments, follow=True):
            if event.get("event") == "output":
                lines.append(str(event["text"]))
            elif event.get("event") == "process-ended":
                break
    return lines


def _is_requester_end(event: Event) -> bool:
    return event.get("event") == "process-ended" and str(event.get("name") or "").startswith("$REQ")


def reckon(stage: Stage, ends: int = REQUESTERS) -> verdict.Requests:
    """Close the books and count; so many processes of requesters end then."""
    stage.tell("the books are closed; every requester counts")
    _run_requester(stage, "close")
    stage.watcher.wait("the end of every requester", _is_requester_end, number=ends)
    entries = verdict.total_entries(_run_requester(stage, "total"))
    _run_requester(stage, "quit")
    if entries is None:
        raise ExpectationFailed("the ledger did not tell its total", "no output", "the server is gone", "see the logs")
    lines = [str(event["text"]) for event in stage.watcher.events if event.get("event") == "output"]
    return verdict.count(verdict.summaries(lines), entries)
